import { sessionEventTypes, type SessionEventType } from "@drawbridge/contract";
import { connectBody, connectEventId, connectWebhook, printXml, type ConnectFact } from "@drawbridge/domain";
import { accounts, type Account, type EventRow, type SessionWebhook, type Tx } from "@drawbridge/storage";
import { readData } from "../faces/event-facts.ts";
import { parseId } from "../ids.ts";
import { printConnectAccount } from "./connect-account.ts";

/** The webhook one event becomes. */
export interface ConnectMessage {
  readonly event: EventRow;
  readonly eventType: string;
  readonly messageId: string;
  readonly body: string;
}

const LARGEST_BYTES = 512_000; // rulings.md 10

const typeOf = (text: string): SessionEventType | undefined => sessionEventTypes.find((type) => type === text);

const factOf = ({ type, data }: EventRow): ConnectFact | null => {
  const known = typeOf(type);
  return known ? { type: known, ...readData(data) } : null;
};

/** Writes a body the way the link asked for. */
export const printBody = (body: Readonly<Record<string, unknown>>, contentType: string): string =>
  contentType === "application/xml" ? printXml(body) : JSON.stringify(body);

const print = (body: Readonly<Record<string, unknown>>, contentType: string): string => {
  const text = printBody(body, contentType);
  // Only echoed data and accounts grow; the ids of an event fit anyhow, and the accounts can be fetched.
  return Buffer.byteLength(text) <= LARGEST_BYTES ? text : printBody({ ...body, payload: { truncated: true } }, contentType);
};

const accountsOf = async (tx: Tx, tenantId: string, fact: ConnectFact): Promise<readonly Account[]> => {
  const id = fact.connection && fact.accounts.length > 0 ? parseId("con", fact.connection.id) : null;
  return id ? accounts(tx).ofConnection(tenantId, id) : [];
};

const messageOf = async (
  tx: Tx,
  event: EventRow,
  { webhook, refused }: { readonly webhook: SessionWebhook; readonly refused: boolean },
): Promise<readonly ConnectMessage[]> => {
  const fact = factOf(event);
  if (!fact) return [];
  const stored = await accountsOf(tx, event.tenantId, fact);
  const customerId = String(webhook.customerNo);
  const printAccounts = (chosen: readonly { readonly no: number }[], institutionId: string | null) => {
    const numbers = new Set(chosen.map(({ no }) => no));
    const owner = { customerId, institutionId, institutionLoginId: fact.connection?.no ?? null };
    return stored.filter(({ no }) => numbers.has(no)).map((account) => printConnectAccount(account, owner));
  };
  const told = connectWebhook(fact, { mode: webhook.mode, printAccounts }, refused ? "refused" : "supported");
  if (!told) return [];
  const eventId = connectEventId(event.id, event.occurredAt);
  const body = connectBody(told, { customerId, consumerId: webhook.consumerId, eventId, webhookData: webhook.data });
  return [{ event, eventType: told.eventType, messageId: eventId, body: print(body, webhook.contentType) }];
};

/** The webhooks of a session's new events, in their order. */
export const connectMessages = async (tx: Tx, rows: readonly EventRow[], webhook: SessionWebhook): Promise<readonly ConnectMessage[]> => {
  const refused = rows.some(({ type, data }) => type === "institution.selected" && data["supported"] === false);
  const messages: ConnectMessage[] = [];
  for (const row of rows) messages.push(...(await messageOf(tx, row, { webhook, refused })));
  return messages;
};
