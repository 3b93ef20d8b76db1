import { flushCompileCache } from "node:module";
import { ConfigError, readConfig, type Config } from "./config.ts";
import { openDatabase } from "./open-database.ts";
import { explainStart } from "./start-problem.ts";
import { createStopList, type StopList } from "./stop-list.ts";
import { usage } from "./usage.ts";

const say = (line: string): void => console.log(line);

/** What the process was asked to do; anything unknown gets the usage and a failure. */
export const main = async (root: string, args: readonly string[]): Promise<void> => {
  if (args.some((arg) => arg === "--help" || arg === "-h")) return say(usage);
  if (args.length > 0) {
    console.error(`Drawbridge does not know ${args.join(" ")}.\n\n${usage}`);
    process.exit(2);
  }
  const config = readOrExit(root);
  const stops = createStopList();
  const started = start(config, stops);
  stopOnSignal(stops, started);
  await started.catch(async (error: unknown) => {
    if (stops.isStopping()) return; // whatever failed, failed because everything was being stopped
    await stops.stop();
    const sentence = explainStart(error, config);
    console.error(sentence ? `Drawbridge did not start: ${sentence}.` : error);
    process.exit(1);
  });
};

const readOrExit = (root: string): Config => {
  try {
    return readConfig(root);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(`Drawbridge did not start: ${error.message}.`);
    return process.exit(1);
  }
};

const start = async (config: Config, stops: StopList): Promise<void> => {
  const database = openDatabase(config, { say, stops });
  database.catch(() => undefined); // awaited once the rest is loaded, which takes as long as the database's own start
  const { startEverything } = await import("./start-everything.ts");
  await startEverything(config, { database, stops, say });
  flushCompileCache();
};

/** Ctrl-C and a polite kill stop everything, also in the middle of a start. */
const stopOnSignal = (stops: StopList, started: Promise<void>): void => {
  const state = { begun: false };
  const stopAll = async (): Promise<void> => {
    await stops.stop();
    await started.catch(() => undefined); // what a start adds from now on is stopped at once
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (state.begun) return;
      state.begun = true;
      void stopAll();
    });
  }
};
