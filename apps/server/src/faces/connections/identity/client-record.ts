import { Type, type Static } from "typebox";

/** Algorithms a client may sign request objects with; HS ones use its secret. */
export const requestObjectAlgs = [
  "none",
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "HS256",
  "HS384",
  "HS512",
] as const;

/** Something a device client may get tokens for. A URI, so that it is never the id of a client. */
export const Audience = Type.Object(
  {
    audience: Type.String({ pattern: "^(https?://|urn:)[^\\s]+$", maxLength: 500 }),
    scopes: Type.Array(Type.String({ pattern: "^[!#-\\[\\]-~]{1,100}$" }), { maxItems: 50, uniqueItems: true, default: [] }),
  },
  { additionalProperties: false },
);

/** What makes a client one of devices. */
export const DeviceClient = Type.Object({ audiences: Type.Array(Audience, { maxItems: 50, default: [] }) }, { additionalProperties: false });
export type DeviceClient = Static<typeof DeviceClient>;

/** What the face itself keeps of a client, beside its registration. */
export const ClientSettings = Type.Object(
  {
    /** Null: any algorithm the client has a key for, never `none`. */
    requestObjectAlg: Type.Union([Type.Enum(requestObjectAlgs), Type.Null()], { default: null }),
    /** `fapi2`: the FAPI 2.0 Security Profile and nothing else (rulings.md 8). */
    profile: Type.Enum(["plain", "fapi2"], { default: "plain" }),
    /** Null: no client of devices. */
    device: Type.Union([DeviceClient, Type.Null()], { default: null }),
  },
  { additionalProperties: true },
);
export type ClientSettings = Static<typeof ClientSettings>;
