import type { Queryable } from "../storage.ts";

/** An account a sync is for. */
export interface SharedAccount {
  readonly id: string;
  readonly connectionId: string;
  readonly stableId: string;
  readonly currency: string;
  readonly lostAt: Date | null;
}

/** Accounts as syncs see them. */
export const syncedAccounts = (db: Queryable) => ({
  /** Those that are shared, of several connections. */
  sharedOf: async (connectionIds: readonly string[]): Promise<readonly SharedAccount[]> => {
    const { rows } = await db.query<SharedAccount>(
      `select id, connection_id as "connectionId", stable_id as "stableId", currency, lost_at as "lostAt" from accounts where connection_id = any($1) and selected order by no`,
      [connectionIds],
    );
    return rows;
  },
  /** Marks accounts the bank stopped sending; they keep what they have. */
  setLost: async (ids: readonly string[], at: Date | null): Promise<void> => {
    if (ids.length > 0) await db.query("update accounts set lost_at = $2 where id = any($1)", [ids, at]);
  },
  /** Accounts that came through while others of their connection did not. */
  noteSynced: async (ids: readonly string[], at: Date): Promise<void> => {
    if (ids.length > 0) await db.query("update accounts set synced_at = $2 where id = any($1)", [ids, at]);
  },
});
