import { Type, type Static } from "typebox";

/** The person for whom something is read at this moment, as banks want to know: their address, and when they last signed in at the client. */
export const PersonPresent = Type.Object(
  {
    address: Type.String(),
    /** ISO 8601; null: not known. */
    lastSignedInAt: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type PersonPresent = Static<typeof PersonPresent>;
