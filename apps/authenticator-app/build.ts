import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const beside = ["authenticator/src", "contract/src/authenticator", "domain/src/authenticator"].map((name) => join("../../packages", name));
const parts = ["style", "parts", "text", "idle", "announce.ts"].map((name) => join("../widget/src", name));
const sources = ["src/page", "src/shell-worker.ts", "public", "index.html", "build.ts", "package.json", ...beside, ...parts];

/** Builds the app when a source is newer than the last build; answers its folder. */
export const buildAuthenticatorApp = async (): Promise<string> => {
  const dist = join(root, "dist");
  const shell = join(dist, "index.html");
  const builtAt = existsSync(shell) ? statSync(shell).mtimeMs : 0;
  if (newest(sources.map((name) => join(root, name))) <= builtAt) return dist;
  const { build } = await import("vite"); // a start that has nothing to build does not load the builder
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir: dist,
      emptyOutDir: true,
      assetsDir: "",
      // Inlined assets would be data: URIs, which the page's policy refuses.
      assetsInlineLimit: 0,
      modulePreload: false,
      target: "es2024",
      chunkSizeWarningLimit: 1024,
      rolldownOptions: {
        input: { app: join(root, "index.html"), "shell-worker": join(root, "src/shell-worker.ts") },
        output: { entryFileNames: ({ name }) => (name === "shell-worker" ? "shell-worker.js" : "[name]-[hash].js") },
      },
    },
  });
  return dist;
};

const newest = (paths: readonly string[]): number => Math.max(0, ...paths.map(changedAt));

const changedAt = (path: string): number => {
  const stats = statSync(path);
  return stats.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : stats.mtimeMs;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAuthenticatorApp();
