import { Secret } from "@drawbridge/adapter-kit";
import type { ProviderTransaction } from "@drawbridge/contract";
import { transactionDelta, type TransactionDelta } from "@drawbridge/domain";
import { newId, owners, syncedAccounts, transactionDeltas, type SharedAccount, type Tx } from "@drawbridge/storage";
import type { Deps } from "./deps.ts";
import type { FetchedData } from "./read-all.ts";
import type { AnsweredSync, SyncAnswer } from "./sync-work.ts";

/** What an answer changed, by account. */
export interface StoredSync {
  readonly deltas: readonly { readonly accountId: string; readonly delta: TransactionDelta }[];
  /** Accounts the bank stopped sending with this answer. */
  readonly lost: readonly string[];
}

/** An answer with data, and the accounts that are shared, read under the connection's lock. */
export interface SyncToStore {
  readonly sync: AnsweredSync;
  readonly data: Extract<SyncAnswer, { outcome: "data" }>;
  readonly shared: readonly SharedAccount[];
}

const nothing: StoredSync = { deltas: [], lost: [] };

const isNews = ({ sync, data }: SyncToStore): boolean => data.hash !== sync.work.connection.dataHash || data.lost.length > 0;

/** Stores answers, several in a few statements: only accounts that are still shared, only what changed. */
export const storeSyncs = async (deps: Deps, tx: Tx, all: readonly SyncToStore[]): Promise<ReadonlyMap<AnsweredSync, StoredSync>> => {
  const news = all.filter(isNews);
  await syncedAccounts(tx).refresh(news.flatMap((one) => accountsOf(deps, one)));
  await syncedAccounts(tx).setLost(news.flatMap(foundAgain), null);
  const deltas = await storeTransactions(
    tx,
    news.map(({ sync, data, shared }) => ({
      tenantId: sync.work.connection.tenantId,
      fetched: data.fetched,
      from: data.from,
      at: data.at,
      accounts: shared,
    })),
  );
  const stored = new Map(all.map(({ sync }) => [sync, nothing]));
  for (const [index, one] of news.entries()) {
    const lost = one.shared.filter(({ id, lostAt }) => one.data.lost.includes(id) && lostAt === null).map(({ id }) => id);
    await syncedAccounts(tx).setLost(lost, one.data.at);
    const { connection } = one.sync.work;
    if (connection.jobTypes.includes("accountOwner")) await owners(tx).replace(connection.id, one.data.fetched.owners);
    stored.set(one.sync, { deltas: deltas[index] ?? [], lost });
  }
  return stored;
};

const accountsOf = (deps: Deps, { sync, data, shared }: SyncToStore) => {
  const { tenantId, id: connectionId, userId } = sync.work.connection;
  const known = new Set(shared.map(({ stableId }) => stableId));
  const purpose = { tenantId, userId, ownerId: connectionId, purpose: "account_number" } as const;
  return data.fetched.accounts
    .filter(({ stableId }) => known.has(stableId))
    .map((account) => ({
      ...account,
      connectionId,
      number: account.number === null ? null : deps.vault.seal(new Secret(account.number), purpose),
    }));
};

const foundAgain = ({ data, shared }: SyncToStore): readonly string[] => {
  const sent = new Set(data.fetched.accounts.map(({ stableId }) => stableId));
  return shared.filter(({ stableId, lostAt }) => lostAt !== null && sent.has(stableId)).map(({ id }) => id);
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

interface Compared {
  readonly tenantId: string;
  readonly accountId: string;
  readonly rows: readonly ProviderTransaction[];
  readonly from: Date;
  readonly to: Date;
}

/** Writes what changed on each account; one that could not be read wholly keeps what it has. Answers by answer. */
export const storeTransactions = async (tx: Tx, answers: readonly TransactionAnswer[]): Promise<readonly StoredSync["deltas"][]> => {
  const compared = answers.map(comparedOf);
  const deltas = await compare(tx, compared.flat());
  await transactionDeltas(tx).apply([...deltas.values()]);
  return compared.map((accounts) =>
    accounts.flatMap(({ accountId }) => {
      const delta = deltas.get(accountId)?.delta;
      return delta && isChange(delta) ? [{ accountId, delta }] : [];
    }),
  );
};

const isChange = ({ added, updated, restored, deleted }: TransactionDelta): boolean =>
  added.length + updated.length + restored.length + deleted.length > 0;

const comparedOf = ({ tenantId, fetched, from, at, accounts }: TransactionAnswer): readonly Compared[] =>
  accounts.flatMap(({ id: accountId, stableId }) => {
    const rows = fetched.transactions.get(stableId);
    return rows && from && !fetched.incomplete.includes(stableId) ? [{ tenantId, accountId, rows, from, to: at }] : [];
  });

/** Rows of the time asked for, and known ones the bank has moved into it. */
const compare = async (
  tx: Tx,
  all: readonly Compared[],
): Promise<ReadonlyMap<string, { readonly tenantId: string; readonly accountId: string; readonly delta: TransactionDelta }>> => {
  const known = transactionDeltas(tx);
  const within = Map.groupBy(await known.stored(all), ({ accountId }) => accountId);
  const unknown = all.flatMap(({ accountId, rows }) => {
    const inside = new Set((within.get(accountId) ?? []).map(({ stableId }) => stableId));
    return rows.flatMap(({ stableId }) => (inside.has(stableId) ? [] : [{ accountId, stableId }]));
  });
  const moved = Map.groupBy(await known.named(unknown), ({ accountId }) => accountId);
  const removed = Map.groupBy(await known.removed(unknown), ({ accountId }) => accountId);
  return new Map(
    all.map(({ tenantId, accountId, rows }) => {
      const gone = new Map((removed.get(accountId) ?? []).map(({ stableId, id }) => [stableId, id]));
      const stored = [...(within.get(accountId) ?? []), ...(moved.get(accountId) ?? [])];
      return [accountId, { tenantId, accountId, delta: transactionDelta(rows, { stored, removed: gone, newId }) }];
    }),
  );
};
