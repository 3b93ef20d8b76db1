import type { PrintedEvent } from "../webhooks/native-message.ts";

const LARGEST_BYTES = 30_000; // the strictest of the receivers takes 32 kB an event, its own fields included

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** An event no receiver refuses for its size: one that is too large names itself, and the reader fetches the rest from the log. */
export const trimEvent = (event: PrintedEvent): PrintedEvent =>
  bytesOf(JSON.stringify(event)) <= LARGEST_BYTES ? event : { ...event, data: { truncated: true } };

/** What receivers get of an event beside its name, time and person. */
export const propertiesOf = ({ data, sessionId, seq, attemptId, step }: PrintedEvent): Readonly<Record<string, unknown>> => ({
  ...data,
  sessionId,
  seq,
  attemptId,
  step,
});
