import type { ConnectionError, ConnectionFacts, ConnectionState } from "./connection-facts.ts";
import { connectionState } from "./connection-state.ts";

/**
 * What should be done about a connection: two ordered tables, one for interfaces of banks and one for sign-ins on
 * somebody's behalf; the first row that fits leads (connections.md, section 5). Nothing else decides.
 */
export type Action = "none" | "reauth" | "reconsent" | "refresh" | "sync" | "wait" | "contact_support";

/** The lead, what else is worth trying, and the row that said so. */
export interface RecommendedAction {
  readonly action: Action;
  /** Name of the row: its number in the contract. */
  readonly row: string;
  /** Short machine-readable reason. */
  readonly reason: string;
  readonly alternatives: readonly Action[];
  /** Not before this moment; null: now. */
  readonly notBefore: Date | null;
}

interface View extends ConnectionState {
  readonly facts: ConnectionFacts;
  readonly now: Date;
}

interface Rule {
  readonly row: string;
  readonly reason: string;
  readonly when: (view: View) => boolean;
  readonly lead: (view: View) => Action;
  readonly next: (view: View) => readonly Action[];
}

const NEAR_EXPIRY_MS = 5 * 86_400_000;

const always =
  <T>(value: T) =>
  (): T =>
    value;
const isError = (view: View, ...errors: readonly ConnectionError[]): boolean => view.status === "error" && errors.some((name) => name === view.error);
const nearExpiry = ({ facts: { expiresAt }, now }: View): boolean =>
  expiresAt !== null && expiresAt > now && expiresAt.getTime() - now.getTime() <= NEAR_EXPIRY_MS;
const windowOpensAt = ({ facts: { lastSyncedAt, syncLimitMs } }: View): Date | null => lastSyncedAt && new Date(lastSyncedAt.getTime() + syncLimitMs);
const windowOpen = (view: View): boolean => (windowOpensAt(view) ?? view.now) <= view.now;
const isAsset = ({ facts: { kind } }: View): boolean => kind === "zoopla" || kind === "autotrader" || kind === "mouseprice";
const expired = ({ extendedStatus }: View): boolean => extendedStatus === "expired";
const stopped = ({ extendedStatus }: View): boolean => extendedStatus === "stoppedSyncing";
const failing = (view: View): boolean => isError(view, "sync_error", "sync_partial", "resync");
const renewal = (view: View): Action => (view.facts.tppConsent && nearExpiry(view) ? "reconsent" : "reauth");
const consentOrReauth = ({ facts }: View): Action => (facts.tppConsent ? "reconsent" : "reauth");

/** Stand before both tables (rulings.md 19). */
const firstRules: readonly Rule[] = [
  {
    row: "P1",
    reason: "provider_down",
    when: (v) => v.facts.provider.at === "down" && !expired(v) && !isError(v, "credentials_error"),
    lead: always("wait"),
    next: always([]),
  },
  { row: "P2", reason: "provider_gone", when: (v) => v.facts.provider.at === "gone", lead: always("contact_support"), next: always([]) },
  { row: "P3", reason: "sync_runs", when: (v) => v.facts.syncRunning, lead: always("wait"), next: always([]) },
];

const apiRules: readonly Rule[] = [
  { row: "A1", reason: "healthy", when: (v) => v.status === "ok" && !nearExpiry(v), lead: always("none"), next: always([]) },
  {
    row: "A2",
    reason: "consent_ends_soon",
    when: (v) => v.status === "ok" && v.facts.tppConsent,
    lead: always("reconsent"),
    next: always(["reauth"]),
  },
  { row: "A3", reason: "consent_ends_soon", when: (v) => v.status === "ok", lead: always("reauth"), next: always([]) },
  {
    row: "A4",
    reason: "consent_ended",
    when: (v) => expired(v) && v.facts.tppConsent,
    lead: always("reconsent"),
    next: always(["reauth", "contact_support"]),
  },
  { row: "A5", reason: "consent_ended", when: expired, lead: always("reauth"), next: always(["contact_support"]) },
  { row: "A6", reason: "access_lost", when: (v) => isError(v, "credentials_error"), lead: always("reauth"), next: always(["contact_support"]) },
  {
    row: "A13",
    reason: "valuation_failed",
    when: (v) => v.status === "error" && isAsset(v),
    lead: (v) => (windowOpen(v) ? "sync" : "wait"),
    next: always(["reauth", "contact_support"]),
  },
  { row: "A7", reason: "bank_asks", when: (v) => isError(v, "mfa_required"), lead: always("reauth"), next: always(["contact_support"]) },
  {
    row: "A8",
    reason: "stopped",
    when: (v) => stopped(v) && failing(v) && windowOpen(v),
    lead: always("sync"),
    next: (v) => [renewal(v), "contact_support"],
  },
  { row: "A15", reason: "stopped", when: (v) => stopped(v) && failing(v), lead: renewal, next: always(["contact_support"]) },
  { row: "A9", reason: "sync_failed", when: (v) => isError(v, "sync_error"), lead: always("wait"), next: (v) => ["sync", consentOrReauth(v)] },
  {
    row: "A10",
    reason: "data_incomplete",
    when: (v) => isError(v, "sync_partial"),
    lead: always("wait"),
    next: always(["sync", "reauth", "contact_support"]),
  },
  { row: "A11", reason: "data_old", when: (v) => isError(v, "resync") && windowOpen(v), lead: always("sync"), next: always(["reauth"]) },
  { row: "A12", reason: "data_old", when: (v) => isError(v, "resync"), lead: always("reauth"), next: always([]) },
  { row: "A14", reason: "first_sync_runs", when: (v) => v.status === "never", lead: always("wait"), next: (v) => ["sync", consentOrReauth(v)] },
];

