import type { ProviderTransaction } from "@drawbridge/contract";
import type { Queryable } from "../storage.ts";

/** A transaction. `amount` is a signed decimal string: negative leaves the account. */
export interface Transaction {
  readonly id: string;
  readonly no: number;
  readonly accountId: string;
  readonly amount: string;
  readonly currency: string;
  readonly description: string;
  readonly category: string | null;
  readonly status: "posted" | "pending";
  readonly transactedAt: Date;
  readonly postedAt: Date | null;
}

/** A page of an account's transactions, newest first; both ends included. */
export interface TransactionPage {
  readonly accountId: string;
  readonly from: Date;
  readonly to: Date;
  /** Id of the last one seen; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

/** What a `Transaction` is read from, with the table named `t`. */
export const transactionColumns = `t.id, t.no, t.account_id as "accountId", t.amount::text, t.currency, t.description, t.category, t.status,
  t.transacted_at as "transactedAt", t.posted_at as "postedAt"`;

type Row = ProviderTransaction & { readonly id: string };

/** Transactions of accounts. */
export const transactions = (db: Queryable) => ({
  /** One statement for any number of rows; a known stable id keeps its id and takes the new values. */
  upsertMany: async ({
    tenantId,
    accountId,
    rows,
  }: {
    readonly tenantId: string;
    readonly accountId: string;
    readonly rows: readonly Row[];
  }): Promise<void> => {
    await db.query(
      `insert into transactions (id, tenant_id, account_id, stable_id, amount, currency, description, category, status, transacted_at, posted_at)
       select u.id, $1, $2, u.stable_id, u.amount, u.currency, u.description, u.category, u.status, u.transacted_at, u.posted_at
       from unnest($3::uuid[], $4::text[], $5::numeric[], $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[], $11::timestamptz[])
         as u (id, stable_id, amount, currency, description, category, status, transacted_at, posted_at)
       on conflict (account_id, stable_id) do update set amount = excluded.amount, currency = excluded.currency,
         description = excluded.description, category = excluded.category, status = excluded.status,
         transacted_at = excluded.transacted_at, posted_at = excluded.posted_at`,
      [
        tenantId,
        accountId,
        rows.map(({ id }) => id),
        rows.map(({ stableId }) => stableId),
        rows.map(({ amount }) => amount),
        rows.map(({ currency }) => currency),
        rows.map(({ description }) => description),
        rows.map(({ category }) => category),
        rows.map(({ status }) => status),
        rows.map(({ transactedAt }) => transactedAt),
        rows.map(({ postedAt }) => postedAt),
      ],
    );
  },
  /** When each account last had one; accounts without any are absent (index transactions_time). */
  lastTimes: async (tenantId: string, accountIds: readonly string[]): Promise<ReadonlyMap<string, Date>> => {
    const { rows } = await db.query<{ id: string; at: Date }>(
      `select a.id, t.transacted_at as at from accounts a
       cross join lateral (select transacted_at from transactions where account_id = a.id order by transacted_at desc, id desc limit 1) t
       where a.tenant_id = $1 and a.id = any($2)`,
      [tenantId, accountIds],
    );
    return new Map(rows.map(({ id, at }) => [id, at]));
  },
  /** Index transactions_time. */
  page: async ({ accountId, from, to, after, limit }: TransactionPage): Promise<readonly Transaction[]> => {
    const { rows } = await db.query<Transaction>(
      `select ${transactionColumns} from transactions t
       left join transactions seen on seen.id = $4
       where t.account_id = $1 and t.transacted_at between $2 and $3
         and ($4::uuid is null or (t.transacted_at, t.id) < (seen.transacted_at, seen.id))
       order by t.transacted_at desc, t.id desc limit $5`,
      [accountId, from, to, after, limit],
    );
    return rows;
  },
});
