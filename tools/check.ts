import { runStep } from "./run-step.ts";

const steps: readonly (readonly [string, readonly [string, ...string[]]])[] = [
  ["types", ["tsc", "-p", "tsconfig.json"]],
  ["lint", ["oxlint", "--quiet", "."]],
  ["house rules", ["node", "tools/guards/run.ts"]],
  ["reference", ["node", "tools/generate-reference/run.ts", "--check"]],
];

const failed = steps.filter(([name, command]) => !runStep(name, command));
process.exitCode = failed.length === 0 ? 0 : 1;
