import { startVitest, type TestUserConfig } from "vitest/node";

const MOST_AGAIN = 3; // files; more than these are no accident of a busy machine

/** What came of a run: the files that failed, and whether it broke at something that belongs to no test. */
interface Outcome {
  readonly failed: readonly string[];
  readonly broke: boolean;
}

const run = async (files: readonly string[], more: TestUserConfig = {}): Promise<Outcome> => {
  const vitest = await startVitest("test", [...files], { watch: false, ...more });
  const modules = vitest.state.getTestModules();
  const broke = modules.length === 0 || vitest.state.getUnhandledErrors().length > 0;
  await vitest.close();
  return { failed: modules.filter((module) => !module.ok()).map(({ relativeModuleId }) => relativeModuleId), broke };
};

const runAlone = async (files: readonly string[]): Promise<boolean> => {
  console.log(`\nFailed beside others, and run once more alone:\n  ${files.join("\n  ")}\n`);
  const { failed, broke } = await run(files, { maxWorkers: 1 });
  if (broke || failed.length > 0) return false;
  console.log(`\nPassed only alone, so something there hangs on the load of the machine and wants mending:\n  ${files.join("\n  ")}`);
  return true;
};

/**
 * Runs the tests of these files, or all; false when they failed. Up to three files that failed are run once more without
 * others beside them, and named. A file that fails twice fails the run, as does an error outside every test.
 */
export const runTests = async (files: readonly string[] = []): Promise<boolean> => {
  const { failed, broke } = await run(files);
  if (broke || failed.length > MOST_AGAIN) return false;
  return failed.length === 0 || runAlone(failed);
};
