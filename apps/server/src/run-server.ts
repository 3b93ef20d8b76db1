import type { AddressInfo } from "node:net";
import { Logger, run, type Runner } from "graphile-worker";
import { migrate, openStorage, startEmbeddedPostgres, type EmbeddedPostgres, type Storage } from "@drawbridge/storage";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { addRoutes, createServer } from "./app.ts";
import type { Config } from "./config.ts";
import { seedInstitutions } from "./institutions/seed.ts";
import type { Deps } from "./use-cases/deps.ts";
import { runEffect } from "./use-cases/run-effect.ts";
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

/** What is built or running beside the server. */
export interface Surroundings {
  readonly bankOrigin: string;
  readonly widgetDist: string;
  readonly say: (line: string) => void;
  /** How long a provider may take to answer; 30 s unless given. */
  readonly adapterTimeoutMs?: number;
  /** The clock of links, sessions and due work; the machine's unless given. */
  readonly now?: () => Date;
}

const EffectPayload = Type.Object({ sessionId: Type.String(), effectId: Type.String() });
const SCAN_MS = 5_000;

const openDatabase = async (config: Config, say: (line: string) => void): Promise<{ storage: Storage; embedded: EmbeddedPostgres | null }> => {
  if (config.databaseUrl) return { storage: await openStorage({ connectionString: config.databaseUrl }), embedded: null };
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log: say });
  return { storage: await openStorage(embedded.config), embedded };
};

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
    taskList: {
      "session.effect": async (payload) => {
        const { sessionId, effectId } = Value.Parse(EffectPayload, payload);
        await runEffect(deps, sessionId, effectId);
      },
    },
  });

/** Opens the database, brings it up to date, and serves every face. */
export const runServer = async (config: Config, surroundings: Surroundings): Promise<RunningServer> => {
  const { widgetDist, say, ...parts } = surroundings;
  const { storage, embedded } = await openDatabase(config, say);
  await migrate(storage);
  await seedInstitutions(storage);
  const app = createServer(config.logLevel);
  const address = { origin: config.publicOrigin ?? `http://${config.host}:${config.port}` };
  const deps = await wire({ config, storage, log: app.log, origin: () => address.origin, ...parts });
  const worker = await startWorker(deps);
  const stopWebhooks = await startWebhooks(deps);
  await addRoutes(app, deps, widgetDist);
  await app.listen({ host: config.host, port: config.port });
  if (!config.publicOrigin) address.origin = `http://${config.host}:${portOf(app.server.address())}`;
  const scan = setInterval(() => {
    scanDue(deps).catch((error: unknown) => app.log.error({ err: error }, "due scan failed"));
  }, SCAN_MS);
  return {
    origin: address.origin,
    deps,
    close: async () => {
      clearInterval(scan);
      await app.close();
      await worker.stop();
      await stopWebhooks();
      await storage.close();
      await embedded?.stop();
    },
  };
};

const portOf = (address: string | AddressInfo | null): number => (typeof address === "object" && address ? address.port : 0);
