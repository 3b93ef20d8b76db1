import type { ProviderTransaction } from "@drawbridge/contract";
import type { Queryable } from "../storage.ts";

/** A stored transaction, as a sync compares it. */
export interface ComparedTransaction {
  readonly id: string;
  readonly stableId: string;
  readonly amount: string;
  readonly currency: string;
  readonly description: string;
  readonly category: string | null;
  readonly status: "posted" | "pending";
  readonly transactedAt: Date;
  readonly postedAt: Date | null;
}

type Write = ProviderTransaction & { readonly id: string };

/** What a sync changes on one account. */
export interface Delta {
  readonly added: readonly Write[];
  readonly updated: readonly Write[];
  readonly restored: readonly Write[];
  readonly deleted: readonly string[];
}

const recordset = `jsonb_to_recordset($1::jsonb) as u (id uuid, "stableId" text, amount numeric, currency text, description text, category text, status text,
  "transactedAt" timestamptz, "postedAt" timestamptz)`;

const insert = async (db: Queryable, rows: readonly Write[], owner: { readonly tenantId: string; readonly accountId: string }): Promise<void> => {
  if (rows.length === 0) return;
  await db.query(
    `insert into transactions (id, tenant_id, account_id, stable_id, amount, currency, description, category, status, transacted_at, posted_at)
     select u.id, $2, $3, u."stableId", u.amount, u.currency, u.description, u.category, u.status, u."transactedAt", u."postedAt" from ${recordset}
     on conflict (account_id, stable_id) do nothing`,
    [JSON.stringify(rows), owner.tenantId, owner.accountId],
  );
};

/** Transactions as syncs compare and change them. */
export const transactionDeltas = (db: Queryable) => ({
  /** Everything stored of a time, pending rows of any time included (index transactions_time). */
  stored: async (accountId: string, { from, to }: { readonly from: Date; readonly to: Date }): Promise<readonly ComparedTransaction[]> => {
    const { rows } = await db.query<ComparedTransaction>(
      `select id, stable_id as "stableId", amount::text, currency, description, category, status, transacted_at as "transactedAt", posted_at as "postedAt"
       from transactions where account_id = $1 and transacted_at between $2 and $3`,
      [accountId, from, to],
    );
    return rows;
  },
  /** Rows of these ids that lie outside the time asked for (unique index of transactions). */
  byStableId: async (accountId: string, stableIds: readonly string[]): Promise<readonly ComparedTransaction[]> => {
    const { rows } = await db.query<ComparedTransaction>(
      `select id, stable_id as "stableId", amount::text, currency, description, category, status, transacted_at as "transactedAt", posted_at as "postedAt"
       from transactions where account_id = $1 and stable_id = any($2)`,
      [accountId, stableIds],
    );
    return rows;
  },
  /** Our ids of removed ones, by the provider's (index removed_transactions_stable). */
  removed: async (accountId: string, stableIds: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    if (stableIds.length === 0) return new Map();
    const { rows } = await db.query<{ id: string; stableId: string }>(
      `select id, stable_id as "stableId" from removed_transactions where account_id = $1 and stable_id = any($2)`,
      [accountId, stableIds],
    );
    return new Map(rows.map(({ id, stableId }) => [stableId, id]));
  },
  apply: async (owner: { readonly tenantId: string; readonly accountId: string }, { added, updated, restored, deleted }: Delta): Promise<void> => {
    if (deleted.length > 0) await db.query("delete from transactions where account_id = $1 and id = any($2)", [owner.accountId, deleted]);
    if (restored.length > 0) {
      await db.query("delete from removed_transactions where account_id = $1 and id = any($2)", [owner.accountId, restored.map(({ id }) => id)]);
    }
    await insert(db, [...added, ...restored], owner);
    if (updated.length === 0) return;
    await db.query(
      `update transactions t set stable_id = u."stableId", amount = u.amount, currency = u.currency, description = u.description, category = u.category,
         status = u.status, transacted_at = u."transactedAt", posted_at = u."postedAt"
       from ${recordset} where t.account_id = $2 and t.id = u.id`,
      [JSON.stringify(updated), owner.accountId],
    );
  },
});
