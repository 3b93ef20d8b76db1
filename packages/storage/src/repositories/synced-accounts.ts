import { prepared } from "../prepared.ts";
import type { Queryable } from "../storage.ts";
import { detailsOf, type AccountToStore } from "./accounts.ts";

/** An account a sync is for. */
export interface SharedAccount {
  readonly id: string;
  readonly connectionId: string;
  readonly stableId: string;
  readonly currency: string;
  readonly lostAt: Date | null;
}

/** What the bank says of an account that is known. */
export interface RefreshedAccount extends Omit<AccountToStore, "id"> {
  readonly connectionId: string;
}

// Unique index of accounts by connection.
const refresh = prepared(
  "accounts.refresh",
  `update accounts a set kind = u.kind, name = u.name, currency = u.currency, masked = u.masked, status = u.status, balance = u.balance,
    available = u.available, balance_as_of = u."balanceAsOf", details = u.details, number_sealed = coalesce(u.number, a.number_sealed)
  from jsonb_to_recordset($1::jsonb) as u ("connectionId" uuid, "stableId" text, kind text, name text, currency text, masked text, status text,
    balance numeric, available numeric, "balanceAsOf" timestamptz, details jsonb, number jsonb)
  where a.connection_id = u."connectionId" and a.stable_id = u."stableId"`,
);

const sharedOf = prepared(
  "accounts.shared-of",
  `select id, connection_id as "connectionId", stable_id as "stableId", currency, lost_at as "lostAt"
   from accounts where connection_id = any($1) and selected order by no`,
);

/** Accounts as syncs see them. */
export const syncedAccounts = (db: Queryable) => ({
  /** Those that are shared, of several connections. */
  sharedOf: async (connectionIds: readonly string[]): Promise<readonly SharedAccount[]> => {
    const { rows } = await db.query<SharedAccount>(sharedOf([connectionIds]));
    return rows;
  },
  /** Writes what the bank says of known accounts, of several connections in one statement. */
  refresh: async (rows: readonly RefreshedAccount[]): Promise<void> => {
    if (rows.length > 0) await db.query(refresh([JSON.stringify(rows.map((row) => ({ ...row, details: detailsOf(row) })))]));
  },
  /** Marks accounts the bank stopped sending; they keep what they have. */
  setLost: async (ids: readonly string[], at: Date | null): Promise<void> => {
    if (ids.length > 0) await db.query("update accounts set lost_at = $2 where id = any($1)", [ids, at]);
  },
  /** Accounts that came through while others of their connection did not. */
  noteSynced: async (ids: readonly string[], at: Date): Promise<void> => {
    if (ids.length > 0) await db.query("update accounts set synced_at = $2 where id = any($1)", [ids, at]);
  },
  /** Accounts that were listed, with their balance, while transactions of their connection did not come. */
  noteListed: async (ids: readonly string[], at: Date): Promise<void> => {
    if (ids.length > 0) await db.query("update accounts set listed_at = $2 where id = any($1)", [ids, at]);
  },
});
