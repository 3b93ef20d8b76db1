import type { AccountKind, ProviderAccount } from "@drawbridge/contract";
import type { Queryable } from "../storage.ts";

/** An account of a connection. Amounts are decimal strings; `numberSealed` is an envelope of the vault. */
export interface Account {
  readonly id: string;
  readonly no: number;
  readonly connectionId: string;
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
  readonly selected: boolean;
}

/** What only some accounts have. */
export interface AccountDetails {
  readonly openedOn: string | null;
  readonly interestRate: string | null;
  readonly creditLimit: string | null;
  readonly routingNumber: string | null;
}

/** An account as reported, with our id and its number sealed. */
export type AccountToStore = Omit<ProviderAccount, "number"> & { readonly id: string; readonly number: unknown };

const columns = `id, no, connection_id as "connectionId", stable_id as "stableId", kind, name, currency, masked, status,
  balance::text, available::text, balance_as_of as "balanceAsOf", details, number_sealed as "numberSealed", selected`;

const upsert = `insert into accounts (id, tenant_id, connection_id, stable_id, kind, name, currency, masked, status, balance, available,
    balance_as_of, details, number_sealed)
  select u.id, $2, $3, u."stableId", u.kind, u.name, u.currency, u.masked, u.status, u.balance, u.available, u."balanceAsOf", u.details, u.number
  from jsonb_to_recordset($1::jsonb) as u (id uuid, "stableId" text, kind text, name text, currency text, masked text, status text,
    balance numeric, available numeric, "balanceAsOf" timestamptz, details jsonb, number jsonb, place bigint)
  order by u.place
  on conflict (connection_id, stable_id) do update set kind = excluded.kind, name = excluded.name, currency = excluded.currency,
    masked = excluded.masked, status = excluded.status, balance = excluded.balance, available = excluded.available,
    balance_as_of = excluded.balance_as_of, details = excluded.details,
    number_sealed = coalesce(excluded.number_sealed, accounts.number_sealed)
  returning id, no, stable_id as "stableId"`;

interface StoredAccount {
  readonly id: string;
  readonly no: number;
  readonly stableId: string;
}

/** What only some accounts have, as it is stored. */
export const detailsOf = ({ openedOn, interestRate, creditLimit, routingNumber }: Pick<AccountToStore, keyof AccountDetails>): AccountDetails => ({
  openedOn,
  interestRate,
  creditLimit,
  routingNumber,
});

/** One statement for any number; a stable id that comes twice counts once, by its last row. */
const saveAll = async (db: Queryable, { tenantId, connectionId, rows }: Batch): Promise<readonly StoredAccount[]> => {
  const unique = [...new Map(rows.map((row) => [row.stableId, row])).values()];
  if (unique.length === 0) return [];
  const written = unique.map((row, place) => ({ ...row, details: detailsOf(row), place }));
  const answer = await db.query<StoredAccount>(upsert, [JSON.stringify(written), tenantId, connectionId]);
  const stored = new Map(answer.rows.map((row) => [row.stableId, row]));
  return unique.flatMap(({ stableId }) => stored.get(stableId) ?? []);
};

interface Batch {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly rows: readonly AccountToStore[];
}

/** Accounts; the ones a person did not select are known but never shown. */
export const accounts = (db: Queryable) => ({
  /** Keeps the id of an account that is already known by its stable id. */
  upsertMany: (batch: Batch): Promise<readonly StoredAccount[]> => saveAll(db, batch),
  select: async (tenantId: string, connectionId: string, ids: readonly string[]): Promise<void> => {
    await db.query("update accounts set selected = (id = any($3)) where tenant_id = $1 and connection_id = $2", [tenantId, connectionId, ids]);
  },
  /** Forgets accounts with their transactions; answers how many there were. */
  remove: async (tenantId: string, connectionId: string, ids: readonly string[]): Promise<number> => {
    const { rowCount } = await db.query("delete from accounts where tenant_id = $1 and connection_id = $2 and id = any($3)", [
      tenantId,
      connectionId,
      ids,
    ]);
    return rowCount ?? 0;
  },
  ofConnection: async (tenantId: string, connectionId: string): Promise<readonly Account[]> => {
    const { rows } = await db.query<Account>(`select ${columns} from accounts where tenant_id = $1 and connection_id = $2 order by no`, [
      tenantId,
      connectionId,
    ]);
    return rows;
  },
  /** Those a person shared over active connections, oldest first (index connections_user). */
  sharedByUser: async (tenantId: string, userId: string): Promise<readonly Account[]> => {
    const { rows } = await db.query<Account>(
      `select ${columns} from accounts where tenant_id = $1 and selected
         and connection_id in (select id from connections where tenant_id = $1 and user_id = $2 and status = 'active')
       order by no`,
      [tenantId, userId],
    );
    return rows;
  },
  /** An account of a connection; one kept by hand is unknown here. */
  byId: async (tenantId: string, id: string): Promise<Account | null> => {
    const { rows } = await db.query<Account>(`select ${columns} from accounts where tenant_id = $1 and id = $2 and connection_id is not null`, [
      tenantId,
      id,
    ]);
    return rows[0] ?? null;
  },
});
