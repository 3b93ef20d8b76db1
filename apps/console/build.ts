import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const sources = ["src/app", "index.html", "build.ts", "package.json"];

/** Builds the console when a source is newer than the last build; answers its folder. */
export const buildConsole = async (): Promise<string> => {
  const dist = join(root, "dist");
  const shell = join(dist, "index.html");
  const builtAt = existsSync(shell) ? statSync(shell).mtimeMs : 0;
  if (newest(sources.map((name) => join(root, name))) <= builtAt) return dist;
  const { build } = await import("vite"); // a start that has nothing to build does not load the builder
  await build({
    root,
    base: "/",
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    mode: "production",
    // A test runner's NODE_ENV must not change what is built.
    oxc: { jsx: { runtime: "automatic", importSource: "react", development: false } },
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      outDir: dist,
      emptyOutDir: true,
      assetsDir: "assets",
      // Inlined assets would be data: URIs, which the page's policy refuses for scripts and styles.
      assetsInlineLimit: 0,
      modulePreload: false,
      target: "es2022",
      chunkSizeWarningLimit: 1500,
    },
  });
  return dist;
};

const newest = (paths: readonly string[]): number => Math.max(0, ...paths.map(changedAt));

const changedAt = (path: string): number => {
  const stats = statSync(path);
  return stats.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : stats.mtimeMs;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildConsole();
