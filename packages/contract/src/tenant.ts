import { Type, type Static } from "typebox";

const closed = { additionalProperties: false } as const;

/** What a tenant may change about itself. */
export const TenantChange = Type.Object(
  {
    /** As people read it where they allow access. */
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: "\\S" })),
    /** Privacy policy people are shown; null: none. */
    policyUrl: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 2000 }), Type.Null()])),
    /** Origins of the pages that may frame connect pages, such as `https://app.example.com`. */
    origins: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { maxItems: 50, uniqueItems: true })),
  },
  closed,
);
export type TenantChange = Static<typeof TenantChange>;

/** A new API token, app key or partner secret. The one before works on for a day unless it is ended. */
export const CredentialRotation = Type.Object({ previous: Type.Optional(Type.Enum(["keep", "end"])) }, closed);
export type CredentialRotation = Static<typeof CredentialRotation>;
