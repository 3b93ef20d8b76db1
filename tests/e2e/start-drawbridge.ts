import { chmod, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Adapter } from "@drawbridge/adapter-kit";
import { startPlayground } from "@drawbridge/playground";
import { startSandboxBank } from "@drawbridge/sandbox-bank";
import type { Storage } from "@drawbridge/storage";
import { cloneDatabase, type ClonedDatabase } from "@drawbridge/storage/testing";
import { buildWidget } from "@drawbridge/widget";
import type { TracingConfig } from "../../apps/server/src/config.ts";
import { runServer } from "../../apps/server/src/run-server.ts";
import type { Deps } from "../../apps/server/src/use-cases/deps.ts";
import { openFileKms } from "../../apps/server/src/vault/kms.ts";
import { seedDevelopment } from "../../apps/server/src/seed-development.ts";
import { freePort } from "../free-port.ts";

/** Everything that `npm start` runs, on free ports and a fresh database. */
export interface TestDrawbridge {
  readonly server: string;
  readonly storage: Storage;
  readonly deps: Deps;
  readonly bank: string;
  /** `DATABASE_URL` of its database, for more servers and for the command line. */
  readonly databaseUrl: string;
  /** The file with the development tenant's credentials. */
  readonly devFile: string;
  /** Calls the native API as the development tenant. */
  readonly api: (path: string, init?: { readonly method: string; readonly body: unknown; readonly key?: string }) => Promise<Response>;
  readonly close: () => Promise<void>;
}

/** What a test may set: how long a provider may take, and the clock. */
export interface TestOptions {
  readonly adapterTimeoutMs?: number;
  /** Providers beside the sandbox. */
  readonly adapters?: readonly Adapter[];
  readonly now?: () => Date;
  /** Where traces go. */
  readonly tracing?: TracingConfig;
  readonly random?: () => number;
  /** Where the console is; it listens later than the server. */
  readonly consoleOrigin?: () => string;
  /** The bank's clock, which stands still else: nothing is booked between two looks. It follows turned clocks of tenants either way. */
  readonly bankNow?: () => Date;
  /** Another way to the bank: the origin the server asks instead. */
  readonly bankDoor?: (bankOrigin: string) => Promise<string>;
}

const token = "development-api-token-1";

/** A clone of the run's seeded database, with the run's keys; outside a run the server starts its own. */
const openDatabase = async (dataDir: string): Promise<{ readonly url: string | null; readonly drop: ClonedDatabase["drop"] }> => {
  const shared = process.env["DRAWBRIDGE_TEST_PG"];
  if (!shared) return { url: null, drop: async () => undefined };
  const { config, drop } = await cloneDatabase(shared, "seeded");
  const keys = process.env["DRAWBRIDGE_TEST_KEYS"];
  if (keys) await cp(keys, dataDir, { recursive: true });
  return { url: urlOf(config), drop };
};

const urlOf = ({ host = "", user = "", database = "" }: ClonedDatabase["config"]): string =>
  `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}`;

/** A Drawbridge with the page of an integrator on another origin. */
export interface TestPlayground extends TestDrawbridge {
  readonly playground: string;
}

/** Starts it; takes a few seconds. */
export const startDrawbridge = async ({ tracing, ...options }: TestOptions = {}): Promise<TestDrawbridge> => {
  const dataDir = await mkdtemp(join(tmpdir(), "drawbridge-e2e-"));
  await chmod(dataDir, 0o711); // as root the database runs as another user, who must pass through
  const [widgetDist, database] = await Promise.all([buildWidget(), openDatabase(dataDir)]);
  const port = await freePort(); // the bank knows the server's return address before the server listens
  const kms = await openFileKms(join(dataDir, "kms.json"));
  const clock = { aheadMs: (): number => 0 };
  const started = new Date();
  const bank = await startSandboxBank({
    port: 0,
    now: () => new Date((options.bankNow?.() ?? started).getTime() + clock.aheadMs()),
    client: { jwks: { keys: [...kms.client.publicKeys] }, redirectUris: [`http://127.0.0.1:${port}/oauth/sandbox/redirect_from/`] },
  });
  const server = await runServer(
    {
      mode: "development",
      host: "127.0.0.1",
      port,
      playgroundPort: 0,
      bankPort: 0,
      publicOrigin: null,
      databaseUrl: database.url,
      dataDir,
      devFile: null,
      logLevel: "silent",
      tracing: tracing ?? null,
    },
    { bankOrigin: options.bankDoor?.(bank.origin) ?? bank.origin, sandboxBank: bank, widgetDist, say: () => undefined, ...options },
  );
  clock.aheadMs = server.deps.tenantClocks.furthestMs;
  await seedDevelopment(server.deps, { server: server.origin, playground: "http://localhost:3001", bank: bank.origin }, join(dataDir, "dev.json"));
  return {
    server: server.origin,
    storage: server.deps.storage,
    deps: server.deps,
    bank: bank.origin,
    databaseUrl: database.url ?? urlOf(server.deps.storage.pool.options),
    devFile: join(dataDir, "dev.json"),
    api: (path, init) =>
      fetch(`${server.origin}${path}`, {
        method: init?.method ?? "GET",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": init?.key ?? crypto.randomUUID() },
        ...(init && { body: JSON.stringify(init.body) }),
      }),
    close: async () => {
      await server.close();
      await bank.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

/** Starts it together with the playground. */
export const startWithPlayground = async (): Promise<TestPlayground> => {
  const drawbridge = await startDrawbridge();
  const { server, bank, devFile, close } = drawbridge;
  const playground = await startPlayground({ port: 0, host: "localhost", serverOrigin: server, bankOrigin: bank, devFile });
  return {
    ...drawbridge,
    playground: playground.origin,
    close: async () => {
      await playground.close();
      await close();
    },
  };
};
