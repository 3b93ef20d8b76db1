import { nativeMessage, wantsEvent } from "@drawbridge/domain";
import {
  events,
  newId,
  webhookDeliveries,
  webhookEndpoints,
  type EventRow,
  type NewWebhookDelivery,
  type Subscribers,
  type Tx,
} from "@drawbridge/storage";
import { printId } from "../ids.ts";
import { enqueue } from "../jobs/enqueue.ts";
import { connectMessages } from "./connect-bodies.ts";
import { connectionsMessages } from "./connections-bodies.ts";
import { consentMessages } from "./consent-bodies.ts";

const deliveryOf = (row: EventRow) => ({
  id: newId(),
  tenantId: row.tenantId,
  userId: row.userId,
  sessionId: row.sessionId,
  line: row.sessionId,
  replayOf: null,
  createdAt: row.occurredAt,
});

const printEvent = (row: EventRow) => ({
  id: printId("evt", row.id),
  type: row.type,
  occurredAt: row.occurredAt.toISOString(),
  seq: row.seq,
  attemptId: row.attemptId,
  step: row.step,
  sessionId: row.sessionId && printId("ses", row.sessionId),
  userId: row.userId && printId("usr", row.userId),
  data: row.data,
});

const nativeDeliveries = (rows: readonly EventRow[], { native }: Subscribers): readonly NewWebhookDelivery[] =>
  rows.flatMap((row) => {
    const wanting = native.filter(({ eventTypes }) => wantsEvent(eventTypes, row.type));
    if (wanting.length === 0) return [];
    const body = nativeMessage(printEvent(row));
    return wanting.map(({ id: endpointId }) => ({
      ...deliveryOf(row),
      endpointId,
      linkId: null,
      eventType: row.type,
      messageId: printId("evt", row.id),
      body,
    }));
  });

const connectDeliveries = async (tx: Tx, rows: readonly EventRow[], { connect }: Subscribers): Promise<readonly NewWebhookDelivery[]> => {
  if (!connect) return [];
  const { endpointId, linkId } = connect;
  const messages = await connectMessages(tx, rows, connect);
  return messages.map(({ event, eventType, messageId, body }) => ({ ...deliveryOf(event), endpointId, linkId, eventType, messageId, body }));
};

const connectionsDeliveries = async (tx: Tx, rows: readonly EventRow[], { connections }: Subscribers): Promise<readonly NewWebhookDelivery[]> =>
  (await connectionsMessages(tx, rows, connections)).map(({ event, ...message }) => ({ ...deliveryOf(event), linkId: null, ...message }));

const consentDeliveries = async (tx: Tx, rows: readonly EventRow[], { consent }: Subscribers): Promise<readonly NewWebhookDelivery[]> => {
  if (consent.length === 0) return [];
  const messages = await consentMessages(tx, rows);
  return messages.flatMap(({ event, ...message }) =>
    consent.map(({ id: endpointId }) => ({ ...deliveryOf(event), endpointId, linkId: null, ...message })),
  );
};

/**
 * Queues deliveries and the jobs that make them, in the caller's transaction. The job's key is the delivery's id and
 * not the endpoint's: transactions of one tenant would otherwise wait for each other on one row of the queue.
 */
export const queueDeliveries = async (tx: Tx, deliveries: readonly NewWebhookDelivery[]): Promise<void> => {
  await webhookDeliveries(tx).add(deliveries);
  const first = new Map(deliveries.toReversed().map(({ endpointId, id }) => [endpointId, id]));
  for (const [endpointId, id] of first) {
    await enqueue(tx, { name: "webhook.deliver", payload: { endpointId } }, { key: `webhook:${id}`, attempts: 3 });
  }
};

/** Appends events of one session, or of none, to the log, and queues what webhooks tell of them. The one way to append. */
export const recordEvents = async (tx: Tx, rows: readonly EventRow[]): Promise<void> => {
  const [first] = rows;
  if (!first) return;
  await events(tx).append(rows);
  const subscribers = await webhookEndpoints(tx).subscribersOf(first.tenantId, first.sessionId);
  await queueDeliveries(tx, [
    ...nativeDeliveries(rows, subscribers),
    ...(await connectDeliveries(tx, rows, subscribers)),
    ...(await connectionsDeliveries(tx, rows, subscribers)),
    ...(await consentDeliveries(tx, rows, subscribers)),
  ]);
};
