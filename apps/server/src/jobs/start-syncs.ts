import { Logger, run } from "graphile-worker";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { traceTasks } from "../operations/tracing.ts";
import type { Deps } from "../use-cases/deps.ts";
import { AccessToRevoke, performRevocation } from "../use-cases/revoke-access.ts";
import { runSyncsById } from "../use-cases/run-syncs.ts";
import { scanSyncs } from "../use-cases/schedule-syncs.ts";

const Payload = Type.Object({ syncIds: Type.Array(Type.String()) });
const SLOTS = 4; // jobs at a time; each asks several banks side by side
const SCAN_MS = 5_000;
const POLL_MS = 2_000; // new jobs are announced, polling finds the ones of a killed process

/** Makes the syncs that are due until stopped: a queue runner of its own, so that slow banks never hold up a session. */
export const startSyncs = async (deps: Deps): Promise<() => Promise<void>> => {
  const logger = new Logger(() => (level, message) => {
    if (level === "error") deps.log.error({ queue: "syncs" }, message);
  });
  const runner = await run({
    pgPool: deps.storage.pool,
    logger,
    parsedCronItems: [],
    concurrency: SLOTS,
    noHandleSignals: true,
    pollInterval: POLL_MS,
    taskList: traceTasks(deps.tracing, {
      "access.revoke": async (payload, { job }) => performRevocation(deps, Value.Parse(AccessToRevoke, payload), job.attempts),
      "connection.sync": async (payload) => runSyncsById(deps, Value.Parse(Payload, payload).syncIds),
    }),
  });
  const scan = { running: Promise.resolve(), busy: false };
  const timer = setInterval(() => {
    if (scan.busy) return; // a large fleet takes longer than the pause
    scan.busy = true;
    scan.running = scanSyncs(deps)
      .catch((error: unknown) => deps.log.error({ err: error }, "sync scan failed"))
      .finally(() => {
        scan.busy = false;
      });
  }, SCAN_MS);
  return async () => {
    clearInterval(timer);
    await scan.running;
    await runner.stop();
  };
};
