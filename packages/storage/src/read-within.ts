import type pg from "pg";
import type { Queryable } from "./storage.ts";

const pidOf = async (db: Queryable): Promise<number | null> => {
  const { rows } = await db.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid ?? null;
};

/** How long reading may take. */
export interface ReadLimit {
  /** Nobody wants the answer any more. */
  readonly gone: AbortSignal;
  readonly longestMs: number;
}

/**
 * Reads as long as somebody waits for it, and no longer than it may take: after that the database stops as well, at once, whatever
 * statement it is at. Throws the reason of the signal that ended it: a `TimeoutError` when it took too long.
 */
export const readWithin = async <T>(pool: pg.Pool, { gone, longestMs }: ReadLimit, work: (db: Queryable) => Promise<T>): Promise<T> => {
  const over = AbortSignal.any([gone, AbortSignal.timeout(longestMs)]);
  over.throwIfAborted();
  const client = await pool.connect();
  const state: { pid: number | null; stopping: Promise<unknown> | null } = { pid: null, stopping: null };
  // Its connection ends with it: to cancel one statement would let the next one begin.
  const stop = (): void => {
    if (state.pid !== null) state.stopping = pool.query("select pg_terminate_backend($1)", [state.pid]).catch(() => undefined);
  };
  over.addEventListener("abort", stop);
  try {
    // The database keeps time too: when every connection is taken, nobody is left to tell it.
    await client.query(`begin read only; set local statement_timeout = ${Math.ceil(longestMs)}`);
    state.pid = await pidOf(client);
    over.throwIfAborted(); // it may have been over before anything could be stopped
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    over.throwIfAborted();
    throw error;
  } finally {
    over.removeEventListener("abort", stop);
    await state.stopping;
    client.release(over.aborted);
  }
};
