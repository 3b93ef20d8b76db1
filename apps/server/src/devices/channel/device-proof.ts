import { createHash } from "node:crypto";
import { DEVICE_CHANNEL_PATH, type DeviceRequest } from "@drawbridge/contract";
import { pinTries } from "@drawbridge/storage";
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify, type JWTPayload, type JWTVerifyResult } from "jose";
import type { Deps } from "../../use-cases/deps.ts";
import { hashJson, hashText } from "../approvals/canonical-json.ts";
import type { ProvenKey } from "./device-call.ts";
import { isFreshNonce, NONCE_LIFE_MS } from "./device-nonce.ts";
import { DeviceRefusal, deviceErrorCodes } from "./device-refusal.ts";

const refuse = (why: string): DeviceRefusal =>
  new DeviceRefusal("kFailed", why, { refusal: "PROOF_REFUSED", errorCode: deviceErrorCodes.invalidSignature });

const verify = async (proof: string): Promise<JWTVerifyResult> => {
  try {
    // Times are judged by the server's nonce: a device's clock may be wrong.
    return await jwtVerify(proof, EmbeddedJWK, {
      typ: "dpop+jwt",
      algorithms: ["ES256"],
      requiredClaims: ["iat", "jti"],
      currentDate: new Date(0),
      clockTolerance: 2 ** 40,
    });
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw refuse("The proof is not signed by its key.");
    throw error;
  }
};

/** The claims that bind a proof to this request, in the order they are looked at. */
const mismatchOf = (claims: JWTPayload, request: DeviceRequest, origin: string): string | null => {
  if (claims["htm"] !== "POST" || claims["htu"] !== `${origin}${DEVICE_CHANNEL_PATH}`) return "The proof is for another address.";
  if (claims["req"] !== hashJson({ id: request.id, name: request.name, payload: request.payload })) return "The proof is for another request.";
  const ath = request.session === undefined ? undefined : hashText(request.session);
  return claims["ath"] === ath ? null : "The proof is for another session.";
};

const LONGEST_JTI = 200;

/** Checks the DPoP proof of a request (RFC 9449): signature, nonce, request, and that it was never used. */
export const verifyProof = async (deps: Deps, request: DeviceRequest): Promise<ProvenKey> => {
  if (request.proof === undefined) throw refuse("A proof of the device key is needed.");
  const { payload, protectedHeader } = await verify(request.proof);
  const { jwk } = protectedHeader;
  if (!jwk || jwk.kty !== "EC" || jwk.crv !== "P-256" || "d" in jwk) throw refuse("The proof names no usable key.");
  const now = deps.now();
  if (!isFreshNonce(deps.kms, payload["nonce"], now)) {
    throw new DeviceRefusal("kFailed", "Use the nonce of this reply.", { refusal: "USE_NONCE" });
  }
  const mismatch = mismatchOf(payload, request, deps.origin());
  if (mismatch !== null) throw refuse(mismatch);
  const jkt = await calculateJwkThumbprint(jwk);
  if (typeof payload.jti !== "string" || payload.jti.length > LONGEST_JTI) throw refuse("The proof has no usable jti.");
  const hash = createHash("sha256").update(`${jkt}|${payload.jti}`).digest("hex");
  const fresh = await pinTries(deps.storage.pool).useProof(hash, new Date(now.getTime() + NONCE_LIFE_MS), now);
  if (!fresh) throw refuse("The proof was used before.");
  return { jkt, publicKey: { kty: "EC", crv: "P-256", x: jwk.x ?? "", y: jwk.y ?? "" } };
};
