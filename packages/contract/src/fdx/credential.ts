import { Type, type Static } from "typebox";
import { FdxAccount } from "./account.ts";
import { FdxCustomer } from "./customer.ts";
import { closed, Instant } from "./parts.ts";
import { FdxTransaction } from "./transaction.ts";

/** Kinds of verifiable credentials, by what they tell. */
export const credentialTypes = {
  accounts: "FinancialAccountCredential",
  customers: "FinancialIdentityCredential",
  transactions: "FinancialTransactionCredential",
} as const;
export type CredentialSubjectKey = keyof typeof credentialTypes;
export type CredentialType = (typeof credentialTypes)[CredentialSubjectKey];

const Subject = Type.Object(
  {
    id: Type.String(),
    accounts: Type.Optional(Type.Array(FdxAccount)),
    customers: Type.Optional(Type.Array(FdxCustomer)),
    transactions: Type.Optional(Type.Array(FdxTransaction)),
  },
  { ...closed, minProperties: 2, maxProperties: 2 },
);

/** Claims of a verifiable credential (widget-and-data.md, section 7.3). */
export const CredentialClaims = Type.Object(
  {
    iss: Type.String(),
    iat: Type.Integer(),
    jti: Type.String(),
    sub: Type.String(),
    vc: Type.Object(
      {
        "@context": Type.Tuple([Type.Literal("https://www.w3.org/2018/credentials/v1")]),
        id: Type.String(),
        type: Type.Tuple([Type.Literal("VerifiableCredential"), Type.Enum(Object.values(credentialTypes))]),
        issuer: Type.String(),
        issuanceDate: Instant,
        credentialSubject: Subject,
      },
      closed,
    ),
  },
  closed,
);
export type CredentialClaims = Static<typeof CredentialClaims>;

/** What somebody sends to have a credential checked. */
export const VerificationRequest = Type.Object({ jwt: Type.String({ minLength: 1 }) }, closed);
export type VerificationRequest = Static<typeof VerificationRequest>;

/** Why a credential is not valid. */
export const credentialFaults = ["malformed", "unknown_key", "bad_signature", "other_issuer", "not_a_credential"] as const;
export type CredentialFault = (typeof credentialFaults)[number];

/** The answer to it. */
export const Verification = Type.Union([
  Type.Object(
    {
      valid: Type.Literal(true),
      id: Type.String(),
      type: Type.Enum(Object.values(credentialTypes)),
      issuer: Type.String(),
      subject: Type.String(),
      issuedAt: Instant,
    },
    closed,
  ),
  Type.Object({ valid: Type.Literal(false), reason: Type.Enum(credentialFaults) }, closed),
]);
export type Verification = Static<typeof Verification>;
