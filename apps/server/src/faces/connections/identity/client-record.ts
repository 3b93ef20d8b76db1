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

/** What the face itself keeps of a client, beside its registration. */
export const ClientSettings = Type.Object(
  {
    /** Null: any algorithm the client has a key for, never `none`. */
    requestObjectAlg: Type.Union([Type.Enum(requestObjectAlgs), Type.Null()], { default: null }),
  },
  { additionalProperties: true },
);
export type ClientSettings = Static<typeof ClientSettings>;
