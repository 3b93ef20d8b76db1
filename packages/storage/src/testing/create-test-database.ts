import { randomBytes } from "node:crypto";
import type { PoolConfig } from "pg";
import { openStorage, type Storage } from "../storage.ts";
import { askForTemplate, MIGRATED, runAlone, startTestServer } from "./test-server.ts";

/** A database of its own, cloned from a template. */
export interface ClonedDatabase {
  readonly config: PoolConfig;
  /** Drops the database, and stops the server when it was started for this one. */
  readonly drop: () => Promise<void>;
}

/** A database of one test file, open. */
export interface TestDatabase extends ClonedDatabase {
  readonly storage: Storage;
}

const ownServer = async () => {
  const { config, template, stop } = await startTestServer();
  await template(MIGRATED);
  return { config, stop };
};

/** Clones a template on the run's server, whose address is `shared`; without one, a migrated one on a server of its own. */
export const cloneDatabase = async (shared: string | undefined, template = MIGRATED): Promise<ClonedDatabase> => {
  const server = shared ? { config: await askForTemplate(shared, template), stop: async () => undefined } : await ownServer();
  const name = `test_${randomBytes(6).toString("hex")}`;
  await runAlone(server.config, `create database ${name} template ${shared ? template : MIGRATED}`);
  return {
    config: { ...server.config, database: name },
    drop: async () => {
      await runAlone(server.config, `drop database ${name} with (force)`);
      await server.stop();
    },
  };
};

/** The same, opened; `shared` is `DRAWBRIDGE_TEST_PG`, which a run of Vitest sets. */
export const createTestDatabase = async (shared: string | undefined): Promise<TestDatabase> => {
  const cloned = await cloneDatabase(shared);
  const storage = await openStorage(cloned.config);
  return {
    ...cloned,
    storage,
    drop: async () => {
      await storage.close();
      await cloned.drop();
    },
  };
};
