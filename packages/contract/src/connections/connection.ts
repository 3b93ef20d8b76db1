import { Type, type Static, type TSchema } from "typebox";
import { BankConnectionId, closed, CustomerAddress, CustomerTime, Instant, orNull, UserHexId, Uuid } from "./parts.ts";

const axis = (states: readonly string[]) => Type.Object({ state: Type.Enum(states), since: orNull(Instant) }, closed);
const actions = ["none", "wait", "sync", "refresh", "reauth", "reconsent", "contact_support"] as const;
const Action = Type.Enum(actions);

/** What should be done about a connection (connections.md, E1). */
export const RecommendedActionBody = Type.Object(
  {
    action: Action,
    reason: Type.String(),
    actor: Type.Enum(["system", "user"]),
    alternatives: Type.Array(Action),
    notBefore: orNull(Instant),
    row: Type.String(),
    message: Type.Object({ title: Type.String(), explanation: Type.String(), button: orNull(Type.String()), locale: Type.String() }, closed),
  },
  closed,
);

/** The five axes of health (connections.md, E2). */
export const HealthBody = Type.Object(
  {
    consent: axis(["active", "expiring", "expired", "revoked"]),
    auth: axis(["ok", "user_input_needed", "credentials_invalid"]),
    sync: axis(["never", "ok", "running", "retrying", "stopped"]),
    freshness: axis(["fresh", "partial", "stale"]),
    provider: axis(["available", "degraded", "down"]),
  },
  closed,
);

const Allowance = Type.Object({ remaining: Type.Integer(), resetAt: Instant }, closed);

/** What our own face and the vendor's one say alike of a connection's health. */
export const healthFields = {
  status: Type.Enum(["ok", "error", "never"]),
  extendedStatus: Type.Optional(Type.Enum(["expired", "stoppedSyncing"])),
  error: orNull(Type.Enum(["resync", "sync_error", "sync_partial", "mfa_required", "credentials_error"])),
  lastUpdated: Type.Optional(Instant),
  lastSyncedAt: orNull(Instant),
  expiresAt: Type.Optional(Instant),
  userConsentedAt: Type.Optional(Instant),
  tppConsent: Type.Boolean(),
  singleSyncOnly: Type.Optional(Type.Boolean()),
  useMfa: Type.Optional(Type.Boolean()),
  health: HealthBody,
  /** Nothing is fetched since then until the help desk lets it go on; null: it may be. */
  pausedSince: orNull(Instant),
  recommendedAction: RecommendedActionBody,
  nextSyncAllowedAt: orNull(Instant),
  nextScheduledSyncAt: orNull(Instant),
  syncBudget: Type.Object({ attended: Allowance, unattended: Allowance }, closed),
} as const satisfies Record<string, TSchema>;

/** A connection as clients read it (connections.md, 4.1 and section 15). */
export const UserConnection = Type.Object(
  {
    id: BankConnectionId,
    name: Type.String(),
    type: Type.Enum(["api", "legacy", "test", "zoopla", "mouseprice", "autotrader"]),
    connectedOn: Instant,
    accountIds: Type.Array(Uuid),
    ...healthFields,
  },
  closed,
);
export type UserConnection = Static<typeof UserConnection>;

/** A connection in a view of the fleet, with whose it is (connections.md, E10). */
export const FleetConnection = Type.Object({ ...UserConnection.properties, userId: UserHexId }, closed);
export type FleetConnection = Static<typeof FleetConnection>;

/** Something that happened to a connection, in the feed of changes (connections.md, E10). */
export const ConnectionChangeEntry = Type.Object(
  {
    id: Type.String(),
    eventType: Type.String(),
    at: Instant,
    connectionId: BankConnectionId,
    userId: orNull(UserHexId),
    payload: Type.Record(Type.String(), Type.Unknown()),
  },
  closed,
);
export type ConnectionChangeEntry = Static<typeof ConnectionChangeEntry>;

/** What an attempt is for (connections.md, E4). */
export const AttemptKind = Type.Enum(["connect", "sync", "reauth", "refresh", "reconsent"]);
export type AttemptKind = Static<typeof AttemptKind>;

/** Who or what began an attempt (connections.md, E4). */
export const AttemptTrigger = Type.Enum(["schedule", "user", "partner", "retry"]);
export type AttemptTrigger = Static<typeof AttemptTrigger>;

/** The steps of an attempt, in their order (connections.md, E4). */
export const AttemptStage = Type.Enum(["start", "connect", "interactive", "fetch_accounts", "fetch_recent", "fetch_full", "finish"]);
export type AttemptStage = Static<typeof AttemptStage>;

/** How a step of an attempt ended. */
export const StageResult = Type.Enum(["ok", "partial", "failed", "skipped"]);
export type StageResult = Static<typeof StageResult>;

/** One sync (connections.md, 4.4 and E4). */
export const ConnectionSync = Type.Object(
  {
    id: Uuid,
    connectionId: BankConnectionId,
    action: Type.Enum(["auto-update", "client-update"]),
    method: Type.Enum(["ADD", "UPDATE"]),
    fetchStatus: Type.Enum(["running", "success", "error", "partial", "mfa-required", "credentials-error"]),
    createdAt: Instant,
    fetchedAt: orNull(Instant),
    accounts: Type.Array(Type.Object({ providerId: Type.String(), accountId: Uuid }, closed)),
    attempt: AttemptKind,
    trigger: AttemptTrigger,
    attended: Type.Boolean(),
    stages: Type.Array(Type.Object({ stage: AttemptStage, result: StageResult, code: orNull(Type.String()), text: Type.String() }, closed)),
  },
  closed,
);
export type ConnectionSync = Static<typeof ConnectionSync>;

/** Body of `POST /sync/{connectionId}`. */
export const SyncInput = Type.Object(
  {
    customerIpAddress: Type.Optional(CustomerAddress),
    customerLastLoggedTime: Type.Optional(CustomerTime),
    enableAsync: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type SyncInput = Static<typeof SyncInput>;

/** Body of `PATCH /users/{userId}/connections/{connectionId}`. */
export const ConnectionChange = Type.Object({ expiresAt: Type.String({ maxLength: 40 }) }, closed);

/** A consent as it was given (connections.md, 10.2). */
export const ConsentHistory = Type.Object(
  {
    authorizationRequestId: orNull(Uuid),
    consentId: Uuid,
    consentType: Type.String(),
    consentStatus: Type.Enum(["Authorised", "Expired", "Revoked", "Replaced"]),
    consentFrom: Instant,
    consentTo: Instant,
    permissions: Type.Optional(Type.Array(Type.String())),
    cancelledAt: orNull(Instant),
    erroredAt: orNull(Instant),
    createdAt: Instant,
    expiresAt: Instant,
    /** How it is renewed: on the consent screen alone, or by signing in at the bank again. */
    renewal: Type.Enum(["reconsent", "reauth"]),
    accountDetails: Type.Optional(Type.Array(Type.Object({ schemeName: Type.String(), identification: Type.String() }, closed))),
    userId: UserHexId,
    provider: Type.String(),
  },
  closed,
);
export type ConsentHistory = Static<typeof ConsentHistory>;
