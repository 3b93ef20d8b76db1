import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { checkImports, checkPurity, checkShape } from "./import-direction.ts";

const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx"], { encoding: "utf8" });
const violations = listed
  .split("\n")
  .filter((file) => file !== "")
  .flatMap((file) => {
    const source = readFileSync(file, "utf8");
    return [...checkImports(file, source), ...checkPurity(file, source), ...checkShape(file, source)];
  });
for (const { file, problem } of violations) console.error(`${file}: ${problem}`);
process.exitCode = violations.length === 0 ? 0 : 1;
