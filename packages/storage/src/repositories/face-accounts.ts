import type { AccountKind } from "@drawbridge/contract";
import type { Queryable } from "../storage.ts";
import type { AccountDetails } from "./accounts.ts";

/** An account of a person: of one of their connections, or kept by hand by a client (`connectionId` null). */
export interface FaceAccount {
  readonly id: string;
  readonly connectionId: string | null;
  readonly stableId: string;
  readonly kind: AccountKind;
  readonly name: string;
  readonly currency: string;
  readonly masked: string;
  readonly status: "open" | "closed";
  readonly balance: string | null;
  readonly available: string | null;
  readonly balanceAsOf: Date;
  readonly details: AccountDetails;
  readonly numberSealed: unknown;
  /** What a client wrote over it. */
  readonly edits: unknown;
  /** When it last came through although others of its connection did not. */
  readonly syncedAt: Date | null;
  /** When it last was listed, with its balance, although transactions did not come. */
  readonly listedAt: Date | null;
  /** Hours its data should be younger than, where a client said so of this account. */
  readonly freshnessTargetHours: number | null;
  readonly addedAt: Date;
  readonly changedAt: Date;
}

/** An account kept by hand. */
export interface HandAccount {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly kind: AccountKind;
  readonly name: string;
  readonly currency: string;
  readonly balance: string;
  readonly balanceAsOf: Date;
  readonly edits: unknown;
}

/** Which accounts to list. */
export interface FaceAccountQuery {
  readonly connectionId: string | null;
  readonly offset: number;
  readonly limit: number;
}

/** How many transactions an account has, and between when. */
export interface TransactionSpan {
  readonly count: number;
  readonly earliest: Date;
  readonly last: Date;
}

/** A day's balance. */
export interface DayBalance {
  readonly day: string;
  readonly amount: string;
}

const columns = `a.id, a.connection_id as "connectionId", a.stable_id as "stableId", a.kind, a.name, a.currency, a.masked, a.status, a.balance::text,
  a.available::text, a.balance_as_of as "balanceAsOf", a.details, a.number_sealed as "numberSealed", a.edits, a.synced_at as "syncedAt",
  a.listed_at as "listedAt", a.freshness_target_hours as "freshnessTargetHours", a.added_at as "addedAt", a.changed_at as "changedAt"`;

// Indexes connections_user and accounts_user: what a person shared over active connections, and what is kept by hand for them.
const mine = `a.tenant_id = $1 and ((a.selected and a.connection_id in
  (select id from connections where tenant_id = $1 and user_id = $2 and status = 'active')) or a.user_id = $2)`;

const emptyDetails: AccountDetails = { openedOn: null, interestRate: null, creditLimit: null, routingNumber: null };

