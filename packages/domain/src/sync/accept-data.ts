import type { ProviderAccount, ProviderTransaction } from "@drawbridge/contract";

/** What may be stored of an answer, and how much of it was refused. */
export interface Accepted<T> {
  readonly rows: readonly T[];
  readonly refused: number;
}

const DAY_MS = 86_400_000;
const AHEAD_MS = 2 * DAY_MS; // time zones and value dates; beyond it a posted transaction is a mistake
const amountForm = /^-?\d{1,24}(\.\d{1,12})?$/;
const currencyForm = /^[A-Z]{3}$/;

const isInstant = (text: string): boolean => !Number.isNaN(new Date(text).getTime());
const isAmount = (text: string | null): boolean => text === null || amountForm.test(text);

const unique = <T extends { readonly stableId: string }>(rows: readonly T[]): readonly T[] => [
  ...new Map(rows.map((row) => [row.stableId, row])).values(),
];

const keep = <T extends { readonly stableId: string }>(all: readonly T[], fits: (row: T) => boolean): Accepted<T> => {
  const rows = unique(all.filter(fits));
  return { rows, refused: all.length - all.filter(fits).length };
};

/** Accounts with an id, a currency and amounts that can be read; one that is told twice counts once. */
export const acceptAccounts = (all: readonly ProviderAccount[], now: Date): Accepted<ProviderAccount> => {
  const fitting = keep(
    all,
    ({ stableId, currency, balance, available, balanceAsOf }) =>
      stableId !== "" && currencyForm.test(currency) && isAmount(balance) && isAmount(available) && isInstant(balanceAsOf),
  );
  // A balance of tomorrow would win over every later one.
  return { ...fitting, rows: fitting.rows.map((row) => (new Date(row.balanceAsOf) > now ? { ...row, balanceAsOf: now.toISOString() } : row)) };
};

/** Transactions of this account, in its currency, that can have happened. */
export const acceptTransactions = (
  all: readonly ProviderTransaction[],
  { account, now }: { readonly account: Pick<ProviderAccount, "stableId" | "currency">; readonly now: Date },
): Accepted<ProviderTransaction> =>
  keep(
    all,
    ({ stableId, accountStableId, amount, currency, transactedAt, postedAt, status }) =>
      stableId !== "" &&
      accountStableId === account.stableId &&
      amountForm.test(amount) &&
      currency === account.currency &&
      isInstant(transactedAt) &&
      (postedAt === null || isInstant(postedAt)) &&
      (status === "pending" || new Date(transactedAt).getTime() <= now.getTime() + AHEAD_MS),
  );
