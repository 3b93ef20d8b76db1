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
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
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

const detailsOf = ({ openedOn, interestRate, creditLimit, routingNumber }: AccountToStore): AccountDetails => ({
  openedOn, interestRate, creditLimit, routingNumber,
});

const saveOne = async (db: Queryable, owner: { readonly tenantId: string; readonly connectionId: string }, a: AccountToStore) => {
  const { rows } = await db.query<StoredAccount>(upsert, [
    a.id, owner.tenantId, owner.connectionId, a.stableId, a.kind, a.name, a.currency, a.masked, a.status, a.balance, a.available,
    a.balanceAsOf, JSON.stringify(detailsOf(a)), a.number === null ? null : JSON.stringify(a.number),
  ]);
  return rows;
};

/** Accounts; the ones a person did not select are known but never shown. */
export const accounts = (db: Queryable) => ({
  /** Keeps the id of an account that is already known by its stable id. */
  upsertMany: async (batch: {
    readonly tenantId: string;
    readonly connectionId: string;
    readonly rows: readonly AccountToStore[];
  }): Promise<readonly StoredAccount[]> => {
    const stored: StoredAccount[] = [];
    for (const row of batch.rows) stored.push(...(await saveOne(db, batch, row)));
    return stored;
  },
  select: async (tenantId: string, connectionId: string, ids: readonly string[]): Promise<void> => {
    await db.query("update accounts set selected = (id = any($3)) where tenant_id = $1 and connection_id = $2", [tenantId, connectionId, ids]);
  },
  /** Forgets accounts with their transactions; answers how many there were. */
  remove: async (tenantId: string, connectionId: string, ids: readonly string[]): Promise<number> => {
    const { rowCount } = await db.query("delete from accounts where tenant_id = $1 and connection_id = $2 and id = any($3)", [tenantId, connectionId, ids]);
    return rowCount ?? 0;
  },
  ofConnection: async (tenantId: string, connectionId: string): Promise<readonly Account[]> => {
    const { rows } = await db.query<Account>(
      `select ${columns} from accounts where tenant_id = $1 and connection_id = $2 order by no`, [tenantId, connectionId],
    );
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
    const { rows } = await db.query<Account>(`select ${columns} from accounts where tenant_id = $1 and id = $2 and connection_id is not null`, [tenantId, id]);
    return rows[0] ?? null;
  },
});
