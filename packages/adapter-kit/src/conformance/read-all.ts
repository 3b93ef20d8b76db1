import { expect } from "vitest";
import type { Adapter, ReadOutcome, ReadRequest } from "../adapter.ts";
import type { Secret } from "../secret.ts";
import { expectKind } from "./expect-outcome.ts";
import type { KnownData } from "./fixture.ts";

const MOST_PAGES = 1000;

/** Everything a list gave, and the access that is good for the next one. */
export interface Collected<T> {
  readonly items: readonly T[];
  readonly pages: number;
  readonly access: Secret;
}

/** Follows the cursors to the end; a cursor that comes twice would never get there. */
export const readAll = async <T>(list: (request: ReadRequest) => Promise<ReadOutcome<T>>, first: Secret): Promise<Collected<T>> => {
  const items: T[] = [];
  const cursors = new Set<string>();
  let access = first;
  let cursor: string | null = null;
  for (let pages = 1; pages <= MOST_PAGES; pages += 1) {
    const page: Extract<ReadOutcome<T>, { readonly outcome: "read" }> = expectKind(await list({ access, cursor }), "read");
    items.push(...page.items);
    ({ access, nextCursor: cursor } = page);
    if (cursor === null) return { items, pages, access };
    expect(cursors.has(cursor), "a cursor came twice").toBe(false);
    cursors.add(cursor);
  }
  throw new Error(`more than ${MOST_PAGES} pages`);
};

/** All accounts. */
export const readAccounts = (adapter: Adapter, access: Secret, withNumbers = false) =>
  readAll((request) => adapter.accounts.list({ ...request, withNumbers }), access);

/** All transactions of an account in a range; none where the adapter has none. */
export const readTransactions = async (adapter: Adapter, access: Secret, query: KnownData["range"] & { readonly accountStableId: string }) => {
  const { transactions } = adapter;
  return transactions ? readAll((request) => transactions.list({ ...request, ...query }), access) : { items: [], pages: 0, access };
};

/** The ids, and no id twice. */
export const distinctIds = (items: readonly { readonly stableId: string }[]): readonly string[] => {
  const ids = items.map(({ stableId }) => stableId);
  expect(new Set(ids).size).toBe(ids.length);
  return ids;
};
