import { randomUUID } from "node:crypto";
import { credentialTypes, type CredentialSubjectKey, type FdxAccount, type FdxCustomer, type FdxTransaction } from "@drawbridge/contract";
import { importJWK, SignJWT } from "jose";
import type { Deps } from "../use-cases/deps.ts";

/** What a credential tells, under its key. */
export type CredentialContent =
  | { readonly accounts: readonly FdxAccount[] }
  | { readonly customers: readonly FdxCustomer[] }
  | { readonly transactions: readonly FdxTransaction[] };

/** Whom a credential is about, and what it tells. */
export interface CredentialRequest {
  /** The user as we name them to the host. */
  readonly subject: string;
  readonly content: CredentialContent;
}

const keys: readonly CredentialSubjectKey[] = ["accounts", "customers", "transactions"];

const typeOf = (content: CredentialContent): string => credentialTypes[keys.find((key) => key in content) ?? "accounts"];

/** Signs a verifiable credential with this server's own key (widget-and-data.md, section 7.3). */
export const issueCredential = async (deps: Deps, { subject, content }: CredentialRequest): Promise<string> => {
  const { privateKey } = deps.kms.credentials;
  const issuer = deps.origin();
  const now = deps.now();
  const vc = {
    "@context": ["https://www.w3.org/2018/credentials/v1"],
    id: `urn:uuid:${randomUUID()}`,
    type: ["VerifiableCredential", typeOf(content)],
    issuer,
    issuanceDate: now.toISOString(),
    credentialSubject: { id: subject, ...content },
  };
  return new SignJWT({ vc })
    .setProtectedHeader({ alg: "EdDSA", typ: "JWT", ...(privateKey.kid && { kid: privateKey.kid }) })
    .setIssuer(issuer)
    .setSubject(subject)
    .setJti(`urn:uuid:${randomUUID()}`)
    .setIssuedAt(now)
    .sign(await importJWK(privateKey, "EdDSA"));
};
