import type { FdxTransaction, TransactionChanges, TransactionsAnswer } from "@drawbridge/contract";
import { transactionFeed, type Account, type FeedPosition } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { limitOf, positionOf, printPosition, printSince, sinceHorizon, sinceOf } from "./data-paging.ts";
import { transactionJobs } from "./data-reads.ts";
import { accountOf, requireJob, type Asked } from "./data-request.ts";
import { windowOf, type Window } from "./data-window.ts";
import { invalid } from "./problem.ts";
import { printTransaction } from "./transaction-shape.ts";

const BATCH = 500; // rows a query; a whole answer is made of as many as it takes

/** An account whose transactions may be read, and what of them. */
export interface Reading {
  readonly account: Account;
  readonly window: Window;
}

/** Finds the account and checks that its connection was made for transactions. */
export const openReading = async (deps: Deps, asked: Asked): Promise<Reading> => {
  const window = windowOf(asked.named, deps.now());
  const { account, connection } = await accountOf(deps, asked);
  requireJob(connection, transactionJobs);
  return { account, window };
};

/** Everything in the window, in batches, so that no answer is ever cut or held in memory. */
export async function* readWhole(deps: Deps, { account, window }: Reading): AsyncGenerator<readonly FdxTransaction[]> {
  let after: FeedPosition | null = null;
  for (;;) {
    const rows: Awaited<ReturnType<ReturnType<typeof transactionFeed>["page"]>> = await transactionFeed(deps.storage.pool).page({
      accountId: account.id,
      ...window,
      after,
      limit: BATCH,
    });
    yield rows.map((row) => printTransaction(row, account.kind));
    after = rows.at(-1) ?? null;
    if (rows.length < BATCH) return;
  }
}

/** One page; null where the whole answer is wanted. */
export const readPage = async (deps: Deps, { account, window }: Reading, { named }: Asked): Promise<TransactionsAnswer | null> => {
  const limit = limitOf(named);
  if (limit === null) return null;
  const more = await transactionFeed(deps.storage.pool).page({ accountId: account.id, ...window, after: positionOf(named), limit: limit + 1 });
  const rows = more.slice(0, limit);
  const last = rows.at(-1);
  return {
    transactions: rows.map((row) => printTransaction(row, account.kind)),
    ...(last && more.length > limit && { nextCursor: printPosition(last) }),
  };
};

/** The `since` of a client that reads everything now: taken before the first row, so that nothing falls between. */
export const sinceNow = async (deps: Deps): Promise<string> => printSince(sinceHorizon(await transactionFeed(deps.storage.pool).horizon()));

const withSince: readonly string[] = ["startDate", "endDate", "start_time", "end_time", "cursor"];

/** What changed since a cursor. */
export const readChanges = async (deps: Deps, { account }: Reading, { named }: Asked): Promise<TransactionChanges> => {
  const beside = withSince.find((name) => named[name] !== undefined);
  if (beside !== undefined) throw invalid(`"${beside}" is not allowed beside "since"`);
  const feed = transactionFeed(deps.storage.pool);
  const below = await feed.horizon();
  const since = sinceOf(named["since"] ?? "start", below);
  const limit = limitOf(named) ?? BATCH;
  const more = await feed.changes({ accountId: account.id, after: since.at, below, limit: limit + 1 });
  const changes = more.slice(0, limit);
  const last = changes.at(-1);
  const hasMore = more.length > limit;
  const live = changes.flatMap(({ row, addedXid }) => (row ? [{ fresh: addedXid > since.base, printed: printTransaction(row, account.kind) }] : []));
  return {
    added: live.flatMap(({ fresh, printed }) => (fresh ? [printed] : [])),
    modified: live.flatMap(({ fresh, printed }) => (fresh ? [] : [printed])),
    removed: changes.flatMap(({ id, row }) => (row ? [] : [{ transactionId: printId("txn", id) }])),
    nextSince: printSince(hasMore && last ? { base: since.base, at: { xid: last.xid, id: last.id } } : sinceHorizon(below)),
    hasMore,
  };
};
