import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { InlineConfig } from "vite";
import { buildWhenStale } from "../../tools/build/when-stale.ts";

const root = dirname(fileURLToPath(import.meta.url));
const sources = ["src", "index.html", "build.ts", "package.json", "../../packages/domain/src/locale", "../../packages/seal/src"];
const compressible = /\.(js|css|html|svg)$/;

/** Builds the widget when a source is newer than the last build; answers the folder the server serves. */
export const buildWidget = (): Promise<string> =>
  buildWhenStale({
    script: import.meta.url,
    sources,
    build: async ({ build }, outDir) => {
      await build(options({ outDir, base: "/assets/widget/", page: "index.html" }));
      precompress(outDir);
    },
  });

/** Builds the page that draws every story; answers its folder. */
export const buildStories = async (): Promise<string> => {
  const outDir = join(root, "dist-stories");
  const { build } = await import("vite");
  await build(options({ outDir, base: "./", page: "stories.html" }));
  return outDir;
};

interface Target {
  readonly outDir: string;
  readonly base: string;
  readonly page: string;
}

const options = ({ outDir, base, page }: Target): InlineConfig => ({
  root,
  base,
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir,
    emptyOutDir: true,
    assetsDir: "",
    // Inlined assets would be data: URIs, which the page's policy refuses for scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: false,
    target: "es2022",
    rolldownOptions: { input: join(root, page) },
  },
});

// The shell is not compressed ahead: the server may add the boot element to it.
const precompress = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    if (!compressible.test(name) || name === "index.html") continue;
    const content = readFileSync(join(folder, name));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content));
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await (process.argv.includes("--stories") ? buildStories() : buildWidget());
}
