import type { ConnectionError, ConnectionFacts, ConnectionState } from "./connection-facts.ts";

const DAY_MS = 86_400_000;
const STOPPED_AFTER_MS = 3 * DAY_MS; // connections.md, 4.3: three days of failed retries

/** True when the consent has run out. */
export const isExpired = ({ expiresAt }: ConnectionFacts, now: Date): boolean => expiresAt !== null && expiresAt.getTime() <= now.getTime();

/** True when the data is older than its class allows. */
export const isStale = ({ lastUpdatedAt, staleAfterDays }: ConnectionFacts, now: Date): boolean =>
  lastUpdatedAt !== null && now.getTime() - lastUpdatedAt.getTime() > staleAfterDays * DAY_MS;

const errorOf = (facts: ConnectionFacts, now: Date): ConnectionError | null => {
  if (isExpired(facts, now)) return "sync_error";
  if (facts.verdict) return facts.verdict;
  return isStale(facts, now) ? "resync" : null;
};

const statusOf = (facts: ConnectionFacts, error: ConnectionError | null): ConnectionState["status"] => {
  if (error) return "error";
  return facts.lastSyncedAt === null ? "never" : "ok";
};

const hasStopped = ({ failingSince }: ConnectionFacts, now: Date): boolean =>
  failingSince !== null && now.getTime() - failingSince.getTime() >= STOPPED_AFTER_MS;

/** Derives a connection's state from what is known of it (connections.md, 4.5). */
export const connectionState = (facts: ConnectionFacts, now: Date): ConnectionState => {
  const error = errorOf(facts, now);
  const extendedStatus = isExpired(facts, now) ? "expired" : hasStopped(facts, now) ? "stoppedSyncing" : null;
  return { status: statusOf(facts, error), extendedStatus, error };
};
