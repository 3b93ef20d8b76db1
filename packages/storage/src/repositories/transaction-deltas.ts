import type { ProviderTransaction } from "@drawbridge/contract";
import { prepared } from "../prepared.ts";
import type { Queryable } from "../storage.ts";

/** A stored transaction, as a sync compares it. */
export interface ComparedTransaction {
  readonly id: string;
  readonly accountId: string;
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

/** The delta of one account. */
export interface AccountDelta {
  readonly tenantId: string;
  readonly accountId: string;
  readonly delta: Delta;
}

/** The part of an account's past that is compared. */
export interface AccountPeriod {
  readonly accountId: string;
  readonly from: Date;
  readonly to: Date;
}

/** A transaction by the provider's name for it. */
export interface NamedTransaction {
  readonly accountId: string;
  readonly stableId: string;
}

const compared = `t.id, t.account_id as "accountId", t.stable_id as "stableId", t.amount::text, t.currency, t.description, t.category, t.status,
  t.transacted_at as "transactedAt", t.posted_at as "postedAt"`;
const recordset = `jsonb_to_recordset($1::jsonb) as u (id uuid, "tenantId" uuid, "accountId" uuid, "stableId" text, amount numeric, currency text, description text,
  category text, status text, "transactedAt" timestamptz, "postedAt" timestamptz)`;

const insert = prepared(
  "transactions.add",
  `insert into transactions (id, tenant_id, account_id, stable_id, amount, currency, description, category, status, transacted_at, posted_at)
  select u.id, u."tenantId", u."accountId", u."stableId", u.amount, u.currency, u.description, u.category, u.status, u."transactedAt", u."postedAt" from ${recordset}
  on conflict (account_id, stable_id) do nothing`,
);
const updateSql = `update transactions t set stable_id = u."stableId", amount = u.amount, currency = u.currency, description = u.description,
    category = u.category, status = u.status, transacted_at = u."transactedAt", posted_at = u."postedAt"
  from ${recordset} where t.account_id = u."accountId" and t.id = u.id`;

const stored = prepared(
  "transactions.stored",
  `select ${compared} from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as a (id, since, until)
   cross join lateral (select * from transactions where account_id = a.id and transacted_at between a.since and a.until) t`,
);
const named = prepared(
  "transactions.named",
  `select ${compared} from unnest($1::uuid[], $2::text[]) as a (id, stable_id)
   cross join lateral (select * from transactions where account_id = a.id and stable_id = a.stable_id) t`,
);
const removed = prepared(
  "transactions.removed",
  `select r.id, r.account_id as "accountId", r.stable_id as "stableId" from unnest($1::uuid[], $2::text[]) as a (id, stable_id)
   cross join lateral (select * from removed_transactions where account_id = a.id and stable_id = a.stable_id) r`,
);

const ROWS_A_STATEMENT = 5000;

const inParts = async <T>(rows: readonly T[], write: (part: readonly T[]) => Promise<unknown>): Promise<void> => {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) await write(rows.slice(from, from + ROWS_A_STATEMENT));
};

const written = (all: readonly AccountDelta[], of: (delta: Delta) => readonly Write[]) =>
  all.flatMap(({ tenantId, accountId, delta }) => of(delta).map((row) => ({ ...row, tenantId, accountId })));

const apply = async (db: Queryable, all: readonly AccountDelta[]): Promise<void> => {
  const gone = all.flatMap(({ accountId, delta }) => delta.deleted.map((id) => ({ accountId, id })));
  const back = written(all, ({ restored }) => restored);
  // Indexes: primary keys.
  await inParts(gone, (part) =>
    db.query(
      "delete from transactions t using unnest($1::uuid[], $2::uuid[]) as u (account_id, id) where t.account_id = u.account_id and t.id = u.id",
      [part.map(({ accountId }) => accountId), part.map(({ id }) => id)],
    ),
  );
  await inParts(back, (part) =>
    db.query(
      "delete from removed_transactions r using unnest($1::uuid[], $2::uuid[]) as u (account_id, id) where r.account_id = u.account_id and r.id = u.id",
      [part.map(({ accountId }) => accountId), part.map(({ id }) => id)],
    ),
  );
  await inParts([...written(all, ({ added }) => added), ...back], (part) => db.query(insert([JSON.stringify(part)])));
  await inParts(
    written(all, ({ updated }) => updated),
    (part) => db.query(updateSql, [JSON.stringify(part)]),
  );
};

/** Transactions as syncs compare and change them: of many accounts at once. */
export const transactionDeltas = (db: Queryable) => ({
  /** Everything stored of a time (index transactions_time). */
  stored: async (periods: readonly AccountPeriod[]): Promise<readonly ComparedTransaction[]> => {
    if (periods.length === 0) return [];
    const { rows } = await db.query<ComparedTransaction>(
      stored([periods.map(({ accountId }) => accountId), periods.map(({ from }) => from), periods.map(({ to }) => to)]),
    );
    return rows;
  },
  /** Rows of these names, whatever their time (unique index of transactions). */
  named: async (names: readonly NamedTransaction[]): Promise<readonly ComparedTransaction[]> => {
    if (names.length === 0) return [];
    const { rows } = await db.query<ComparedTransaction>(named([names.map(({ accountId }) => accountId), names.map(({ stableId }) => stableId)]));
    return rows;
  },
  /** Our ids of removed ones (index removed_transactions_stable). */
  removed: async (names: readonly NamedTransaction[]): Promise<readonly (NamedTransaction & { readonly id: string })[]> => {
    if (names.length === 0) return [];
    const { rows } = await db.query<NamedTransaction & { id: string }>(
      removed([names.map(({ accountId }) => accountId), names.map(({ stableId }) => stableId)]),
    );
    return rows;
  },
  apply: (all: readonly AccountDelta[]): Promise<void> => apply(db, all),
});
