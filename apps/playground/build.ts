import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWhenStale } from "../../tools/build/when-stale.ts";

const root = dirname(fileURLToPath(import.meta.url));
const sources = ["src/page", "index.html", "build.ts", "package.json", "../../packages/connect-sdk/src"];

/** Builds the page when a source is newer than the last build; answers its folder. */
export const buildPlayground = (): Promise<string> =>
  buildWhenStale({
    script: import.meta.url,
    sources,
    build: ({ build }, outDir) =>
      build({
        root,
        configFile: false,
        logLevel: "warn",
        publicDir: false,
        build: { outDir, emptyOutDir: true, assetsDir: "", assetsInlineLimit: 0, modulePreload: false, target: "es2022" },
      }),
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPlayground();
