import { spawnSync } from "node:child_process";

/** Runs one named step and prints how long it took; false when it failed. */
export const runStep = (name: string, command: readonly [string, ...string[]]): boolean => {
  const started = performance.now();
  const [program, ...args] = command;
  const { status } = spawnSync(program, args, { stdio: "inherit" });
  console.log(`${status === 0 ? "✓" : "✗"} ${name} ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return status === 0;
};
