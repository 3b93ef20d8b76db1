import { fileURLToPath } from "node:url";
import { build } from "vite";

/** The SDK as one script: what a host would ship (`entry` src/index.ts), or the test page's (`entry` test/host.ts). */
export const bundle = async (entry: "src/index.ts" | "test/host.ts"): Promise<string> => {
  const output = await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      write: false,
      target: "es2022",
      lib: { entry: fileURLToPath(new URL(`../${entry}`, import.meta.url)), formats: ["es"] },
      minify: true,
    },
  });
  const outputs = Array.isArray(output) ? output : [output];
  for (const item of outputs) {
    if (!("output" in item)) continue;
    for (const chunk of item.output) if (chunk.type === "chunk") return chunk.code;
  }
  throw new Error("nothing was built");
};