const reads = (db: Queryable) => ({
  list: async (
    tenantId: string,
    userId: string,
    q: FaceAccountQuery,
  ): Promise<{ readonly total: number; readonly accounts: readonly FaceAccount[] }> => {
    const filter = `${mine} and ($3::uuid is null or a.connection_id = $3)`;
    const total = await db.query<{ n: number }>(`select count(*) as n from accounts a where ${filter}`, [tenantId, userId, q.connectionId]);
    const { rows } = await db.query<FaceAccount>(`select ${columns} from accounts a where ${filter} order by a.no offset $4 limit $5`, [
      tenantId,
      userId,
      q.connectionId,
      q.offset,
      q.limit,
    ]);
    return { total: total.rows[0]?.n ?? 0, accounts: rows };
  },
  find: async (tenantId: string, userId: string, id: string): Promise<FaceAccount | null> => {
    const { rows } = await db.query<FaceAccount>(`select ${columns} from accounts a where ${mine} and a.id = $3`, [tenantId, userId, id]);
    return rows[0] ?? null;
  },
  /** Ids by connection, of a person's shared accounts. */
  idsByConnection: async (tenantId: string, userId: string): Promise<ReadonlyMap<string, readonly string[]>> => {
    const { rows } = await db.query<{ connectionId: string; ids: readonly string[] }>(
      `select connection_id as "connectionId", array_agg(id order by no) as ids from accounts
       where tenant_id = $1 and selected and connection_id in (select id from connections where tenant_id = $1 and user_id = $2 and status = 'active')
       group by connection_id`,
      [tenantId, userId],
    );
    return new Map(rows.map(({ connectionId, ids }) => [connectionId, ids]));
  },
  /** The same of several connections of a tenant. */
  idsOfConnections: async (tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> => {
    const { rows } = await db.query<{ connectionId: string; ids: readonly string[] }>(
      `select connection_id as "connectionId", array_agg(id order by no) as ids from accounts
       where tenant_id = $1 and selected and connection_id = any($2) group by connection_id`,
      [tenantId, ids],
    );
    return new Map(rows.map(({ connectionId, ids: found }) => [connectionId, found]));
  },
  /** Index transactions_time; accounts without transactions are absent. */
  spans: async (tenantId: string, accountIds: readonly string[]): Promise<ReadonlyMap<string, TransactionSpan>> => {
    const { rows } = await db.query<TransactionSpan & { id: string }>(
      `select account_id as id, count(*) as count, min(transacted_at) as earliest, max(transacted_at) as last from transactions
       where tenant_id = $1 and account_id = any($2) group by account_id`,
      [tenantId, accountIds],
    );
    return new Map(rows.map((row) => [row.id, row]));
  },
  /** Newest first (primary key). */
  balances: async (
    accountId: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly total: number; readonly balances: readonly DayBalance[] }> => {
    const total = await db.query<{ n: number }>("select count(*) as n from account_balances where account_id = $1", [accountId]);
    const { rows } = await db.query<DayBalance>(
      "select day::text, amount::text from account_balances where account_id = $1 order by day desc offset $2 limit $3",
      [accountId, page.offset, page.limit],
    );
    return { total: total.rows[0]?.n ?? 0, balances: rows };
  },
});

/** Accounts as the Connections face knows them. */
export const faceAccounts = (db: Queryable) => ({
  ...reads(db),
  create: async (a: HandAccount): Promise<void> => {
    await db.query(
      `insert into accounts (id, tenant_id, user_id, stable_id, kind, name, currency, masked, status, balance, balance_as_of, details, edits, selected)
       values ($1::uuid, $2, $3, ($1::uuid)::text, $4, $5, $6, '', 'open', $7, $8, $9, $10, true)`,
      [a.id, a.tenantId, a.userId, a.kind, a.name, a.currency, a.balance, a.balanceAsOf, emptyDetails, JSON.stringify(a.edits)],
    );
  },
  edit: async (tenantId: string, id: string, edits: unknown): Promise<void> => {
    await db.query("update accounts set edits = $3 where tenant_id = $1 and id = $2", [tenantId, id, JSON.stringify(edits)]);
  },
  /** Null: that of its type. */
  setFreshnessTarget: async (tenantId: string, id: string, hours: number | null): Promise<void> => {
    await db.query("update accounts set freshness_target_hours = $3 where tenant_id = $1 and id = $2", [tenantId, id, hours]);
  },
  /** Writes a day's balance; the newest one is the account's own. */
  setBalance: async (tenantId: string, id: string, { day, amount }: DayBalance): Promise<void> => {
    await db.query(
      `insert into account_balances (account_id, day, amount) select id, $3, $4 from accounts where tenant_id = $1 and id = $2
       on conflict (account_id, day) do update set amount = excluded.amount`,
      [tenantId, id, day, amount],
    );
    await db.query(
      "update accounts set balance = $4, balance_as_of = $3::date where tenant_id = $1 and id = $2 and (balance_as_of at time zone 'UTC')::date <= $3::date",
      [tenantId, id, day, amount],
    );
  },
  /** Only accounts kept by hand. */
  remove: async (tenantId: string, userId: string, id: string): Promise<boolean> => {
    const { rowCount } = await db.query("delete from accounts where tenant_id = $1 and user_id = $2 and id = $3", [tenantId, userId, id]);
    return rowCount === 1;
  },
});
