import type { PrintedEvent } from "../webhooks/native-message.ts";
import { propertiesOf } from "./trim-event.ts";

/** Whom an event belongs to: the person, else the session, else the installation. */
const identityOf = ({ userId, sessionId }: PrintedEvent) => (userId === null ? { anonymousId: sessionId ?? "drawbridge" } : { userId });

/** The body of a batch as Segment's HTTP tracking API takes it; `messageId` makes repetitions one. */
export const segmentBatch = (events: readonly PrintedEvent[], sentAt: Date) => ({
  batch: events.map((event) => ({
    type: "track",
    messageId: event.id,
    ...identityOf(event),
    event: event.type,
    timestamp: event.occurredAt,
    properties: propertiesOf(event),
    context: { library: { name: "drawbridge" }, ...(event.sessionId !== null && { sessionId: event.sessionId }) },
  })),
  sentAt: sentAt.toISOString(),
});
