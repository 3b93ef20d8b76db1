import { Type, type Static } from "typebox";
import { JobType } from "./job-type.ts";

const closed = { additionalProperties: false } as const;
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

/** What a person can do about a connection of theirs; `wait`, `contact_support` and `none` have no button. */
export const ManagedAction = Type.Enum(["none", "reauth", "reconsent", "refresh", "sync", "wait", "contact_support"]);
export type ManagedAction = Static<typeof ManagedAction>;

/** Why an action is recommended: the reasons of the decision tables, `revoked`, and `unknown_state`. */
export const managedReasons = [
  "healthy",
  "consent_ends_soon",
  "consent_ended",
  "access_lost",
  "credentials_changed",
  "bank_asks",
  "stopped",
  "sync_failed",
  "data_incomplete",
  "data_old",
  "valuation_failed",
  "first_sync_runs",
  "provider_down",
  "provider_gone",
  "sync_runs",
  "paused",
  "revoked",
  "unknown_state",
] as const;
export type ManagedReason = (typeof managedReasons)[number];

/** What the person allowed once: kept for good, also after it was replaced or ended. */
export const ConsentReceipt = Type.Object(
  {
    id: Type.String(),
    jobTypes: Type.Array(JobType),
    /** ISO 8601, as are the others. */
    givenAt: Type.String(),
    expiresAt: Type.String(),
    revokedAt: Nullable(Type.String()),
    /** `replaced`: a newer one stands. */
    state: Type.Enum(["current", "replaced", "ended", "revoked"]),
  },
  closed,
);
export type ConsentReceipt = Static<typeof ConsentReceipt>;

/** A connection as the manage screen lists it. */
export const ManagedConnection = Type.Object(
  {
    id: Type.String(),
    institution: Type.Object({ name: Type.String(), no: Type.Integer(), logo: Nullable(Type.String()), domain: Type.String() }, closed),
    /** Whether it needs the person. */
    state: Type.Enum(["healthy", "waiting", "needs_attention", "expired", "revoked"]),
    reason: Type.Enum(managedReasons),
    /** What to do about it, and what else helps. */
    action: ManagedAction,
    alternative: Nullable(ManagedAction),
    /** The action makes no sense before; null: it does now. ISO 8601. */
    notBefore: Nullable(Type.String()),
    /** Last time data came; null before the first. ISO 8601. */
    lastUpdatedAt: Nullable(Type.String()),
    /** End of the consent, ISO 8601; null: it does not expire. */
    consentExpiresAt: Nullable(Type.String()),
    accounts: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), masked: Type.String() }, closed)),
    /** Newest first. */
    receipts: Type.Array(ConsentReceipt),
  },
  closed,
);
export type ManagedConnection = Static<typeof ManagedConnection>;

/** What came of the last thing the person did on the manage screen. */
export const ManageNotice = Type.Object(
  {
    kind: Type.Enum(["renewed", "renewed_all", "synced", "sync_failed", "sync_too_early", "sync_not_possible", "revoked", "removed"]),
    /** `renewed_all`: all of them, parted by commas. */
    institutionName: Type.String(),
    /** When it is possible again, ISO 8601; null: not known or not needed. */
    until: Nullable(Type.String()),
  },
  closed,
);
export type ManageNotice = Static<typeof ManageNotice>;
