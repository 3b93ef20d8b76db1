import { Type, type Static, type TProperties } from "typebox";

const LARGEST_NO = Number.MAX_SAFE_INTEGER; // ids are lossless in both forms (connect-events.md, "Terms")

/** Journeys of a Connect link. */
export const connectModes = ["full", "lite", "fix"] as const;
export type ConnectMode = (typeof connectModes)[number];

/** Number of a customer, partner, institution or institution login: a JSON number, or decimal text where the experience says `idFormat: "string"` (R2). */
export const EntityNo = Type.Union([Type.Integer({ minimum: 1, maximum: LARGEST_NO }), Type.String({ pattern: "^[1-9][0-9]{0,15}$" })], {
  title: "id",
  description: "A number; decimal text where the experience says idFormat string.",
});
export type EntityNo = Static<typeof EntityNo>;

/** Account ids are text in every format (R2). */
export const AccountIds = Type.Array(Type.String({ pattern: "^[1-9][0-9]{0,15}$" }), { title: "account ids" });

/** The empty list: present, never null. */
export const NoAccountIds = Type.Array(Type.String(), { maxItems: 0 });

/** How many accounts, not which. */
export const AccountCount = Type.Integer({ minimum: 0, title: "count" });

/** A code of connect-events.md, section 10. Zero is a success on accounts only, never in an event (R1a). */
export const ErrorCode = Type.Integer({ minimum: 1, title: "code" });

/** Milliseconds of the link, never the event's own time (R4). */
export const LinkTime = Type.Integer({ minimum: 0, title: "ms of the link" });

/** GUID of the experience or `default`; null when the link names none. */
export const Experience = Type.Union([Type.String({ minLength: 1 }), Type.Null()]);

/** Id of the session in this face: 64 lowercase hex characters (R4). */
export const SessionHex = Type.String({ pattern: "^[0-9a-f]{64}$", title: "64 lowercase hex characters" });

/** Journey of the link, as events print it. */
export const ModeField = Type.Enum(connectModes);

/** The one product of this face. */
export const Product = Type.Literal("aggregation");

const closed = { additionalProperties: false } as const;

/** What the event log knows of a user event beside its documented keys. */
export const Enrichment = Type.Object(
  {
    /** Id in the event log; webhooks, exports and sinks tell the same. */
    eventId: Type.String({ pattern: "^evt_" }),
    /** Counts within the session. */
    seq: Type.Integer({ minimum: 1 }),
    /** When it happened, ISO 8601. */
    occurredAt: Type.String(),
    /** Pairs an attempt with its outcome; null outside attempts. */
    attemptId: Type.Union([Type.String(), Type.Null()]),
    /** Step the session was at. */
    step: Type.String(),
  },
  { ...closed, title: "enrichment" },
);
export type Enrichment = Static<typeof Enrichment>;

/** A user event: its action, then exactly the named keys in this order; `drawbridge` only where the experience asks for it. */
export const userEvent = <const Action extends string, const Fields extends TProperties>(action: Action, fields: Fields) =>
  Type.Object({ action: Type.Literal(action), ...fields, drawbridge: Type.Optional(Enrichment) }, closed);
