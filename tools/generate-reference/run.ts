import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { referenceFiles } from "./reference-files.ts";

const root = join(import.meta.dirname, "../..");

const onDisk = (path: string): string | null => {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return null;
  }
};

const stale = Object.entries(referenceFiles()).filter(([path, text]) => onDisk(path) !== text);

if (process.argv.includes("--check")) {
  for (const [path] of stale) console.error(`${path} is not what the catalogue says: run npm run reference`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}
