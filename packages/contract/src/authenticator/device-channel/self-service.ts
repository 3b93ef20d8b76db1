import { Type, type Static } from "typebox";
import { ManagedConnection } from "../../managed-connection.ts";
import { Compact, Instant, closed } from "./envelope.ts";

const Empty = closed({});
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const deviceId = Type.String({ maxLength: 60 });

/** A device of the person, as they see it on any of them. */
export const OwnDevice = closed({
  deviceId: Type.String(),
  name: Type.String(),
  /** The one that asks. */
  isThis: Type.Boolean(),
  /** Pending: set up in two steps, and nobody has confirmed it yet. */
  state: Type.Enum(["ACTIVE", "PENDING", "LOCKED"]),
  appName: Type.String(),
  addedAt: Instant,
  lastUsedAt: Nullable(Instant),
});
export type OwnDevice = Static<typeof OwnDevice>;

/** What a person once answered to a question about a consent, with the signature that proves it. */
export const OwnReceipt = closed({
  operationId: Type.String(),
  question: Type.Enum(["grant", "renew", "revoke"]),
  decision: Type.Enum(["ACCEPTED", "REJECTED"]),
  /** The exact text that was signed. */
  text: Type.String(),
  decidedAt: Instant,
  /** A JWS of type `drawbridge-receipt+jws`, which anybody can verify with the server's public keys. */
  receipt: Compact,
});
export type OwnReceipt = Static<typeof OwnReceipt>;

/** What people see and do about themselves on their device, beside the events of the source table. */
export const selfServiceRequests = {
  /** Everything the person shares with the tenant, and what they signed about it, newest first. */
  "connections.list": {
    payload: Empty,
    reply: closed({ tenant: Type.String(), connections: Type.Array(ManagedConnection), receipts: Type.Array(OwnReceipt) }),
    session: "needed",
  },

  /**
   * The person wants to renew or end a consent: makes the operation that is offered to this device alone. One that waits already is
   * answered again. `kInvalidState`: there is no consent that stands.
   */
  "connection.ask": {
    payload: closed({ connectionId: Type.String({ maxLength: 60 }), question: Type.Enum(["renew", "revoke"]) }),
    reply: closed({ operationId: Type.String() }),
    session: "needed",
  },

  /** All devices of the person, the oldest first. */
  "devices.list": { payload: Empty, reply: closed({ devices: Type.Array(OwnDevice) }), session: "needed" },

  /** Gives one of them another name; `kNotUnique`: another one has it. */
  "devices.rename": {
    payload: closed({ deviceId, deviceName: Type.String({ minLength: 1, maxLength: 64 }) }),
    reply: Empty,
    session: "needed",
  },

  /** Takes another device out for good, as the help desk would. `kAccessDenied`: the session was opened without the PIN, or it is this device. */
  "devices.remove": { payload: closed({ deviceId }), reply: Empty, session: "needed" },
} as const;
