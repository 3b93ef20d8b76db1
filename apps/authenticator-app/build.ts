import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { InlineConfig } from "vite";
import { buildWhenStale } from "../../tools/build/when-stale.ts";

const root = dirname(fileURLToPath(import.meta.url));
const beside = ["authenticator/src", "contract/src/authenticator", "domain/src/authenticator"].map((name) => join("../../packages", name));
const parts = ["style", "parts", "text", "idle", "announce.ts"].map((name) => join("../widget/src", name));
const sources = ["src/page", "src/shell-worker.ts", "public", "index.html", "build.ts", "package.json", ...beside, ...parts];

/** Builds the app when a source is newer than the last build; answers its folder. */
export const buildAuthenticatorApp = (): Promise<string> =>
  buildWhenStale({
    script: import.meta.url,
    sources,
    build: ({ build }, outDir) => build(options({ outDir, base: "/", pages: { app: "index.html", "shell-worker": "src/shell-worker.ts" } })),
  });

/** Builds the page that draws every state of the app; answers its folder. */
export const buildAuthenticatorStories = async (): Promise<string> => {
  const outDir = join(root, "dist-stories");
  const { build } = await import("vite");
  await build(options({ outDir, base: "./", pages: { stories: "stories.html" } }));
  return outDir;
};

interface Target {
  readonly outDir: string;
  readonly base: string;
  readonly pages: Readonly<Record<string, string>>;
}

const options = ({ outDir, base, pages }: Target): InlineConfig => ({
  root,
  base,
  configFile: false,
  logLevel: "warn",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir,
    emptyOutDir: true,
    assetsDir: "",
    // Inlined assets would be data: URIs, which the page's policy refuses.
    assetsInlineLimit: 0,
    modulePreload: false,
    target: "es2024",
    chunkSizeWarningLimit: 1024,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(pages).map(([name, path]) => [name, join(root, path)])),
      output: { entryFileNames: ({ name }) => (name === "shell-worker" ? "shell-worker.js" : "[name]-[hash].js") },
    },
  },
});

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await (process.argv.includes("--stories") ? buildAuthenticatorStories() : buildAuthenticatorApp());
}
