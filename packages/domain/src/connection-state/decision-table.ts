import {
  asksEachTime,
  hasError,
  hasStopped,
  isAsset,
  isExpired,
  isFailing,
  isNew,
  isOk,
  isPaused,
  isWrong,
  nearExpiry,
  not,
  olderThanTarget,
  providerDown,
  providerGone,
  renewable,
  renewableSoon,
  singleSync,
  syncAccepted,
  syncRunning,
  windowOpen,
  type Condition,
} from "./decision-conditions.ts";

/** What can be done about a connection. */
export type Action = "none" | "reauth" | "reconsent" | "refresh" | "sync" | "wait" | "contact_support";

/** An action, or one of two; null: nothing. */
export type Choice = Action | { readonly when: Condition; readonly take: Action; readonly otherwise: Action | null };

/** One row of a table: it fits when all its conditions hold. */
export interface DecisionRow {
  /** Its number in the contract. */
  readonly row: string;
  /** Short machine-readable reason. */
  readonly reason: string;
  readonly when: readonly Condition[];
  readonly lead: Choice;
  /** What to try when the lead did not help, in this order. */
  readonly next: readonly Choice[];
}

const renewSoonOrReauth: Choice = { when: renewableSoon, take: "reconsent", otherwise: "reauth" };
const renewOrReauth: Choice = { when: renewable, take: "reconsent", otherwise: "reauth" };
const syncOrWait: Choice = { when: windowOpen, take: "sync", otherwise: "wait" };
/** Offered beside the lead, and only while it would not be refused. */
const syncIfAccepted: Choice = { when: syncAccepted, take: "sync", otherwise: null };
const revokedOrChanged = hasError("credentials_error");

/** Stand before both tables (rulings.md 19). A pause is ours, and comes first: whatever else is asked for is refused while it lasts. */
const first: readonly DecisionRow[] = [
  { row: "P0", reason: "paused", when: [isPaused], lead: "contact_support", next: [] },
  { row: "P1", reason: "provider_down", when: [providerDown, not(isExpired), not(revokedOrChanged)], lead: "wait", next: [] },
  { row: "P2", reason: "provider_gone", when: [providerGone], lead: "contact_support", next: [] },
  { row: "P3", reason: "sync_runs", when: [syncRunning], lead: "wait", next: [] },
];

const api: readonly DecisionRow[] = [
  { row: "A1", reason: "healthy", when: [isOk, not(nearExpiry)], lead: "none", next: [] },
  { row: "A2", reason: "consent_ends_soon", when: [isOk, renewable], lead: "reconsent", next: ["reauth"] },
  { row: "A3", reason: "consent_ends_soon", when: [isOk], lead: "reauth", next: [] },
  { row: "A4", reason: "consent_ended", when: [isExpired, renewable], lead: "reconsent", next: ["reauth", "contact_support"] },
  { row: "A5", reason: "consent_ended", when: [isExpired], lead: "reauth", next: ["contact_support"] },
  { row: "A6", reason: "access_lost", when: [revokedOrChanged], lead: "reauth", next: ["contact_support"] },
  { row: "A13", reason: "valuation_failed", when: [isWrong, isAsset], lead: syncOrWait, next: ["reauth", "contact_support"] },
  { row: "A7", reason: "bank_asks", when: [hasError("mfa_required")], lead: "reauth", next: ["contact_support"] },
  { row: "A8", reason: "stopped", when: [hasStopped, isFailing, windowOpen], lead: "sync", next: [renewSoonOrReauth, "contact_support"] },
  { row: "A15", reason: "stopped", when: [hasStopped, isFailing], lead: renewSoonOrReauth, next: ["contact_support"] },
  { row: "A9", reason: "sync_failed", when: [hasError("sync_error")], lead: "wait", next: [syncIfAccepted, renewOrReauth] },
  { row: "A10", reason: "data_incomplete", when: [hasError("sync_partial")], lead: "wait", next: [syncIfAccepted, "reauth", "contact_support"] },
  { row: "A11", reason: "data_old", when: [hasError("resync"), windowOpen], lead: "sync", next: ["reauth"] },
  { row: "A12", reason: "data_old", when: [hasError("resync")], lead: "reauth", next: ["contact_support"] },
  { row: "A14", reason: "first_sync_runs", when: [isNew], lead: "wait", next: [syncIfAccepted, renewOrReauth] },
];

const legacy: readonly DecisionRow[] = [
  { row: "L5", reason: "consent_ended", when: [isExpired], lead: "reauth", next: ["contact_support"] },
  { row: "L3", reason: "bank_asks", when: [hasError("mfa_required")], lead: "refresh", next: ["reauth", "contact_support"] },
  { row: "L4", reason: "credentials_changed", when: [revokedOrChanged], lead: "reauth", next: ["contact_support"] },
  { row: "L6", reason: "data_old", when: [hasError("resync"), singleSync], lead: "refresh", next: ["reauth"] },
  { row: "L13", reason: "sync_failed", when: [hasError("sync_error", "sync_partial"), singleSync], lead: "refresh", next: ["reauth"] },
  { row: "L11", reason: "bank_asks", when: [isFailing, asksEachTime], lead: "refresh", next: [syncIfAccepted, "reauth"] },
  { row: "L9", reason: "stopped", when: [hasStopped, isFailing], lead: "refresh", next: ["reauth", "contact_support"] },
  { row: "L7", reason: "data_old", when: [hasError("resync"), windowOpen], lead: "sync", next: ["refresh", "reauth"] },
  { row: "L14", reason: "data_old", when: [hasError("resync")], lead: "refresh", next: ["reauth"] },
  { row: "L8", reason: "sync_failed", when: [hasError("sync_error")], lead: "wait", next: [syncIfAccepted, "refresh", "reauth"] },
  { row: "L10", reason: "data_incomplete", when: [hasError("sync_partial")], lead: "wait", next: [syncIfAccepted, "refresh"] },
  { row: "L15", reason: "first_sync_runs", when: [isNew], lead: "wait", next: [syncIfAccepted, "refresh", "reauth"] },
  { row: "L12", reason: "consent_ends_soon", when: [isOk, nearExpiry], lead: "reauth", next: ["contact_support"] },
  { row: "L2", reason: "data_old", when: [isOk, singleSync, olderThanTarget], lead: "refresh", next: ["reauth"] },
  { row: "L1", reason: "healthy", when: [isOk], lead: "none", next: [{ when: singleSync, take: "refresh", otherwise: null }] },
];

/**
 * What should be done about a connection: two ordered tables, one for interfaces of banks and one for sign-ins on
 * somebody's behalf, with rows before both; the first row that fits leads (connections.md, section 5). Nothing else decides.
 */
export const decisionTables = { first, api, legacy } as const;
