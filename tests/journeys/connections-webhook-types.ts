import type { Logged } from "./person.ts";

/** Events of the contract. */
export const vendorTypes = [
  "newTransactions",
  "updatedTransactions",
  "deletedTransactions",
  "restoredTransactions",
  "syncCompleted",
  "postConnectionEnrichmentComplete",
  "deletedAccount",
  "reauthReminder",
  "refreshReminder",
];

/** Events of our own. */
export const ownTypes = ["connection.attention_required", "connection.created", "connection.deleted", "account.added"];

/** What the log says should have been told, by the name the client knows it by. */
const names: Readonly<Record<string, string>> = {
  "transactions.added": "newTransactions",
  "transactions.updated": "updatedTransactions",
  "transactions.deleted": "deletedTransactions",
  "transactions.restored": "restoredTransactions",
  "sync.finished": "syncCompleted",
  "connection.history_read": "postConnectionEnrichmentComplete",
  "account.lost": "deletedAccount",
  "connection.refresh_due": "refreshReminder",
  "connection.attention_required": "connection.attention_required",
  "connection.created": "connection.created",
  "connection.removed": "connection.deleted",
  "accounts.added": "account.added",
};
/** What a log owes its client, sorted. */
export const owed = (log: readonly Logged[]): readonly string[] =>
  log.flatMap(({ type }) => names[type] ?? []).toSorted((a, b) => a.localeCompare(b));
