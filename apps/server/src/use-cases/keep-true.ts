import { acceptAccounts, acceptTransactions } from "@drawbridge/domain";
import type { FetchedData } from "./read-all.ts";

/** What may be stored of a fetch, and how many rows were refused. */
export interface Kept {
  readonly fetched: FetchedData;
  readonly refused: number;
}

/** Keeps what can be true of a fetch: readable rows, in the currency the account has, of times that have come. */
export const keepTrue = (
  fetched: FetchedData,
  { currencies, at }: { readonly currencies: ReadonlyMap<string, string> | null; readonly at: Date },
): Kept => {
  const readable = acceptAccounts(fetched.accounts, at);
  const accounts = readable.rows.filter(({ stableId, currency }) => (currencies?.get(stableId) ?? currency) === currency);
  const judged = accounts.map((account) => ({
    account,
    ...acceptTransactions(fetched.transactions.get(account.stableId) ?? [], { account, now: at }),
  }));
  const known = new Map(judged.map(({ account, rows }) => [account.stableId, rows]));
  const transactions = new Map(
    [...fetched.transactions.keys()].flatMap((id) => {
      const rows = known.get(id);
      return rows ? [[id, rows] as const] : [];
    }),
  );
  const refused = judged.reduce((sum, one) => sum + one.refused, 0) + readable.refused + (readable.rows.length - accounts.length);
  return { fetched: { ...fetched, accounts, transactions }, refused };
};
