import pg, { type PoolConfig } from "pg";

/** A server's place among those that share the database. */
export interface ServerPresence {
  /** True when no other server was there: whatever looks held was left by a killed one. */
  readonly wasAlone: boolean;
  readonly leave: () => Promise<void>;
}

const SERVERS_LOCK = 715_501; // shared by every running server; exclusive only for the moment of asking

/** Joins the servers of a database; a killed server leaves by itself, since the lock belongs to its connection. */
export const joinServers = async (config: PoolConfig): Promise<ServerPresence> => {
  const client = new pg.Client(config);
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query<{ alone: boolean }>("select pg_try_advisory_lock($1) as alone", [SERVERS_LOCK]);
  const wasAlone = rows[0]?.alone === true;
  await client.query("select pg_advisory_lock_shared($1)", [SERVERS_LOCK]);
  if (wasAlone) await client.query("select pg_advisory_unlock($1)", [SERVERS_LOCK]);
  return { wasAlone, leave: () => client.end().catch(() => undefined) };
};
