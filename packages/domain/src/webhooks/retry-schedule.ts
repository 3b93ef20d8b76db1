/** Whose rules a delivery follows: our own product's, the Connect contract's, those of a client of the Connections face, or of consents. */
export type WebhookKind = "native" | "connect" | "connections" | "consent";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pause before each attempt (security.md, "Standard Webhooks"). */
const nativePauses = [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR] as const;
const JITTER = 0.1; // enough to part the deliveries of one outage, little enough to keep the published times
const LONGEST_RETRY_AFTER = 24 * HOUR; // no receiver may put us off for longer than our own last pause

/** Pauses after the first attempts of a Connect webhook, then one an hour (connect-events.md, 5.1). */
const connectPauses = [12, 72, 432, 2592, 15_552, 93_312] as const;
const CONNECT_LIFE = 72 * HOUR;

/** What the time of the next attempt depends on. `random` lies in [0, 1). */
export interface RetryQuestion {
  readonly kind: WebhookKind;
  readonly attemptsMade: number;
  readonly createdAt: Date;
  readonly now: Date;
  readonly retryAfterMs: number | null;
  readonly random: number;
}

const nextNative = ({ attemptsMade, now, retryAfterMs, random }: RetryQuestion): Date | null => {
  const pause = nativePauses[attemptsMade];
  if (pause === undefined) return null;
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER);
  return new Date(now.getTime() + Math.max(Math.round(pause * (1 + JITTER * random)), asked));
};

const nextConnect = ({ attemptsMade, createdAt, now }: RetryQuestion): Date | null => {
  const next = now.getTime() + (connectPauses[attemptsMade - 1] ?? HOUR);
  return next > createdAt.getTime() + CONNECT_LIFE ? null : new Date(next);
};

/** When to try again after a failure; null when every try was used. */
export const nextAttemptAt = (question: RetryQuestion): Date | null => (question.kind === "connect" ? nextConnect(question) : nextNative(question));

/** Reads `Retry-After`: seconds or an HTTP date; null for anything else or a time that has passed. */
export const parseRetryAfter = (value: string | null, now: Date): number | null => {
  if (value === null) return null;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND;
  const at = /^[A-Za-z]{3}, /.test(text) ? Date.parse(text) : Number.NaN;
  return at > now.getTime() ? at - now.getTime() : null;
};
