import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { calculateJwkThumbprint, compactVerify, createLocalJWKSet, errors, importJWK, jwtVerify, type JSONWebKeySet } from "jose";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";

const Key = Type.Object({ kty: Type.Literal("EC"), crv: Type.Literal("P-256"), x: Type.String(), y: Type.String() });
const shared = {
  txId: Type.String(),
  tenant: Type.String(),
  user: Type.String(),
  deviceId: Type.String(),
  dataHash: Type.String(),
  nonce: Type.String(),
  deadline: Type.String(),
  decision: Type.String(),
};
const Receipt = Type.Object({
  ...shared,
  sub: Type.String(),
  text: Type.String(),
  data: Type.Unknown(),
  decidedAt: Type.String(),
  approval: Type.String(),
  cnf: Type.Object({ jwk: Key, jkt: Type.String() }),
});
const Approval = Type.Object({ ...shared, displayedTextHash: Type.Union([Type.String(), Type.Null()]) });

/** What a receipt says, once it is known to be true. */
export type CheckedReceipt = Static<typeof Receipt>;

/** How the check of a receipt ended. */
export type ReceiptVerdict = { readonly outcome: "valid"; readonly receipt: CheckedReceipt } | { readonly outcome: "invalid"; readonly why: string };

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("base64url");
const invalid = (why: string): ReceiptVerdict => ({ outcome: "invalid", why });

/**
 * Checks a receipt with nothing but the server's public keys: the server's signature, the device's signature inside it by the key
 * it names, and that the device signed exactly this text, this data and this decision.
 */
export const checkReceipt = async (jws: string, keys: JSONWebKeySet): Promise<ReceiptVerdict> => {
  try {
    const { payload } = await jwtVerify(jws.trim(), createLocalJWKSet(keys), { typ: "drawbridge-receipt+jws", algorithms: ["ES256"] });
    if (!Value.Check(Receipt, payload)) return invalid("it is signed, but no receipt");
    return await checkApproval(payload);
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof SyntaxError) return invalid(wordsOf(error));
    throw error;
  }
};

const wordsOf = (error: Error): string => {
  if (error instanceof errors.JWSSignatureVerificationFailed) return "it was altered, or the signature is of another key";
  if (error instanceof errors.JWKSNoMatchingKey) return "it is signed by none of these keys: another server's, or keys that are too old";
  return `it is no receipt (${error.message})`;
};

const checkApproval = async (receipt: CheckedReceipt): Promise<ReceiptVerdict> => {
  const { jwk, jkt } = receipt.cnf;
  if ((await calculateJwkThumbprint(jwk)) !== jkt) return invalid("the device key is not the one that is named");
  const { payload } = await compactVerify(receipt.approval, await importJWK(jwk, "ES256"), { algorithms: ["ES256"] });
  const approval: unknown = JSON.parse(new TextDecoder().decode(payload));
  if (!Value.Check(Approval, approval)) return invalid("the device signed something else");
  const differing = Object.keys(shared).find((name) => Reflect.get(approval, name) !== Reflect.get(receipt, name));
  if (differing !== undefined) return invalid(`the device signed another ${differing}`);
  if (sha256(canonicalize(receipt.data) ?? "") !== approval.dataHash) return invalid("the data are not those that were signed");
  const shown = approval.displayedTextHash === null ? receipt.decision === "REJECTED" : approval.displayedTextHash === sha256(receipt.text);
  return shown ? { outcome: "valid", receipt } : invalid("another text was shown");
};
