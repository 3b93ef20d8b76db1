import { consentNotificationBody, consentNotifications, type ConsentNotificationType } from "@drawbridge/domain";
import { accounts, consents, newId, type ConsentRecord, type EventRow, type Tx } from "@drawbridge/storage";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { parseId } from "../ids.ts";
import { printConsent } from "../faces/connect/consent-shapes.ts";

/** One notification of a consent, for every subscriber of its tenant. */
export interface ConsentMessage {
  readonly event: EventRow;
  readonly eventType: ConsentNotificationType;
  readonly messageId: string;
  readonly body: string;
}

/** What events about a connection carry; `consent` names the receipt where the event is about one. */
const Data = Type.Object({
  connection: Type.Object({ id: Type.String(), no: Type.Integer() }),
  institution: Type.Object({ no: Type.Integer() }),
  consent: Type.Optional(Type.String()),
});

/** The notifications of new events, read in the transaction that makes them true. */
export const consentMessages = async (tx: Tx, rows: readonly EventRow[]): Promise<readonly ConsentMessage[]> => {
  const messages: ConsentMessage[] = [];
  for (const event of rows) {
    const types = consentNotifications(event.type);
    if (types.length > 0) messages.push(...(await messagesOf(tx, event, types)));
  }
  return messages;
};

const messagesOf = async (tx: Tx, event: EventRow, types: readonly ConsentNotificationType[]): Promise<readonly ConsentMessage[]> => {
  const { tenantId, data } = event;
  if (!Value.Check(Data, data)) return [];
  const connectionId = parseId("con", data.connection.id);
  const consent = connectionId && (await receiptOf(tx, { tenantId, connectionId, named: data.consent }));
  if (!connectionId || !consent) return [];
  const shared = (await accounts(tx).ofConnection(tenantId, connectionId)).filter(({ selected }) => selected);
  const institutionNo = data.institution.no;
  return types.map((eventType) => {
    const messageId = newId();
    const body = consentNotificationBody({
      eventId: messageId,
      type: eventType,
      at: event.occurredAt.toISOString(),
      customerId: String(consent.userNo),
      institutionId: String(institutionNo),
      institutionLoginId: data.connection.no,
      accountIds: shared.map(({ no }) => String(no)),
      consent: printConsent(consent, { now: event.occurredAt, institutionNo, accounts: shared }),
    });
    return { event, eventType, messageId, body: JSON.stringify(body) };
  });
};

/** The receipt an event names, otherwise the newest one of its connection. */
const receiptOf = async (
  tx: Tx,
  { tenantId, connectionId, named }: { readonly tenantId: string; readonly connectionId: string; readonly named: string | undefined },
): Promise<ConsentRecord | null> => {
  const id = named === undefined ? (await consents(tx).latest(tenantId, connectionId))?.id : parseId("cns", named);
  return id ? consents(tx).recordById(tenantId, id) : null;
};
