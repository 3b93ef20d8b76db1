import { Type, type Static } from "typebox";

/** What the widget shows of an institution. `url` is a web address without secrets, `logo` a data URI or null. */
export const InstitutionCard = Type.Object(
  {
    id: Type.String(),
    slug: Type.String(),
    no: Type.Integer(),
    name: Type.String(),
    domain: Type.String(),
    url: Type.String(),
    logo: Type.Union([Type.String(), Type.Null()]),
    supportsOauth: Type.Boolean(),
    /** False: known, but no configured provider serves it for the data asked for. */
    connectable: Type.Boolean(),
    health: Type.Enum(["healthy", "degraded", "down"]),
  },
  { additionalProperties: false },
);
export type InstitutionCard = Static<typeof InstitutionCard>;

/** One input of a sign-in form. `secret` ones are never shown, logged or kept. */
export const CredentialField = Type.Object(
  {
    name: Type.String(),
    label: Type.String(),
    kind: Type.Enum(["login", "password", "text"]),
    secret: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type CredentialField = Static<typeof CredentialField>;
