import type { ConnectWebhookType, Failure, SessionEventType } from "@drawbridge/contract";
import { projectFailure } from "../failure-projection.ts";

/** A thing of the log by both of its ids. */
interface Named {
  readonly id: string;
  readonly no: number;
}

/** What a logged event says, as far as webhooks of the Connect face care. */
export interface ConnectFact {
  readonly type: SessionEventType;
  readonly institution: Named | null;
  readonly connection: Named | null;
  readonly accounts: readonly Named[];
  readonly failure: Failure | null;
  readonly term: string;
  readonly resultCount: number;
  readonly supported: boolean;
  readonly oauth: boolean;
  readonly reason: string | null;
  readonly to: string | null;
}

/** What the payloads need beside the event. `printAccounts` gives the objects of connect-events.md, section 11. */
export interface ConnectWebhookContext {
  readonly mode: "full" | "lite" | "fix";
  readonly printAccounts: (accounts: readonly Named[], institutionId: string | null) => readonly unknown[];
}

/** A webhook of the Connect face without its envelope. */
export interface ConnectWebhook {
  readonly eventType: ConnectWebhookType;
  readonly payload: Readonly<Record<string, unknown>>;
}

interface Row {
  readonly name: string;
  readonly modes: readonly ConnectWebhookContext["mode"][];
  readonly when: (fact: ConnectFact) => boolean;
  readonly make: (fact: ConnectFact, context: ConnectWebhookContext) => ConnectWebhook;
}

const all = ["full", "lite", "fix"] as const;
const LETTERS = 3; // the search event's own threshold (rulings.md 7)
const unavailable: ReadonlySet<Failure | null> = new Set(["bank_down", "provider_failed", "rate_limited_by_bank"]);
const wrong: ReadonlySet<Failure | null> = new Set(["credentials_rejected", "login_locked"]);

const idOf = ({ institution }: ConnectFact): string | null => institution && String(institution.no);
const codeOf = (failure: Failure): number => projectFailure(failure).connectCode;
const oauthOf = ({ oauth }: ConnectFact) => (oauth ? { oauth: true } : {});
const is =
  (...types: readonly SessionEventType[]) =>
  ({ type }: ConnectFact): boolean =>
    types.includes(type);

const withAccounts = (eventType: ConnectWebhookType, fact: ConnectFact, { printAccounts }: ConnectWebhookContext): ConnectWebhook => ({
  eventType,
  payload: { institutionId: idOf(fact), accounts: printAccounts(fact.accounts, idOf(fact)), ...oauthOf(fact) },
});

