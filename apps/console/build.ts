import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { viteConfig } from "./vite-config.ts";

const root = dirname(fileURLToPath(import.meta.url));
const sources = ["src/app", "index.html", "build.ts", "vite-config.ts", "package.json"];

/** Builds the console when a source is newer than the last build; answers its folder. */
export const buildConsole = async (): Promise<string> => {
  const dist = join(root, "dist");
  const shell = join(dist, "index.html");
  const builtAt = existsSync(shell) ? statSync(shell).mtimeMs : 0;
  if (newest(sources.map((name) => join(root, name))) <= builtAt) return dist;
  const { build } = await import("vite"); // a start that has nothing to build does not load the builder
  await build(viteConfig(root, dist));
  return dist;
};

const newest = (paths: readonly string[]): number => Math.max(0, ...paths.map(changedAt));

const changedAt = (path: string): number => {
  const stats = statSync(path);
  return stats.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : stats.mtimeMs;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildConsole();
