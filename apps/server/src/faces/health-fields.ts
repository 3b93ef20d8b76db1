import {
  actionText,
  actorOfReason,
  connectionHealth,
  connectionState,
  recommendedAction,
  type ConnectionHealth,
  type HealthAxis,
  type RecommendedAction,
} from "@drawbridge/domain";
import type { Connection } from "@drawbridge/storage";
import { budgetOf, type KnownHealth } from "../use-cases/connection-health.ts";

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

const printBudget = (known: KnownHealth, now: Date) => {
  const { attended, unattended } = budgetOf(known.stored, known.facts.kind, now);
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
    nextSyncAllowedAt: instant(facts.syncAllowedAt),
    nextScheduledSyncAt: instant(facts.pausedSince ? null : (stored?.nextSyncAt ?? null)),
    syncBudget: printBudget(known, now),
  };
};
