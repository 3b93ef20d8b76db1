import { createHash } from "node:crypto";
import { pinTries } from "@drawbridge/storage";
import { calculateJwkThumbprint, EmbeddedJWK, errors as jose, jwtVerify } from "jose";
import { errors } from "oidc-provider";
import type { Deps } from "../../../../use-cases/deps.ts";
import { isAddress, proofAlgs } from "../../key-proof.ts";

const AROUND_S = 60;
const LONGEST_JTI = 200;

/** Checks the DPoP proof of a token request (RFC 9449, 4.3); says the thumbprint of its key. */
export const keyOfProof = async (deps: Deps, proof: string, htu: string): Promise<string> => {
  const now = deps.now();
  const { payload, protectedHeader } = await verify(proof, now);
  const { jti, iat = 0 } = payload;
  const isFresh = Math.abs(now.getTime() / 1000 - iat) <= AROUND_S;
  if (
    payload["htm"] !== "POST" ||
    !isAddress(payload["htu"], htu) ||
    !isFresh ||
    typeof jti !== "string" ||
    jti.length > LONGEST_JTI ||
    !protectedHeader.jwk
  )
    throw new errors.InvalidDpopProof("the DPoP proof is for another request");
  const jkt = await calculateJwkThumbprint(protectedHeader.jwk);
  const hash = createHash("sha256").update(`dpop|${jkt}|${jti}`).digest("hex");
  if (!(await pinTries(deps.storage.pool).useProof(hash, new Date(now.getTime() + 2 * AROUND_S * 1000), now)))
    throw new errors.InvalidDpopProof("the DPoP proof was used before");
  return jkt;
};

const verify = async (proof: string, currentDate: Date) => {
  try {
    return await jwtVerify(proof, EmbeddedJWK, { typ: "dpop+jwt", algorithms: [...proofAlgs], requiredClaims: ["iat", "jti"], currentDate });
  } catch (error) {
    if (error instanceof jose.JOSEError || error instanceof TypeError) throw new errors.InvalidDpopProof("the DPoP proof is not signed by its key");
    throw error;
  }
};
