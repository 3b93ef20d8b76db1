import type { ConnectionFacts } from "./connection-facts.ts";
import { connectionState, isExpired, isStale } from "./connection-state.ts";

/** One axis: where it stands, and since when if that is known. */
export interface HealthAxis<State extends string> {
  readonly state: State;
  readonly since: Date | null;
}

/** A connection's health by what can be wrong with it (connections.md, E2). */
export interface ConnectionHealth {
  readonly consent: HealthAxis<"active" | "expiring" | "expired" | "revoked">;
  readonly auth: HealthAxis<"ok" | "user_input_needed" | "credentials_invalid">;
  readonly sync: HealthAxis<"never" | "ok" | "running" | "retrying" | "stopped">;
  readonly freshness: HealthAxis<"fresh" | "partial" | "stale">;
  readonly provider: HealthAxis<"available" | "degraded" | "down">;
}

const DAY_MS = 86_400_000;
const FIRST_LEAD_DAYS = 7; // connections.md, E5

const consentAxis = (facts: ConnectionFacts, now: Date): ConnectionHealth["consent"] => {
  const { consentRevokedAt, expiresAt } = facts;
  if (consentRevokedAt) return { state: "revoked", since: consentRevokedAt };
  if (isExpired(facts, now)) return { state: "expired", since: expiresAt };
  const expiringSince = expiresAt && new Date(expiresAt.getTime() - (facts.firstLeadDays ?? FIRST_LEAD_DAYS) * DAY_MS);
  return expiringSince && expiringSince <= now ? { state: "expiring", since: expiringSince } : { state: "active", since: null };
};

const authAxis = ({ verdict, failingSince, lastSyncedAt }: ConnectionFacts): ConnectionHealth["auth"] => {
  const since = failingSince ?? lastSyncedAt;
  if (verdict === "credentials_error") return { state: "credentials_invalid", since };
  return verdict === "mfa_required" ? { state: "user_input_needed", since } : { state: "ok", since: null };
};

const syncAxis = (facts: ConnectionFacts, now: Date): ConnectionHealth["sync"] => {
  const { syncRunning, lastSyncedAt, lastUpdatedAt, failingSince, pausedSince } = facts;
  if (pausedSince) return { state: "stopped", since: pausedSince };
  if (syncRunning) return { state: "running", since: null };
  if (connectionState(facts, now).extendedStatus === "stoppedSyncing") return { state: "stopped", since: failingSince };
  if (failingSince) return { state: "retrying", since: failingSince };
  return lastSyncedAt === null ? { state: "never", since: null } : { state: "ok", since: lastUpdatedAt };
};

const freshnessAxis = (facts: ConnectionFacts, now: Date): ConnectionHealth["freshness"] => {
  const { verdict, lastUpdatedAt, staleAfterDays, failingSince } = facts;
  if (isStale(facts, now)) return { state: "stale", since: lastUpdatedAt && new Date(lastUpdatedAt.getTime() + staleAfterDays * DAY_MS) };
  return verdict === "sync_partial" ? { state: "partial", since: failingSince } : { state: "fresh", since: lastUpdatedAt };
};

const providerAxis = ({ provider }: ConnectionFacts): ConnectionHealth["provider"] => {
  if (provider.at === "available") return { state: "available", since: null };
  return { state: provider.at === "degraded" ? "degraded" : "down", since: provider.since };
};

/** The five axes of a connection. */
export const connectionHealth = (facts: ConnectionFacts, now: Date): ConnectionHealth => ({
  consent: consentAxis(facts, now),
  auth: authAxis(facts),
  sync: syncAxis(facts, now),
  freshness: freshnessAxis(facts, now),
  provider: providerAxis(facts),
});
