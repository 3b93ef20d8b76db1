import type { ProviderTransaction } from "@drawbridge/contract";

/** A transaction as stored, with what tells whether it changed. */
export interface StoredTransaction extends Omit<ProviderTransaction, "accountStableId" | "transactedAt" | "postedAt"> {
  readonly id: string;
  readonly transactedAt: Date;
  readonly postedAt: Date | null;
}

/** A transaction to write under an id of ours. */
export type Write = ProviderTransaction & { readonly id: string };

/** What an account's answer changes. */
export interface TransactionDelta {
  readonly added: readonly Write[];
  readonly updated: readonly Write[];
  readonly restored: readonly Write[];
  readonly deleted: readonly string[];
}

/** What is known before the answer. */
export interface Known {
  /** Everything stored of the time that was asked for. */
  readonly stored: readonly StoredTransaction[];
  /** Ids of ours by the provider's, of transactions that were removed before. */
  readonly removed: ReadonlyMap<string, string>;
  readonly newId: () => string;
}

const MATCH_MS = 10 * 86_400_000; // a card payment posts within some days

const sameNumber = (one: string, other: string): boolean => one === other || Number(one) === Number(other);

const isSame = (row: StoredTransaction, now: ProviderTransaction): boolean =>
  row.stableId === now.stableId &&
  sameNumber(row.amount, now.amount) &&
  row.currency === now.currency &&
  row.description === now.description &&
  row.category === now.category &&
  row.status === now.status &&
  row.transactedAt.getTime() === new Date(now.transactedAt).getTime() &&
  (row.postedAt?.getTime() ?? null) === (now.postedAt === null ? null : new Date(now.postedAt).getTime());

/** A posted transaction under another id that a vanished pending one has become. */
const becomes = (pending: StoredTransaction, posted: ProviderTransaction): boolean =>
  posted.status === "posted" &&
  sameNumber(pending.amount, posted.amount) &&
  pending.currency === posted.currency &&
  pending.description === posted.description &&
  Math.abs(new Date(posted.transactedAt).getTime() - pending.transactedAt.getTime()) <= MATCH_MS;

const keyOf = ({ currency, description }: { readonly currency: string; readonly description: string }): string => `${currency}|${description}`;

/** Pairs vanished pending rows with unknown posted ones, each at most once; by description, so that long lists stay cheap. */
const pairPosted = (pending: readonly StoredTransaction[], unknown: readonly ProviderTransaction[]): ReadonlyMap<string, string> => {
  const waiting = new Map<string, StoredTransaction[]>();
  for (const row of pending) waiting.set(keyOf(row), [...(waiting.get(keyOf(row)) ?? []), row]);
  const pairs = new Map<string, string>();
  for (const row of unknown) {
    const candidates = waiting.get(keyOf(row)) ?? [];
    const index = candidates.findIndex((one) => becomes(one, row));
    const [match] = index === -1 ? [] : candidates.splice(index, 1);
    if (match) pairs.set(row.stableId, match.id);
  }
  return pairs;
};

/**
 * Compares an account's answer with what is stored of the same time: new, changed, gone, and back again. Pending ones
 * that post keep their id, also when the bank gives them another one of its own (connections.md, section 7).
 */
export const transactionDelta = (fetched: readonly ProviderTransaction[], { stored, removed, newId }: Known): TransactionDelta => {
  const byStableId = new Map(stored.map((row) => [row.stableId, row]));
  const seen = new Set(fetched.map(({ stableId }) => stableId));
  const unknown = fetched.filter(({ stableId }) => !byStableId.has(stableId));
  const vanished = stored.filter(({ stableId }) => !seen.has(stableId));
  const posted = pairPosted(
    vanished.filter(({ status }) => status === "pending"),
    unknown.filter(({ stableId }) => !removed.has(stableId)),
  );
  const carriedOn = new Set(posted.values());
  const write =
    (id: string) =>
    (row: ProviderTransaction): Write => ({ ...row, id });
  const changed = fetched.flatMap((row) => {
    const known = byStableId.get(row.stableId);
    return known && !isSame(known, row) ? [write(known.id)(row)] : [];
  });
  return {
    added: unknown.filter(({ stableId }) => !posted.has(stableId) && !removed.has(stableId)).map((row) => write(newId())(row)),
    updated: [
      ...changed,
      ...unknown.flatMap((row) => {
        const id = posted.get(row.stableId);
        return id ? [write(id)(row)] : [];
      }),
    ],
    restored: unknown.flatMap((row) => {
      const id = removed.get(row.stableId);
      return id ? [write(id)(row)] : [];
    }),
    deleted: vanished.filter(({ id }) => !carriedOn.has(id)).map(({ id }) => id),
  };
};
