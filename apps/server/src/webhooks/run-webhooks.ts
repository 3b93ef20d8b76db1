import { Logger, run } from "graphile-worker";
import { webhookDeliveries, webhookLog } from "@drawbridge/storage";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { traceTasks } from "../operations/tracing.ts";
import type { Deps } from "../use-cases/deps.ts";
import { deliverWebhooks, enqueueEndpoint } from "./deliver-webhooks.ts";

const Payload = Type.Object({ endpointId: Type.String() });
const SLOTS = 16; // each waits for one endpoint, so ten that hang leave room
const SCAN_MS = 5_000;
const POLL_MS = 2_000; // new jobs are announced, polling finds the postponed ones
const KEPT_MS = 30 * 86_400_000; // the delivery log

/** Finds deliveries whose time has come, or whose sender was killed, and forgets old ones. Safe to run from many processes. */
export const scanWebhooks = async (deps: Deps): Promise<void> => {
  const now = deps.now();
  for (const endpointId of await webhookDeliveries(deps.storage.pool).dueEndpoints(now)) {
    await enqueueEndpoint(deps.storage.pool, endpointId, 0);
  }
  await webhookLog(deps.storage.pool).prune(new Date(now.getTime() - KEPT_MS));
};

/** Sends webhooks until stopped: a queue runner of its own, so that slow receivers never hold up a session. */
export const startWebhooks = async (deps: Deps): Promise<() => Promise<void>> => {
  const logger = new Logger(() => (level, message) => {
    if (level === "error") deps.log.error({ queue: "webhooks" }, message);
  });
  const runner = await run({
    pgPool: deps.storage.pool,
    logger,
    parsedCronItems: [],
    concurrency: SLOTS,
    noHandleSignals: true,
    pollInterval: POLL_MS,
    taskList: traceTasks(deps.tracing, {
      "webhook.deliver": async (payload) => deliverWebhooks(deps, Value.Parse(Payload, payload).endpointId),
    }),
  });
  const scan = { running: Promise.resolve() };
  const timer = setInterval(() => {
    scan.running = scanWebhooks(deps).catch((error: unknown) => deps.log.error({ err: error }, "webhook scan failed"));
  }, SCAN_MS);
  return async () => {
    clearInterval(timer);
    await scan.running;
    await runner.stop();
  };
};
