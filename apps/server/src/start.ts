import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

// Compiled code is kept between starts, so it must be turned on before anything else is loaded.
enableCompileCache(join(root, "node_modules", ".cache", "drawbridge"));
const { main } = await import("./main.ts");
await main(root, process.argv.slice(2));
