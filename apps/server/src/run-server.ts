import type { AddressInfo } from "node:net";
import type { Adapter } from "@drawbridge/adapter-kit";
import { Logger, run, type Runner } from "graphile-worker";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { startAnalytics } from "./analytics/run-analytics.ts";
import { addRoutes, createServer } from "./app.ts";
import type { Config } from "./config.ts";
import { seedInstitutions } from "./institutions/seed.ts";
import { prepareQueue } from "./jobs/prepare-queue.ts";
import { openDatabase, type Database } from "./open-database.ts";
import { createStopList, type StopList } from "./stop-list.ts";
import { noTracing, traceTasks, type Tracing } from "./operations/tracing.ts";
import { startSinks } from "./sinks/run-sinks.ts";
import { startSyncs } from "./jobs/start-syncs.ts";
import { pushToDevice } from "./push/push-to-device.ts";
import type { Deps } from "./use-cases/deps.ts";
import { runEffect, tellApproval } from "./use-cases/run-effect.ts";
import type { SandboxControl } from "./use-cases/sandbox-control.ts";
import { scanDue } from "./use-cases/scan-due.ts";
import { startWebhooks } from "./webhooks/run-webhooks.ts";
import { wire } from "./wiring.ts";

/** A running server. */
export interface RunningServer {
  readonly origin: string;
  readonly deps: Deps;
  /** Finishes what is running, then stops everything it started. */
  readonly close: () => Promise<void>;
}

/** What is built or running beside the server, or will be. */
export interface Surroundings {
  readonly bankOrigin: string | Promise<string>;
  readonly widgetDist: string | Promise<string>;
  readonly say: (line: string) => void;
  /** Where the console will be. */
  readonly consoleOrigin?: () => string;
  /** Opened, and to be closed, by the caller; otherwise the server opens its own. */
  readonly database?: Promise<Database>;
  /** How long a provider may take to answer; 30 s unless given. */
  readonly adapterTimeoutMs?: number;
  /** Providers beside the sandbox. */
  readonly adapters?: readonly Adapter[];
  /** The sandbox bank beside this server, whose moods its tenants may set. */
  readonly sandboxBank?: SandboxControl | Promise<SandboxControl>;
  /** True once everything around the server is being stopped, which stops the server too. */
  readonly isStopping?: () => boolean;
  /** Chance, in [0, 1). */
  readonly random?: () => number;
  /** The machine's time, as tests want it. */
  readonly now?: () => Date;
}

const EffectPayload = Type.Object({ sessionId: Type.String(), effectId: Type.String() });
const ApprovalPayload = Type.Object({ tenantId: Type.String(), operationId: Type.String() });
const PushPayload = Type.Object({
  tenantId: Type.String(),
  deviceId: Type.String(),
  kind: Type.Enum(["TRANSACTION", "DISPLAY_MESSAGE"]),
  id: Type.String(),
});
const SCAN_MS = 5_000;
const SERVER_STOPS_MS = 15_000; // of the 20 s of everything (security.md): the database has to stop too
const WORKER_STOPS_MS = 15_000; // jobs have 5 s to end, then they are given up and released

/** The queue speaks up only when something is wrong. */
const queueLogger = (deps: Deps): Logger =>
  new Logger(() => (level, message) => {
    if (level === "error") deps.log.error({ queue: true }, message);
    else if (level === "warning") deps.log.warn({ queue: true }, message);
  });

const startWorker = (deps: Deps): Promise<Runner> =>
  run({
    pgPool: deps.storage.pool,
    logger: queueLogger(deps),
    parsedCronItems: [],
    concurrency: 8,
    noHandleSignals: true,
    pollInterval: 1000,
    taskList: traceTasks(deps.tracing, {
      "session.effect": async (payload, { abortSignal: stopping }) => runEffect(deps, { ...Value.Parse(EffectPayload, payload), stopping }),
      "session.approval": async (payload) => tellApproval(deps, Value.Parse(ApprovalPayload, payload)),
      "backchannel.tell": async (payload) => {
        const { tellBackchannel } = await import("./faces/connections/identity/devices/backchannel.ts");
        await tellBackchannel(deps, Value.Parse(ApprovalPayload, payload));
      },
      "device.push": async (payload) => pushToDevice(deps, Value.Parse(PushPayload, payload)),
    }),
  });

/** Looks for due work again and again; stopping waits for a look that has begun. */
const startScan = (deps: Deps): (() => Promise<void>) => {
  const scan = { running: Promise.resolve() };
  const timer = setInterval(() => {
    scan.running = scanDue(deps).catch((error: unknown) => deps.log.error({ err: error }, "due scan failed"));
  }, SCAN_MS);
  return () => {
    clearInterval(timer);
    return scan.running;
  };
};

/** Opens the database, brings it up to date, and serves every face. */
export const runServer = async (config: Config, surroundings: Surroundings): Promise<RunningServer> => {
  const stops = createStopList(SERVER_STOPS_MS);
  try {
    return await serve(config, surroundings, stops);
  } catch (error) {
    await stops.stop();
    throw error;
  }
};

const serve = async (config: Config, surroundings: Surroundings, stops: StopList): Promise<RunningServer> => {
  const { say, bankOrigin, widgetDist, database, ...settings } = surroundings;
  const { storage, wasAlone } = await (database ?? openDatabase(config, { say, stops }));
  await Promise.all([seedInstitutions(storage), prepareQueue(storage, { releaseAll: wasAlone })]);
  const app = createServer(config.logLevel, { trustProxy: config.trustProxy ?? false, https: config.publicOrigin?.startsWith("https:") ?? false });
  const address = { origin: config.publicOrigin ?? `http://${config.host}:${config.port}` };
  const tracing = await openTracing(config);
  await stops.add(tracing.close);
  const isStopping = (): boolean => stops.isStopping() || settings.isStopping?.() === true;
  const origins = { origin: (): string => address.origin, bankOrigin: await bankOrigin };
  const deps = await wire({ config, tracing, storage, log: app.log, ...origins, ...settings, isStopping });
  await addRoutes(app, deps, await widgetDist);
  await stops.add(() => app.close());
  await stops.add(async () => deps.logTail.close());
  await stops.add(() => deps.directory.close());
  await deps.directory.ready;
  const worker = await startWorker(deps);
  await stops.add(() => worker.stop(), WORKER_STOPS_MS);
  await stops.add(await startWebhooks(deps), WORKER_STOPS_MS);
  await stops.add(await startSyncs(deps), WORKER_STOPS_MS);
  await app.listen({ host: config.host, port: config.port });
  if (!config.publicOrigin) address.origin = `http://${config.host}:${portOf(app.server.address())}`;
  await stops.add(startScan(deps));
  await stops.add(startAnalytics(deps));
  await stops.add(startSinks(deps));
  return { origin: address.origin, deps, close: stops.stop };
};

/** The library is loaded only where somebody wants traces. */
const openTracing = async ({ tracing }: Config): Promise<Tracing> =>
  tracing ? (await import("./operations/open-telemetry.ts")).startTracing(tracing) : noTracing;

const portOf = (address: string | AddressInfo | null): number => (typeof address === "object" && address ? address.port : 0);