/** Which event of the log is told as which webhook, and in which modes (connect-events.md, 5.2). */
export const connectWebhookRows: readonly Row[] = [
  { name: "started", modes: all, when: is("session.started"), make: () => ({ eventType: "started", payload: {} }) },
  {
    name: "search without a hit",
    modes: ["full"],
    when: (fact) => fact.type === "institution.searched" && fact.resultCount === 0 && fact.term.length >= LETTERS,
    make: ({ term }) => ({ eventType: "institutionNotFound", payload: { query: term } }),
  },
  {
    name: "institution chosen",
    modes: ["full"],
    when: is("institution.selected"),
    make: (fact) => ({ eventType: fact.supported ? "institutionSupported" : "institutionNotSupported", payload: { institutionId: idOf(fact) } }),
  },
  {
    name: "institution known to be down",
    modes: ["full", "lite"],
    when: (fact) => fact.type === "step.changed" && fact.to === "unavailable",
    make: (fact) => ({ eventType: "unableToConnect", payload: { institutionId: idOf(fact), code: codeOf("bank_down") } }),
  },
  {
    name: "institution does not answer",
    modes: ["full", "lite"],
    when: (fact) => fact.type === "alert.shown" && unavailable.has(fact.failure),
    make: (fact) => ({ eventType: "unableToConnect", payload: { institutionId: idOf(fact), code: codeOf(fact.failure ?? "bank_down") } }),
  },
  {
    name: "wrong credentials",
    modes: all,
    when: (fact) => fact.type === "sign_in.failed" && wrong.has(fact.failure),
    make: (fact) => ({
      eventType: "invalidCredentials",
      payload: { institutionId: idOf(fact), code: codeOf(fact.failure ?? "credentials_rejected") },
    }),
  },
  {
    name: "challenge shown",
    modes: all,
    when: is("sign_in.challenged", "mfa.challenged"),
    make: (fact) => ({ eventType: "mfa", payload: { institutionId: idOf(fact) } }),
  },
  {
    name: "accounts found",
    modes: ["full"],
    when: is("sign_in.succeeded", "mfa.succeeded"),
    make: (fact, context) => withAccounts("discovered", fact, context),
  },
  {
    name: "connection repaired",
    modes: ["fix"],
    when: is("sign_in.succeeded", "mfa.succeeded"),
    make: (fact) => ({
      eventType: "credentialsUpdated",
      payload: { institutionId: idOf(fact), institutionLoginId: fact.connection?.no ?? null, mfa: fact.type === "mfa.succeeded" },
    }),
  },
  {
    name: "adding starts",
    modes: ["full", "lite"],
    when: is("accounts.adding"),
    make: (fact) => ({ eventType: "adding", payload: { institutionId: idOf(fact), ...oauthOf(fact) } }),
  },
  { name: "accounts saved", modes: ["full", "lite"], when: is("accounts.added"), make: (fact, context) => withAccounts("added", fact, context) },
  {
    name: "accounts saved, repaired at the bank",
    modes: ["fix"],
    when: (fact) => fact.type === "accounts.added" && fact.oauth,
    make: (fact, context) => withAccounts("added", fact, context),
  },
  {
    name: "accounts removed",
    modes: ["full"],
    when: is("accounts.removed"),
    make: (fact) => ({ eventType: "accountsDeleted", payload: { accounts: fact.accounts.map(({ no }) => String(no)), institutionId: idOf(fact) } }),
  },
  {
    name: "completed",
    modes: all,
    when: (fact) => fact.type === "session.ended" && fact.reason === "complete",
    make: () => ({ eventType: "done", payload: {} }),
  },
];

/** The webhook of one event, if it has one. A `choice` that was refused: the same step refused the institution, which is told already. */
export const connectWebhook = (
  fact: ConnectFact,
  context: ConnectWebhookContext,
  choice: "refused" | "supported" = "supported",
): ConnectWebhook | null => {
  if (fact.type === "step.changed" && choice === "refused") return null;
  const row = connectWebhookRows.find(({ modes, when }) => modes.includes(context.mode) && when(fact));
  return row ? row.make(fact, context) : null;
};

/** What every webhook of a Connect session carries around its payload. */
export interface ConnectEnvelope {
  readonly customerId: string;
  readonly consumerId: string | null;
  readonly eventId: string;
  readonly webhookData: unknown;
}

/** The body of a webhook (connect-events.md, 5.1). */
export const connectBody = (
  webhook: ConnectWebhook,
  { customerId, consumerId, eventId, webhookData }: ConnectEnvelope,
): Readonly<Record<string, unknown>> => ({
  customerId,
  ...(consumerId !== null && { consumerId }),
  eventType: webhook.eventType,
  eventId,
  payload: webhook.payload,
  ...(webhookData !== null && { webhookData }),
});

/** `<epoch ms>-<24 hex>`: the same for every delivery of one event, so that receivers can drop repeats. */
export const connectEventId = (eventId: string, occurredAt: Date): string => `${occurredAt.getTime()}-${eventId.replaceAll("-", "").slice(-24)}`;

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
// Characters that XML 1.0 cannot hold even escaped are left out.
const escapeText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- these are the characters to drop
  text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
const elementName = (key: string): string => (/^[A-Za-z_][\w.-]*$/.test(key) && !/^xml/i.test(key) ? key : `_${key.replaceAll(/[^\w.-]/g, "_")}`);

const element = (key: string, value: unknown): string => {
  const name = elementName(key);
  if (Array.isArray(value)) return value.map((item: unknown) => element(key, item)).join("");
  if (value === null || value === undefined) return `<${name}/>`;
  if (typeof value !== "object") return `<${name}>${escapeText(typeof value === "string" ? value : JSON.stringify(value))}</${name}>`;
  return `<${name}>${Object.entries(value)
    .map(([inner, item]: [string, unknown]) => element(inner, item))
    .join("")}</${name}>`;
};

/** The same body as XML for links that ask for it: an element per field, a repeated one per list item. */
export const printXml = (body: Readonly<Record<string, unknown>>): string => `<?xml version="1.0" encoding="UTF-8"?>${element("webhook", body)}`;
