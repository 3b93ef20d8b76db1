import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWhenStale } from "../../tools/build/when-stale.ts";
import { viteConfig } from "./vite-config.ts";

const root = dirname(fileURLToPath(import.meta.url));
const sources = ["src/app", "index.html", "build.ts", "vite-config.ts", "package.json"];

/** Builds the console when a source is newer than the last build; answers its folder. */
export const buildConsole = (): Promise<string> =>
  buildWhenStale({ script: import.meta.url, sources, build: ({ build }, dist) => build(viteConfig(root, dist)) });

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildConsole();
