import { Secret } from "@drawbridge/adapter-kit";
import type { ProviderTransaction } from "@drawbridge/contract";
import { transactionDelta, type TransactionDelta } from "@drawbridge/domain";
import { accounts, newId, owners, syncedAccounts, transactionDeltas, type SharedAccount, type Tx } from "@drawbridge/storage";
import type { Deps } from "./deps.ts";
import type { FetchedData } from "./read-all.ts";
import type { AnsweredSync, SyncAnswer } from "./sync-work.ts";

/** What an answer changed, by account. */
export interface StoredSync {
  readonly deltas: readonly { readonly accountId: string; readonly delta: TransactionDelta }[];
  /** Accounts the bank stopped sending with this answer. */
  readonly lost: readonly string[];
}

type Data = Extract<SyncAnswer, { outcome: "data" }>;

const nothing: StoredSync = { deltas: [], lost: [] };

/** Stores an answer: only accounts that are still shared, only what changed. `shared` is read under the connection's lock. */
export const storeSync = async (
  deps: Deps,
  tx: Tx,
  { sync: { work }, data, shared }: { readonly sync: AnsweredSync; readonly data: Data; readonly shared: readonly SharedAccount[] },
): Promise<StoredSync> => {
  const { connection } = work;
  if (data.hash === connection.dataHash && data.lost.length === 0) return nothing;
  const { tenantId, id: connectionId, userId } = connection;
  const byStableId = new Map(shared.map((account) => [account.stableId, account]));
  const purpose = { tenantId, userId, ownerId: connectionId, purpose: "account_number" } as const;
  const rows = data.fetched.accounts
    .filter(({ stableId }) => byStableId.has(stableId))
    .map((account) => ({
      ...account,
      id: newId(),
      number: account.number === null ? null : deps.vault.seal(new Secret(account.number), purpose),
    }));
  await accounts(tx).upsertMany({ tenantId, connectionId, rows });
  const back = rows.flatMap(({ stableId }) => {
    const known = byStableId.get(stableId);
    return known?.lostAt ? [known.id] : [];
  });
  await syncedAccounts(tx).setLost(back, null);
  const lost = shared.filter(({ id, lostAt }) => data.lost.includes(id) && lostAt === null).map(({ id }) => id);
  await syncedAccounts(tx).setLost(lost, data.at);
  const deltas = await storeTransactions(tx, { tenantId, fetched: data.fetched, from: data.from, at: data.at, accounts: shared });
  if (connection.jobTypes.includes("accountOwner")) await owners(tx).replace(connectionId, data.fetched.owners);
  return { deltas, lost };
};

/** An answer's transactions, and the accounts they are for. */
export interface TransactionAnswer {
  readonly tenantId: string;
  readonly fetched: Pick<FetchedData, "transactions" | "incomplete">;
  /** The time that was asked for; null: no transactions were. */
  readonly from: Date | null;
  readonly at: Date;
  readonly accounts: readonly { readonly id: string; readonly stableId: string }[];
}

/** Writes what changed on each account; one that could not be read wholly keeps what it has. */
export const storeTransactions = async (tx: Tx, { tenantId, fetched, from, at, accounts: all }: TransactionAnswer): Promise<StoredSync["deltas"]> => {
  const deltas: { accountId: string; delta: TransactionDelta }[] = [];
  for (const { id: accountId, stableId } of all) {
    const rows = fetched.transactions.get(stableId);
    if (!rows || !from || fetched.incomplete.includes(stableId)) continue;
    const delta = await compare(tx, { accountId, rows, from, at });
    await transactionDeltas(tx).apply({ tenantId, accountId }, delta);
    if (delta.added.length + delta.updated.length + delta.restored.length + delta.deleted.length > 0) deltas.push({ accountId, delta });
  }
  return deltas;
};

/** Rows of the time asked for, and known ones the bank has moved into it. */
const compare = async (
  tx: Tx,
  {
    accountId,
    rows,
    from,
    at,
  }: { readonly accountId: string; readonly rows: readonly ProviderTransaction[]; readonly from: Date; readonly at: Date },
): Promise<TransactionDelta> => {
  const known = transactionDeltas(tx);
  const within = await known.stored(accountId, { from, to: at });
  const inside = new Set(within.map(({ stableId }) => stableId));
  const outside = rows.flatMap(({ stableId }) => (inside.has(stableId) ? [] : [stableId]));
  const moved = outside.length > 0 ? await known.byStableId(accountId, outside) : [];
  return transactionDelta(rows, { stored: [...within, ...moved], removed: await known.removed(accountId, outside), newId });
};
