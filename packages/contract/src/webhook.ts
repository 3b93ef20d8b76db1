import { Type, type Static } from "typebox";

const closed = { additionalProperties: false } as const;
const NullableString = Type.Union([Type.String(), Type.Null()]);

/** A filter of event types: `*`, an exact type, or a family such as `connection.*`. */
export const EventPattern = Type.String({ pattern: "^(\\*|[a-z][a-z_]*(\\.[a-z][a-z_]*)*(\\.\\*)?)$", maxLength: 100 });

/** What an integrator sends to register an endpoint. */
export const NewWebhookEndpoint = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2000 }),
    eventTypes: Type.Optional(Type.Array(EventPattern, { minItems: 1, maxItems: 50, uniqueItems: true })),
    description: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
);
export type NewWebhookEndpoint = Static<typeof NewWebhookEndpoint>;

/** One signing key as an integrator may see it; the secret is shown once and is not part of it. */
export const WebhookKey = Type.Object({ id: Type.String(), publicKey: Type.String(), createdAt: Type.String(), retiresAt: NullableString }, closed);

/** Why an endpoint gets nothing any more. */
export const disableReasons = ["gone", "exhausted"] as const;
export type DisableReason = (typeof disableReasons)[number];

/** An endpoint of a tenant. */
export const WebhookEndpoint = Type.Object(
  {
    id: Type.String(),
    url: Type.String(),
    eventTypes: Type.Array(EventPattern),
    description: Type.String(),
    keys: Type.Array(WebhookKey),
    createdAt: Type.String(),
    /** Null means that it is in use. */
    disabledAt: NullableString,
    disabledReason: Type.Union([Type.Enum(disableReasons), Type.Null()]),
  },
  closed,
);
export type WebhookEndpoint = Static<typeof WebhookEndpoint>;

/** Which deliveries of an endpoint to send again: those made from `since` to before `until`. */
export const ReplayRange = Type.Object(
  {
    since: Type.String({ format: "date-time" }),
    until: Type.String({ format: "date-time" }),
    status: Type.Optional(Type.Enum(["delivered", "dead"])),
  },
  closed,
);
export type ReplayRange = Static<typeof ReplayRange>;

/** Where a delivery is: `dead` ones are kept and can be replayed. */
export const deliveryStatuses = ["pending", "delivered", "dead"] as const;
export const DeliveryStatus = Type.Enum(deliveryStatuses);
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** How one attempt ended. */
export const attemptOutcomes = ["delivered", "rejected", "redirected", "gone", "timeout", "unreachable", "refused", "unsigned"] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** One attempt of a delivery. `status` is the receiver's HTTP status, null when it gave none. */
export const WebhookAttempt = Type.Object(
  {
    no: Type.Integer(),
    startedAt: Type.String(),
    durationMs: Type.Integer(),
    outcome: Type.Enum(attemptOutcomes),
    status: Type.Union([Type.Integer(), Type.Null()]),
    detail: Type.String(),
  },
  closed,
);

/** One message to one endpoint, with everything that was tried. */
export const WebhookDelivery = Type.Object(
  {
    id: Type.String(),
    endpointId: Type.String(),
    messageId: Type.String(),
    /** Place among what the endpoint was told of one connection; null: it is about none. */
    sequence: Type.Union([Type.Integer(), Type.Null()]),
    eventType: Type.String(),
    sessionId: NullableString,
    status: DeliveryStatus,
    createdAt: Type.String(),
    nextAttemptAt: NullableString,
    replayOf: NullableString,
    body: Type.String(),
    attempts: Type.Array(WebhookAttempt),
  },
  closed,
);
export type WebhookDelivery = Static<typeof WebhookDelivery>;

/** Body of a native webhook: one event of the log. */
export const WebhookMessage = Type.Object(
  { id: Type.String(), type: Type.String(), timestamp: Type.String(), data: Type.Record(Type.String(), Type.Unknown()) },
  closed,
);
export type WebhookMessage = Static<typeof WebhookMessage>;

/** Names of the Connect face's webhooks. */
export const connectWebhookTypes = [
  "ping",
  "started",
  "institutionNotFound",
  "institutionSupported",
  "institutionNotSupported",
  "unableToConnect",
  "invalidCredentials",
  "mfa",
  "discovered",
  "adding",
  "added",
  "accountsDeleted",
  "credentialsUpdated",
  "done",
] as const;
export type ConnectWebhookType = (typeof connectWebhookTypes)[number];
