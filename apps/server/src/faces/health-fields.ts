import {
  actionText,
  actorOfReason,
  connectionHealth,
  connectionState,
  recommendedAction,
  syncBudget,
  type ConnectionHealth,
  type HealthAxis,
  type RecommendedAction,
} from "@drawbridge/domain";
import type { Connection } from "@drawbridge/storage";
import type { KnownHealth } from "../use-cases/connection-health.ts";

const instant = (at: Date | null): string | null => at && at.toISOString();

const axis = <State extends string>({ state, since }: HealthAxis<State>) => ({ state, since: instant(since) });

const axes = (health: ConnectionHealth) => ({
  consent: axis(health.consent),
  auth: axis(health.auth),
  sync: axis(health.sync),
  freshness: axis(health.freshness),
  provider: axis(health.provider),
});

/** A recommended action with its text, as every face prints it (connections.md, E1). */
export const printAction = (recommended: RecommendedAction) => {
  const { action, reason, alternatives, notBefore, row } = recommended;
  return {
    action,
    reason,
    actor: actorOfReason(reason),
    alternatives: [...alternatives],
    notBefore: instant(notBefore),
    row,
    message: actionText(recommended),
  };
};

const budgetOf = ({ stored, facts }: KnownHealth, now: Date) =>
  syncBudget({ day: stored?.budgetDay ?? null, attended: stored?.budgetAttended ?? 0, unattended: stored?.budgetUnattended ?? 0 }, facts.kind, now);

/** The earliest moment a sync is allowed; null: now (connections.md, E3). */
export const nextSyncAllowedAt = (known: KnownHealth, now: Date): Date | null => {
  const { remaining, resetAt } = budgetOf(known, now).attended;
  const ends = [known.stored?.manualAllowedAt ?? null, remaining > 0 ? null : resetAt].filter((at): at is Date => at !== null && at > now);
  return ends.length === 0 ? null : new Date(Math.max(...ends.map((at) => at.getTime())));
};

const printBudget = (known: KnownHealth, now: Date) => {
  const { attended, unattended } = budgetOf(known, now);
  return {
    attended: { remaining: attended.remaining, resetAt: attended.resetAt.toISOString() },
    unattended: { remaining: unattended.remaining, resetAt: unattended.resetAt.toISOString() },
  };
};

/** Everything the faces say of a connection's health. */
export const healthFieldsOf = (connection: Connection, known: KnownHealth, now: Date) => {
  const { facts, consent, stored } = known;
  const { status, extendedStatus, error } = connectionState(facts, now);
  return {
    status,
    error,
    ...(extendedStatus && { extendedStatus }),
    ...(connection.lastUpdatedAt && { lastUpdated: connection.lastUpdatedAt.toISOString() }),
    lastSyncedAt: instant(connection.lastSyncedAt),
    ...(consent && { expiresAt: consent.expiresAt.toISOString(), userConsentedAt: consent.givenAt.toISOString() }),
    tppConsent: facts.tppConsent,
    ...(facts.kind === "legacy" && { singleSyncOnly: facts.singleSyncOnly, useMfa: facts.useMfa }),
    health: axes(connectionHealth(facts, now)),
    pausedSince: instant(facts.pausedSince),
    recommendedAction: printAction(recommendedAction(facts, now)),
    nextSyncAllowedAt: instant(nextSyncAllowedAt(known, now)),
    nextScheduledSyncAt: instant(facts.pausedSince ? null : (stored?.nextSyncAt ?? null)),
    syncBudget: printBudget(known, now),
  };
};
