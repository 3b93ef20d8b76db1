import type { ConnectionsWebhookType } from "@drawbridge/contract";
import { reminderPlan, usualPlan } from "../sync/reminder-plan.ts";

/** Transactions of one account. */
export interface TransactionGroup {
  readonly id: string;
  readonly transactions: readonly string[];
}

/** What a logged event says, as far as webhooks of the Connections face care. Ids are the ones of that face. */
export interface ConnectionsFact {
  readonly type: string;
  readonly connectionId: string;
  readonly kind: string;
  readonly bankName: string;
  /** In the tenant's clock. */
  readonly at: string;
  readonly accounts: readonly TransactionGroup[];
  readonly accountId: string | null;
  /** Accounts a person shared, or shared anew. */
  readonly addedAccounts: readonly string[];
  readonly syncId: string | null;
  /** Verdict of a sync. */
  readonly status: string | null;
  readonly daysLeft: number | null;
  /** Plans by which a reminder is due; null: everybody's. */
  readonly remindBy: { readonly tenant: string; readonly due: readonly string[] } | null;
  readonly daysSinceUpdate: number | null;
  readonly tppConsent: boolean;
  /** State before and after, trigger, recommended action. */
  readonly change: Readonly<Record<string, unknown>>;
}

/** A webhook of the Connections face without its envelope. */
export interface ConnectionsWebhook {
  readonly eventType: ConnectionsWebhookType;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What a client subscribed to. */
export interface ConnectionsSubscriber {
  readonly eventTypes: readonly string[];
  /** Its own lead times of reminders; null: the tenant's. */
  readonly leadDays: readonly number[] | null;
}

interface Row {
  readonly eventType: ConnectionsWebhookType;
  readonly when: (fact: ConnectionsFact, subscriber: ConnectionsSubscriber) => boolean;
  readonly payload: (fact: ConnectionsFact) => ConnectionsWebhook["payload"];
}

const REMIND_DAYS = 5; // connections.md, section 7: without lead times of somebody's own

const planOf = ({ remindBy }: ConnectionsFact, { leadDays }: ConnectionsSubscriber): string =>
  (leadDays ? reminderPlan(leadDays)?.name : remindBy?.tenant) ?? usualPlan.name;

/** Reminders go to those by whose lead times they are due. */
const remindsOf = (fact: ConnectionsFact, subscriber: ConnectionsSubscriber): boolean =>
  fact.remindBy === null || fact.remindBy.due.includes(planOf(fact, subscriber));

const asksToRenew = (fact: ConnectionsFact, subscriber: ConnectionsSubscriber): boolean => {
  if (fact.kind === "legacy" || fact.daysLeft === null || !remindsOf(fact, subscriber)) return false;
  return fact.daysLeft <= REMIND_DAYS || planOf(fact, subscriber) !== usualPlan.name;
};

const is =
  (type: string) =>
  (fact: ConnectionsFact): boolean =>
    fact.type === type;
const groups = ({ accounts }: ConnectionsFact) => ({ accounts });
const only = ({ connectionId }: ConnectionsFact) => ({ connectionId });
const changed = ({ connectionId, change }: ConnectionsFact) => ({ connectionId, ...change });

const synced = ({ at, status, syncId, connectionId }: ConnectionsFact) => ({
  completedAt: at,
  processingStatus: status === "success" || status === "partial" ? "success" : "error",
  syncId,
  connectionId,
});

/** Which event of the log is told as which webhook (connections.md, section 7 and E9.3). */
export const connectionsWebhookRows: readonly Row[] = [
  { eventType: "newTransactions", when: is("transactions.added"), payload: groups },
  { eventType: "updatedTransactions", when: is("transactions.updated"), payload: groups },
  { eventType: "deletedTransactions", when: is("transactions.deleted"), payload: groups },
  { eventType: "restoredTransactions", when: is("transactions.restored"), payload: groups },
  { eventType: "syncCompleted", when: is("sync.finished"), payload: synced },
  { eventType: "syncComplete", when: is("sync.finished"), payload: synced },
  { eventType: "postConnectionEnrichmentComplete", when: is("connection.history_read"), payload: only },
  { eventType: "deletedAccount", when: is("account.lost"), payload: ({ accountId }) => ({ accountId }) },
  {
    eventType: "reauthReminder",
    when: (fact, subscriber) => (is("connection.expiring")(fact) || is("connection.reauth_due")(fact)) && asksToRenew(fact, subscriber),
    payload: ({ connectionId, bankName, daysLeft, tppConsent }) => ({
      connectionId,
      bankName,
      timeUntilReauthorizationInDays: daysLeft,
      tppConsent,
    }),
  },
  {
    eventType: "refreshReminder",
    when: is("connection.refresh_due"),
    payload: ({ connectionId, bankName, daysSinceUpdate }) => ({ connectionId, bankName, periodSinceLastUpdateInDays: daysSinceUpdate }),
  },
  { eventType: "connection.created", when: is("connection.created"), payload: changed },
  { eventType: "connection.deleted", when: is("connection.removed"), payload: changed },
  {
    eventType: "account.added",
    when: (fact) => is("accounts.added")(fact) && fact.addedAccounts.length > 0,
    payload: ({ connectionId, addedAccounts }) => ({ connectionId, accounts: addedAccounts.map((id) => ({ id })) }),
  },
  ...(
    [
      "connection.updated",
      "connection.attention_required",
      "connection.recovered",
      "connection.expiring",
      "connection.expired",
      "connection.revoked",
    ] as const
  ).map((eventType): Row => ({ eventType, when: (fact, subscriber) => is(eventType)(fact) && remindsOf(fact, subscriber), payload: changed })),
];

/** The webhooks a subscriber gets of one event: the vendor's own, and ours beside it. */
export const connectionsWebhooks = (fact: ConnectionsFact, subscriber: ConnectionsSubscriber): readonly ConnectionsWebhook[] =>
  connectionsWebhookRows
    .filter(({ eventType, when }) => subscriber.eventTypes.includes(eventType) && when(fact, subscriber))
    .map(({ eventType, payload }) => ({ eventType, payload: payload(fact) }));

/** `newTransactions` and `connection.updated` as the ends of event URIs: `new-transactions`, `connection-updated`. */
const kebab = (name: string): string => name.replaceAll(/[._]/g, "-").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The name of an event in a signed webhook. */
export const connectionsEventUri = (eventType: string): string => `urn:com:moneyhub:events:${kebab(eventType)}`;
