import pg, { type ClientBase, type PoolConfig } from "pg";
import { checkAddress, connectionProblem } from "./connection-problem.ts";
import { StorageError } from "./storage-error.ts";

/** Anything that runs a query: the pool, or a transaction's connection. */
export type Queryable = Pick<ClientBase, "query">;

/** A connection inside a transaction. */
export type Tx = Queryable;

/** The database as the rest of the server sees it. */
export interface Storage {
  readonly pool: pg.Pool;
  /** Commits what `work` did, or nothing of it when it throws. */
  readonly transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Hears notifications of a channel until the returned function is called. */
  readonly listen: (channel: string, handler: (payload: string) => void) => Promise<() => void>;
  readonly close: () => Promise<void>;
}

// bigint identities stay far inside the safe integers (connect-events.md, R2).
pg.types.setTypeParser(20, Number);

const OLDEST = 150_000; // PostgreSQL 15, design.md decision 1
const LONGEST_CONNECT_MS = 10_000; // an address that swallows packets must not hang the start

const checkVersion = async (pool: pg.Pool): Promise<void> => {
  const answer = await pool.query<{ server_version_num: string }>("show server_version_num");
  const version = Number(answer.rows[0]?.server_version_num ?? 0);
  if (version < OLDEST) throw new StorageError(`PostgreSQL 15 or newer is needed; this one is ${version}`);
};

const inTransaction = async <T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    client.release();
    return result;
  } catch (error) {
    await client.query("rollback").then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    throw error;
  }
};

/** Connects to a PostgreSQL and checks that it is new enough. */
export const openStorage = async (config: PoolConfig): Promise<Storage> => {
  checkAddress(config);
  const pool = new pg.Pool({ max: 20, connectionTimeoutMillis: LONGEST_CONNECT_MS, ...config });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  await checkVersion(pool).catch(async (error: unknown) => {
    await pool.end();
    throw connectionProblem(error, config);
  });
  const listener = createListener(config);
  return {
    pool,
    transaction: (work) => inTransaction(pool, work),
    listen: listener.listen,
    close: async () => {
      await listener.close();
      await pool.end();
    },
  };
};

const createListener = (config: PoolConfig) => {
  const handlers = new Map<string, Set<(payload: string) => void>>();
  const state: { client: Promise<pg.Client> | null; closed: boolean } = { client: null, closed: false };

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client(config);
    client.on("notification", ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload ?? "");
    });
    client.on("error", () => reconnect());
    await client.connect();
    for (const channel of handlers.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    return client;
  };
  const reconnect = (): void => {
    if (state.closed) return;
    state.client = connect();
    state.client.catch(() => setTimeout(reconnect, 1000).unref());
  };
  return {
    listen: async (channel: string, handler: (payload: string) => void) => {
      const known = handlers.get(channel);
      if (known) known.add(handler);
      else handlers.set(channel, new Set([handler]));
      state.client ??= connect();
      const client = await state.client;
      if (!known) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      return () => handlers.get(channel)?.delete(handler);
    },
    close: async () => {
      state.closed = true;
      const client = await state.client?.catch(() => null);
      await client?.end();
    },
  };
};
