import { CredentialClaims, type CredentialFault, type Verification } from "@drawbridge/contract";
import { decodeProtectedHeader, errors, importJWK, jwtVerify, type JWTPayload } from "jose";
import { Value } from "typebox/value";
import type { Deps } from "../use-cases/deps.ts";

const faulty = (reason: CredentialFault): Verification => ({ valid: false, reason });

const kidOf = (jwt: string): string | null => {
  try {
    const { kid, alg } = decodeProtectedHeader(jwt);
    return alg === "EdDSA" ? (kid ?? "") : "";
  } catch {
    return null;
  }
};

const faultOf = (error: unknown): CredentialFault => {
  if (error instanceof errors.JWSSignatureVerificationFailed) return "bad_signature";
  if (error instanceof errors.JWTClaimValidationFailed) return error.claim === "iss" ? "other_issuer" : "not_a_credential";
  return "malformed";
};

/** Checks a credential of this server: the key, the signature, the issuer, then that it says what a credential says. */
export const verifyCredential = async (deps: Deps, jwt: string): Promise<Verification> => {
  const kid = kidOf(jwt);
  if (kid === null) return faulty("malformed");
  const publicKey = deps.kms.credentials.publicKeys.find((key) => key.kid === kid);
  if (!publicKey) return faulty("unknown_key");
  try {
    const key = await importJWK(publicKey, "EdDSA");
    const { payload } = await jwtVerify(jwt, key, { algorithms: ["EdDSA"], issuer: deps.origin(), typ: "JWT", currentDate: deps.now() });
    return read(payload);
  } catch (error) {
    if (error instanceof errors.JOSEError) return faulty(faultOf(error));
    throw error;
  }
};

const read = (payload: JWTPayload): Verification => {
  if (!Value.Check(CredentialClaims, payload)) return faulty("not_a_credential");
  const { iss, sub, vc } = payload;
  return { valid: true, id: vc.id, type: vc.type[1], issuer: iss, subject: sub, issuedAt: vc.issuanceDate };
};
