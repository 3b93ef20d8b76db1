import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg, { type PoolConfig } from "pg";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../embedded/embedded-postgres.ts";
import { migrate } from "../migrate.ts";
import { openStorage, type Storage } from "../storage.ts";

/** A database of one test file, cloned from the migrated template. */
export interface TestDatabase {
  readonly storage: Storage;
  readonly config: PoolConfig;
  /** Drops the database, and stops the server when it was started for this file. */
  readonly drop: () => Promise<void>;
}

/** A PostgreSQL with a migrated template, for a whole test run. */
export interface TestServer {
  readonly config: PoolConfig;
  readonly stop: () => Promise<void>;
}

const TEMPLATE = "drawbridge_template";

/** Starts a throw-away PostgreSQL and prepares the template. */
export const startTestServer = async (): Promise<TestServer> => {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-test-"));
  await chmod(folder, 0o711); // as root the database runs as another user, who must pass through
  const server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir: folder });
  await query(server.config, `create database ${TEMPLATE}`);
  const template = await openStorage({ ...server.config, database: TEMPLATE });
  await migrate(template);
  await template.close();
  return {
    config: server.config,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const query = async (config: PoolConfig, sql: string): Promise<void> => {
  const client = new pg.Client(config);
  await client.connect();
  await client.query(sql);
  await client.end();
};

/** Clones the template. Uses the run's server when there is one (`DRAWBRIDGE_TEST_PG` is its socket folder). */
export const createTestDatabase = async (shared: string | undefined): Promise<TestDatabase> => {
  const server = shared
    ? { config: { host: shared, user: "drawbridge", database: "postgres" }, stop: async () => undefined }
    : await startTestServer();
  const name = `test_${randomBytes(6).toString("hex")}`;
  await query(server.config, `create database ${name} template ${TEMPLATE}`);
  const config = { ...server.config, database: name };
  const storage = await openStorage(config);
  return {
    storage,
    config,
    drop: async () => {
      await storage.close();
      await query(server.config, `drop database ${name} with (force)`);
      await server.stop();
    },
  };
};
