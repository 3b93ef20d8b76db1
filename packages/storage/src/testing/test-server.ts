import { once } from "node:events";
import { createServer } from "node:http";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg, { type PoolConfig } from "pg";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../embedded/embedded-postgres.ts";
import { migrate } from "../migrate.ts";
import { openStorage, type Storage } from "../storage.ts";

/** A throw-away PostgreSQL with databases to clone. */
export interface TestServer {
  readonly config: PoolConfig;
  /** Makes the template unless it is there; answers its name. */
  readonly template: (name: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** What makes a template of a migrated database, by the template's name. */
export type Templates = Readonly<Record<string, (storage: Storage) => Promise<void>>>;

/** The template that is migrated and nothing more. */
export const MIGRATED = "migrated";

/** Settings that forget what a crash of the machine would lose; for tests, not for measuring. */
const careless = ["fsync = off", "synchronous_commit = off", "full_page_writes = off"];

/** Runs one statement on a connection of its own. */
export const runAlone = async (config: PoolConfig, sql: string): Promise<void> => {
  const client = new pg.Client(config);
  await client.connect();
  await client.query(sql);
  await client.end();
};

/** Starts it; templates are made when they are asked for. */
export const startTestServer = async (templates: Templates = {}): Promise<TestServer> => {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-test-"));
  await chmod(folder, 0o711); // as root the database runs as another user, who must pass through
  const server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir: folder });
  const made = new Map<string, Promise<string>>();
  const make = async (name: string): Promise<string> => {
    const prepare = templates[name];
    const origin = prepare ? await template(MIGRATED) : "template1";
    await runAlone(server.config, `create database ${name} template ${origin}`);
    const storage = await openStorage({ ...server.config, database: name });
    await (prepare ?? migrate)(storage);
    await storage.close();
    return name;
  };
  const template = (name: string): Promise<string> => {
    const making = made.get(name) ?? make(name);
    made.set(name, making);
    return making;
  };
  return {
    config: server.config,
    template,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** A server for a whole test run, which starts when the first test asks at its address. */
export interface SharedTestServer {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Offers it on a loopback port; nothing is started yet. */
export const shareTestServer = async (templates: Templates): Promise<SharedTestServer> => {
  const state: { server: Promise<TestServer> | null } = { server: null };
  const start = async (): Promise<TestServer> => {
    const server = await startTestServer(templates);
    for (const setting of careless) await runAlone(server.config, `alter system set ${setting}`);
    await runAlone(server.config, "select pg_reload_conf()");
    return server;
  };
  const prepare = async (template: string) => {
    const server = await (state.server ??= start());
    await server.template(template);
    return server.config;
  };
  const broker = createServer((request, response) => {
    prepare((request.url ?? "").slice(1)).then(
      (config) => response.end(JSON.stringify(config)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, "127.0.0.1");
  await once(broker, "listening");
  const address = broker.address();
  return {
    address: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    stop: async () => {
      broker.close();
      broker.closeAllConnections();
      await (await state.server)?.stop();
    },
  };
};

/** The shared server behind an address, with the template ready. */
export const askForTemplate = async (address: string, template: string): Promise<PoolConfig> => {
  const answer = await fetch(`${address}/${template}`);
  if (!answer.ok) throw new TypeError(await answer.text());
  const config: PoolConfig = await answer.json();
  return config;
};
