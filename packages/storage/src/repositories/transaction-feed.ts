import type { Queryable } from "../storage.ts";
import { transactionColumns, type Transaction } from "./transactions.ts";

/** Where a page ended: a place in the order, so that it holds even when the row it came from is gone. */
export interface FeedPosition {
  readonly micros: number;
  readonly id: string;
}

/** A page of an account's transactions, newest first; both ends included. */
export interface FeedPage {
  readonly accountId: string;
  readonly from: Date;
  readonly to: Date;
  readonly after: FeedPosition | null;
  readonly limit: number;
}

/** A place in the order of changes. */
export interface ChangePosition {
  readonly xid: number;
  readonly id: string;
}

/** One change: the row as it is now, or null when it is gone. */
export interface TransactionChange {
  readonly id: string;
  readonly xid: number;
  readonly addedXid: number;
  readonly row: Transaction | null;
}

/** Sorts after every id: a position at the end of a database transaction. */
export const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

type ChangeRow = Transaction & { readonly xid: number; readonly addedXid: number; readonly gone: boolean };

// Indexes transactions_changes and removed_transactions_changes. Only what is below the horizon is told, as there it is complete.
const changesSql = `select ${transactionColumns}, t.changed_xid as xid, t.added_xid as "addedXid", false as gone
  from transactions t
  where t.account_id = $1 and (t.changed_xid, t.id) > ($2, $3::uuid) and t.changed_xid < $4
  union all
  select r.id, null, r.account_id, null, null, null, null, null, null, null, r.removed_xid, 0, true
  from removed_transactions r
  where r.account_id = $1 and (r.removed_xid, r.id) > ($2, $3::uuid) and r.removed_xid < $4
  order by xid, id limit $5`;

/** Transactions as a client reads them: whole, by pages, or what changed. */
export const transactionFeed = (db: Queryable) => ({
  /** Index transactions_time. */
  page: async ({ accountId, from, to, after, limit }: FeedPage): Promise<readonly (Transaction & { readonly micros: number })[]> => {
    const { rows } = await db.query<Transaction & { micros: number }>(
      `select ${transactionColumns}, (extract(epoch from t.transacted_at) * 1000000)::bigint as micros from transactions t
       where t.account_id = $1 and t.transacted_at between $2 and $3
         and ($4::bigint is null or (t.transacted_at, t.id) < ('epoch'::timestamptz + $4::bigint * interval '1 microsecond', $5::uuid))
       order by t.transacted_at desc, t.id desc limit $6`,
      [accountId, from, to, after?.micros ?? null, after?.id ?? null, limit],
    );
    return rows;
  },
  /** Every change below it has been committed or undone. */
  horizon: async (): Promise<number> => {
    const { rows } = await db.query<{ xid: number }>("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xid");
    return rows[0]?.xid ?? 0;
  },
  changes: async (asked: {
    readonly accountId: string;
    readonly after: ChangePosition;
    readonly below: number;
    readonly limit: number;
  }): Promise<readonly TransactionChange[]> => {
    const { rows } = await db.query<ChangeRow>(changesSql, [asked.accountId, asked.after.xid, asked.after.id, asked.below, asked.limit]);
    return rows.map((row) => ({ id: row.id, xid: row.xid, addedXid: row.addedXid, row: row.gone ? null : row }));
  },
  /** Day of the newest transaction by account (index transactions_time). */
  lastActivity: async (accountIds: readonly string[]): Promise<ReadonlyMap<string, Date>> => {
    const { rows } = await db.query<{ id: string; at: Date }>(
      `select a.id, t.transacted_at as at from unnest($1::uuid[]) as a (id)
       cross join lateral (select transacted_at from transactions where account_id = a.id order by transacted_at desc, id desc limit 1) t`,
      [accountIds],
    );
    return new Map(rows.map(({ id, at }) => [id, at]));
  },
});
