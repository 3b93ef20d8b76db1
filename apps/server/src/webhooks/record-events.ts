import { nativeMessage, wantsEvent } from "@drawbridge/domain";
import {
  events,
  newId,
  webhookDeliveries,
  webhookEndpoints,
  webhookSequences,
  type EventRow,
  type NewWebhookDelivery,
  type Subscribers,
  type Tx,
} from "@drawbridge/storage";
import { printId } from "../ids.ts";
import { enqueue } from "../jobs/enqueue.ts";
import { connectMessages } from "./connect-bodies.ts";
import { connectionOf, connectionsMessages } from "./connections-bodies.ts";
import { consentMessages } from "./consent-bodies.ts";

/** A delivery whose body waits for its place among those of its connection. */
interface Draft extends Omit<NewWebhookDelivery, "body" | "sequence"> {
  readonly connectionId: string | null;
  readonly bodyOf: (sequence: number | null) => string;
}

const deliveryOf = (row: EventRow) => ({
  id: newId(),
  tenantId: row.tenantId,
  userId: row.userId,
  sessionId: row.sessionId,
  line: row.sessionId,
  replayOf: null,
  createdAt: row.occurredAt,
});

/** What is about no connection, or has an order of its own. */
const unnumbered = (body: string) => ({ connectionId: null, bodyOf: () => body });

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

const nativeDeliveries = (rows: readonly EventRow[], { native }: Subscribers): readonly Draft[] =>
  rows.flatMap((row) =>
    native
      .filter(({ eventTypes }) => wantsEvent(eventTypes, row.type))
      .map(({ id: endpointId }) => ({
        ...deliveryOf(row),
        endpointId,
        linkId: null,
        eventType: row.type,
        messageId: printId("evt", row.id),
        connectionId: connectionOf(row),
        bodyOf: (sequence: number | null) => nativeMessage(printEvent(row), sequence),
      })),
  );

const connectDeliveries = async (tx: Tx, rows: readonly EventRow[], { connect }: Subscribers): Promise<readonly Draft[]> => {
  if (!connect) return [];
  const { endpointId, linkId } = connect;
  const messages = await connectMessages(tx, rows, connect);
  return messages.map(({ event, eventType, messageId, body }) => ({
    ...deliveryOf(event),
    endpointId,
    linkId,
    eventType,
    messageId,
    ...unnumbered(body),
  }));
};

const connectionsDeliveries = async (tx: Tx, rows: readonly EventRow[], { connections }: Subscribers): Promise<readonly Draft[]> =>
  (await connectionsMessages(tx, rows, connections)).map(({ event, ...message }) => ({ ...deliveryOf(event), linkId: null, ...message }));

const consentDeliveries = async (tx: Tx, rows: readonly EventRow[], { consent }: Subscribers): Promise<readonly Draft[]> => {
  if (consent.length === 0) return [];
  const messages = await consentMessages(tx, rows);
  return messages.flatMap(({ event, body, ...message }) =>
    consent.map(({ id: endpointId }) => ({ ...deliveryOf(event), endpointId, linkId: null, ...message, ...unnumbered(body) })),
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

/** Numbers what is about a connection, by endpoint (connections.md, E9.1). */
const numbered = async (tx: Tx, drafts: readonly Draft[]): Promise<readonly NewWebhookDelivery[]> => {
  const about = drafts.flatMap(({ endpointId, connectionId }, index) => (connectionId === null ? [] : [{ endpointId, connectionId, index }]));
  const numbers = await webhookSequences(tx).take(about);
  const places = new Map(about.map(({ index }, nth) => [index, numbers[nth] ?? null]));
  return drafts.map(({ connectionId, bodyOf, ...draft }, index) => {
    const sequence = connectionId === null ? null : (places.get(index) ?? null);
    return { ...draft, sequence, body: bodyOf(sequence) };
  });
};

/** Appends events of one session, or of none, to the log, and queues what webhooks tell of them. The one way to append. */
export const recordEvents = async (tx: Tx, rows: readonly EventRow[]): Promise<void> => {
  const [first] = rows;
  if (!first) return;
  await events(tx).append(rows);
  const subscribers = await webhookEndpoints(tx).subscribersOf(first.tenantId, first.sessionId);
  const drafts = [
    ...nativeDeliveries(rows, subscribers),
    ...(await connectDeliveries(tx, rows, subscribers)),
    ...(await connectionsDeliveries(tx, rows, subscribers)),
    ...(await consentDeliveries(tx, rows, subscribers)),
  ];
  await queueDeliveries(tx, await numbered(tx, drafts));
};
