import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
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
    build: ({ build }, outDir) =>
      build({
        root,
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
            input: { app: join(root, "index.html"), "shell-worker": join(root, "src/shell-worker.ts") },
            output: { entryFileNames: ({ name }) => (name === "shell-worker" ? "shell-worker.js" : "[name]-[hash].js") },
          },
        },
      }),
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAuthenticatorApp();
