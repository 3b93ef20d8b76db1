import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type * as Main from "./main.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const SOURCES = "--sources";

// Compiled code is kept between starts, so it must be turned on before anything else is loaded.
enableCompileCache(join(root, "node_modules", ".cache", "drawbridge"));

const load = async (): Promise<typeof Main> => {
  if (process.argv.includes(SOURCES)) return import("./main.ts");
  const { bundleServer } = await import("../bundle.ts");
  try {
    return await import(pathToFileURL(bundleServer()).href);
  } catch (error) {
    // Where nothing may be written, the sources run as they are; it only takes longer.
    if (error instanceof Error && "code" in error && (error.code === "EROFS" || error.code === "EACCES")) return import("./main.ts");
    throw error;
  }
};

const { main } = await load();
await main(
  root,
  process.argv.slice(2).filter((arg) => arg !== SOURCES),
);
