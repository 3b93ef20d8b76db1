import { runStep } from "./run-step.ts";

const steps: readonly (readonly [string, readonly [string, ...string[]]])[] = [
  ["types", ["tsc", "-p", "tsconfig.json"]],
  ["format", ["oxfmt", "--check", "."]],
  ["lint", ["oxlint", "--type-aware", "--quiet", "."]],
  ["house rules", ["node", "tools/guards/run.ts"]],
  ["packages", ["node", "tools/supply-chain.ts", "--lock-only"]],
  ["reference", ["node", "tools/generate-reference/run.ts", "--check"]],
  ["unused", ["knip", "--no-progress"]],
];

const failed = steps.filter(([name, command]) => !runStep(name, command));
process.exitCode = failed.length === 0 ? 0 : 1;
