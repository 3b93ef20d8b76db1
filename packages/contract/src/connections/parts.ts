import { Type, type TSchema } from "typebox";

/** No field beyond the named ones. */
export const closed = { additionalProperties: false } as const;

/** An ISO 8601 instant. */
export const Instant = Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$" });

/** A day, as in 2027-03-01. */
export const Day = Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" });

/** Address of the person who acts at this moment: IPv4 or IPv6. */
export const CustomerAddress = Type.Union([Type.String({ format: "ipv4", maxLength: 45 }), Type.String({ format: "ipv6", maxLength: 45 })]);

/** When the person last signed in at the client. */
export const CustomerTime = Type.String({ format: "date-time", maxLength: 40 });

/** A value or null. */
export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Identifiers of the Connections face (connections.md, 2.4). */
export const UserHexId = Type.String({ pattern: "^[0-9a-f]{24}$" });
export const BankId = Type.String({ pattern: "^[0-9a-f]{32}$" });
export const BankConnectionId = Type.String({ pattern: "^[\\w-]+:[\\w-]+$", maxLength: 200 });
export const Uuid = Type.String({ pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$" });

/** Money in minor units. */
export const Amount = Type.Object({ value: Type.Integer(), currency: Type.String({ pattern: "^[A-Z]{3}$" }) }, closed);

/** Addresses of the page itself and its neighbours. */
export const Links = Type.Object({ self: Type.String(), next: Type.Optional(Type.String()), prev: Type.Optional(Type.String()) }, closed);

/** An error body of the face (connections.md, section 13). */
export const ConnectionsError = Type.Object(
  { code: Type.String(), message: Type.String(), correlationId: Type.String(), details: Type.Optional(Type.Union([Type.Object({}), Type.String()])) },
  { additionalProperties: true },
);
