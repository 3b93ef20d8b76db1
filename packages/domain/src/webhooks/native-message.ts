import type { WebhookMessage } from "@drawbridge/contract";

/** An event of the log with its ids printed. */
export interface PrintedEvent {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly sessionId: string | null;
  readonly userId: string | null;
  readonly seq: number;
  readonly attemptId: string | null;
  readonly step: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const LARGEST_BYTES = 20_000; // Standard Webhooks: payloads stay under 20 kB

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** The body of a native webhook, with its place among what the receiver is told of one connection. One that would be too large names its event, and the reader fetches the rest from the log. */
export const nativeMessage = (event: PrintedEvent, connectionSeq: number | null = null): string => {
  const { id, type, occurredAt, data, ...rest } = event;
  const context = { ...rest, ...(connectionSeq !== null && { connectionSeq }) };
  const message: WebhookMessage = { id, type, timestamp: occurredAt, data: { ...data, ...context } };
  const text = JSON.stringify(message);
  if (bytesOf(text) < LARGEST_BYTES) return text;
  return JSON.stringify({ ...message, data: { ...context, truncated: true } });
};
