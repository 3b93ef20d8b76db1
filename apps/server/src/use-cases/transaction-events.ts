import type { TransactionDelta } from "@drawbridge/domain";
import { printId } from "../ids.ts";
import type { ConnectionEvent } from "./connection-events.ts";
import type { StoredSync } from "./store-sync.ts";

const MOST_IDS = 6000; // connections.md, section 7: transaction ids of one event

const kinds = ["added", "updated", "deleted", "restored"] as const;

const idsOf = (delta: TransactionDelta, kind: (typeof kinds)[number]): readonly string[] =>
  kind === "deleted" ? delta.deleted : delta[kind].map(({ id }) => id);

interface Group {
  readonly id: string;
  readonly transactions: readonly string[];
}

/** Cuts ids into events of a size that can be delivered; an account may go on in the next one. */
const cut = (groups: readonly Group[]): readonly (readonly Group[])[] => {
  const events: Group[][] = [];
  let room = 0;
  for (const { id, transactions } of groups) {
    for (let from = 0; from < transactions.length;) {
      if (room === 0) {
        events.push([]);
        room = MOST_IDS;
      }
      const part = transactions.slice(from, from + room);
      events.at(-1)?.push({ id, transactions: part });
      from += part.length;
      room -= part.length;
    }
  }
  return events;
};

/** What a sync changed on transactions, as events of the log. */
export const transactionEvents = (runId: string, deltas: StoredSync["deltas"]): readonly ConnectionEvent[] =>
  kinds.flatMap((kind) => {
    const groups = deltas.map(({ accountId, delta }) => ({
      id: printId("acc", accountId),
      transactions: idsOf(delta, kind).map((id) => printId("txn", id)),
    }));
    return cut(groups).map((accounts): ConnectionEvent => ({ type: `transactions.${kind}`, data: { syncId: printId("syn", runId), accounts } }));
  });
