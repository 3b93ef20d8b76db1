import type { Queryable } from "../storage.ts";
import { transactionColumns, type Transaction } from "./transactions.ts";

/** A transaction with what a client wrote over it. */
export interface FaceTransaction extends Transaction {
  readonly tenantId: string;
  readonly edits: unknown;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  /** True on an account kept by hand. */
  readonly byHand: boolean;
  readonly bankConnectionId: string | null;
}

/** Which transactions of a person to list. Null: any. */
export interface FaceTransactionQuery {
  readonly ids: readonly string[] | null;
  readonly accountIds: readonly string[] | null;
  readonly projectIds: readonly string[] | null;
  readonly categoryId: string | null;
  readonly text: string | null;
  readonly startDate: Date | null;
  readonly endDate: Date | null;
  readonly startModified: Date | null;
  readonly endModified: Date | null;
  readonly direction: "credit" | "debit" | null;
  readonly hasProject: boolean | null;
  readonly offset: number;
  readonly limit: number;
}

/** A transaction written by a client. */
export interface HandTransaction {
  readonly id: string;
  readonly accountId: string;
  readonly amount: string;
  readonly currency: string;
  readonly description: string;
  readonly status: "posted" | "pending";
  readonly transactedAt: Date;
  readonly edits: unknown;
}

/** What of a hand-kept transaction may change. */
export type HandChange = Pick<HandTransaction, "amount" | "description" | "status" | "transactedAt" | "edits">;

const columns = `${transactionColumns}, t.tenant_id as "tenantId", t.edits, t.created_at as "createdAt", t.modified_at as "modifiedAt", a.user_id is not null as "byHand",
  k.bank_connection_id as "bankConnectionId"`;

/** Id of a standard category, by its name; the same expression as `standardCategoryId`. */
const category = `coalesce(t.edits ->> 'categoryId', 'std:' || md5('category:' || coalesce(t.category, 'uncategorised'))::uuid::text)`;

// Accounts by connections_user and accounts_user, their transactions by transactions_time.
const from = `from transactions t join accounts a on a.id = t.account_id left join connections k on k.id = a.connection_id
  where t.account_id in (select id from accounts where tenant_id = $1 and ((selected and connection_id in
    (select id from connections where tenant_id = $1 and user_id = $2 and status = 'active')) or user_id = $2))`;

const filter = `${from}
  and ($3::uuid[] is null or t.id = any($3)) and ($4::uuid[] is null or t.account_id = any($4)) and ($5::text[] is null or t.edits ->> 'projectId' = any($5))
  and ($6::text is null or ${category} = $6)
  and ($7::text is null or strpos(lower(concat_ws(' ', t.description, t.edits ->> 'shortDescription', t.edits ->> 'notes')), lower($7)) > 0)
  and ($8::timestamptz is null or t.transacted_at >= $8) and ($9::timestamptz is null or t.transacted_at <= $9)
  and ($10::timestamptz is null or t.modified_at >= $10) and ($11::timestamptz is null or t.modified_at <= $11)
  and ($12::text is null or (t.amount < 0) = ($12 = 'debit')) and ($13::boolean is null or (t.edits ->> 'projectId' is not null) = $13)`;

const valuesOf = (q: FaceTransactionQuery): readonly unknown[] => [
  q.ids,
  q.accountIds,
  q.projectIds,
  q.categoryId,
  q.text,
  q.startDate,
  q.endDate,
  q.startModified,
  q.endModified,
  q.direction,
  q.hasProject,
];

/** Transactions as the Connections face knows them. */
export const faceTransactions = (db: Queryable) => ({
  count: async (tenantId: string, userId: string, q: FaceTransactionQuery): Promise<number> => {
    const { rows } = await db.query<{ n: number }>(`select count(*) as n ${filter}`, [tenantId, userId, ...valuesOf(q)]);
    return rows[0]?.n ?? 0;
  },
  /** Newest first. */
  list: async (tenantId: string, userId: string, q: FaceTransactionQuery): Promise<readonly FaceTransaction[]> => {
    const { rows } = await db.query<FaceTransaction>(`select ${columns} ${filter} order by t.transacted_at desc, t.id desc offset $14 limit $15`, [
      tenantId,
      userId,
      ...valuesOf(q),
      q.offset,
      q.limit,
    ]);
    return rows;
  },
  find: async (tenantId: string, userId: string, id: string): Promise<FaceTransaction | null> => {
    const { rows } = await db.query<FaceTransaction>(`select ${columns} ${from} and t.id = $3`, [tenantId, userId, id]);
    return rows[0] ?? null;
  },
  create: async (tenantId: string, t: HandTransaction): Promise<void> => {
    await db.query(
      `insert into transactions (id, tenant_id, account_id, stable_id, amount, currency, description, status, transacted_at, posted_at, edits)
       values ($1::uuid, $2, $3, ($1::uuid)::text, $4, $5, $6, $7, $8, case when $7 = 'posted' then $8::timestamptz end, $9)`,
      [t.id, tenantId, t.accountId, t.amount, t.currency, t.description, t.status, t.transactedAt, JSON.stringify(t.edits)],
    );
  },
  /** Only what a client wrote over it; the bank's own words stay. */
  edit: async (tenantId: string, id: string, edits: unknown): Promise<void> => {
    await db.query("update transactions set edits = $3 where tenant_id = $1 and id = $2", [tenantId, id, JSON.stringify(edits)]);
  },
  change: async (tenantId: string, id: string, c: HandChange): Promise<void> => {
    await db.query(
      `update transactions set amount = $3, description = $4, status = $5, transacted_at = $6, posted_at = case when $5 = 'posted' then $6::timestamptz end, edits = $7
       where tenant_id = $1 and id = $2`,
      [tenantId, id, c.amount, c.description, c.status, c.transactedAt, JSON.stringify(c.edits)],
    );
  },
  remove: async (tenantId: string, id: string): Promise<void> => {
    await db.query("delete from transactions where tenant_id = $1 and id = $2", [tenantId, id]);
  },
});