const legacyRules: readonly Rule[] = [
  { row: "L5", reason: "consent_ended", when: expired, lead: always("reauth"), next: always(["contact_support"]) },
  { row: "L3", reason: "bank_asks", when: (v) => isError(v, "mfa_required"), lead: always("refresh"), next: always(["reauth", "contact_support"]) },
  {
    row: "L4",
    reason: "credentials_changed",
    when: (v) => isError(v, "credentials_error"),
    lead: always("reauth"),
    next: always(["contact_support"]),
  },
  { row: "L6", reason: "data_old", when: (v) => isError(v, "resync") && v.facts.singleSyncOnly, lead: always("refresh"), next: always(["reauth"]) },
  {
    row: "L13",
    reason: "sync_failed",
    when: (v) => isError(v, "sync_error", "sync_partial") && v.facts.singleSyncOnly,
    lead: always("refresh"),
    next: always(["reauth"]),
  },
  { row: "L11", reason: "bank_asks", when: (v) => failing(v) && v.facts.useMfa, lead: always("refresh"), next: always(["sync", "reauth"]) },
  { row: "L9", reason: "stopped", when: (v) => stopped(v) && failing(v), lead: always("refresh"), next: always(["reauth", "contact_support"]) },
  { row: "L7", reason: "data_old", when: (v) => isError(v, "resync") && windowOpen(v), lead: always("sync"), next: always(["refresh", "reauth"]) },
  { row: "L14", reason: "data_old", when: (v) => isError(v, "resync"), lead: always("refresh"), next: always(["reauth"]) },
  { row: "L8", reason: "sync_failed", when: (v) => isError(v, "sync_error"), lead: always("wait"), next: always(["sync", "refresh", "reauth"]) },
  { row: "L10", reason: "data_incomplete", when: (v) => isError(v, "sync_partial"), lead: always("wait"), next: always(["sync", "refresh"]) },
  { row: "L15", reason: "first_sync_runs", when: (v) => v.status === "never", lead: always("wait"), next: always(["sync", "refresh", "reauth"]) },
  {
    row: "L12",
    reason: "consent_ends_soon",
    when: (v) => v.status === "ok" && nearExpiry(v),
    lead: always("reauth"),
    next: always(["contact_support"]),
  },
  {
    row: "L2",
    reason: "data_old",
    lead: always("refresh"),
    next: always(["reauth"]),
    when: (v) => v.status === "ok" && v.facts.singleSyncOnly && olderThanDay(v),
  },
  { row: "L1", reason: "healthy", when: always(true), lead: always("none"), next: (v) => (v.facts.singleSyncOnly ? ["refresh"] : []) },
];

const FRESH_MS = 86_400_000; // freshness target: a day

const olderThanDay = ({ facts: { lastUpdatedAt }, now }: View): boolean =>
  lastUpdatedAt !== null && now.getTime() - lastUpdatedAt.getTime() > FRESH_MS;

const unknown: RecommendedAction = { action: "contact_support", row: "none", reason: "unknown_state", alternatives: [], notBefore: null };

const notBeforeOf = (view: View, action: Action): Date | null => {
  if (action !== "wait") return null;
  const { provider } = view.facts;
  if (provider.at === "down") return provider.probeAt;
  return windowOpen(view) ? null : windowOpensAt(view);
};

/** The lead and the alternatives for a connection, from the first row that fits. */
export const recommendedAction = (facts: ConnectionFacts, now: Date): RecommendedAction => {
  const view: View = { ...connectionState(facts, now), facts, now };
  const fits = ({ when }: Rule): boolean => when(view);
  const rule = firstRules.find(fits) ?? (facts.kind === "legacy" ? legacyRules : apiRules).find(fits);
  if (!rule) return unknown;
  const action = rule.lead(view);
  return { action, row: rule.row, reason: rule.reason, alternatives: rule.next(view), notBefore: notBeforeOf(view, action) };
};
