import { createHash } from "node:crypto";
import { pinTries } from "@drawbridge/storage";
import type { FastifyRequest } from "fastify";
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify } from "jose";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Deps } from "../../use-cases/deps.ts";

/** An access token as a request shows it. */
export interface Presented {
  readonly scheme: "bearer" | "dpop";
  readonly token: string;
}

/** The token of a request; null: there is none. */
export const presentedBy = ({ headers }: FastifyRequest): Presented | null => {
  const [name = "", token] = (headers.authorization ?? "").split(" ");
  const scheme = name.toLowerCase();
  return (scheme === "bearer" || scheme === "dpop") && token ? { scheme, token } : null;
};

const Proof = Type.Object({
  htm: Type.String(),
  htu: Type.String(),
  ath: Type.String(),
  iat: Type.Number(),
  jti: Type.String({ minLength: 1, maxLength: 200 }),
});
/** Algorithms of proofs, at the token endpoint and here (FAPI 2.0, 5.4). */
export const proofAlgs = ["ES256", "PS256", "EdDSA", "Ed25519"] as const;

const LATE_S = 300; // RFC 9449, section 11.1
const EARLY_S = 10; // security.md, FAPI 2.0 rows

/** Two ways to write one address are the same; query and fragment do not count (RFC 9449, section 4.3). */
export const isAddress = (htu: unknown, address: string): boolean => {
  const named = typeof htu === "string" ? URL.parse(htu) : null;
  return named !== null && `${named.origin}${named.pathname}` === address;
};

/** True for a token that fits its scheme: one that is bound to a key comes with a fresh proof of that key, used once (RFC 9449, 7.1). */
export const isProven = async (
  deps: Deps,
  request: FastifyRequest,
  { scheme, token, jkt }: Presented & { readonly jkt: string | null },
): Promise<boolean> => {
  if (jkt === null) return scheme === "bearer";
  const { dpop } = request.headers;
  if (scheme !== "dpop" || typeof dpop !== "string") return false;
  const proof = await readProof(dpop);
  if (!proof || proof.jkt !== jkt) return false;
  const now = deps.now();
  const { htm, htu, ath, iat, jti } = proof.claims;
  const seconds = now.getTime() / 1000;
  const url = new URL(request.url, deps.origin());
  const fits =
    htm === request.method &&
    isAddress(htu, `${url.origin}${url.pathname}`) &&
    ath === createHash("sha256").update(token).digest("base64url") &&
    iat > seconds - LATE_S &&
    iat <= seconds + EARLY_S;
  if (!fits) return false;
  const hash = createHash("sha256").update(`dpop|${jkt}|${jti}`).digest("hex");
  return pinTries(deps.storage.pool).useProof(hash, new Date(now.getTime() + (LATE_S + EARLY_S) * 1000), now);
};

const readProof = async (text: string) => {
  try {
    const { payload, protectedHeader } = await jwtVerify(text, EmbeddedJWK, { typ: "dpop+jwt", algorithms: [...proofAlgs] });
    if (!Value.Check(Proof, payload) || !protectedHeader.jwk) return null;
    return { claims: payload, jkt: await calculateJwkThumbprint(protectedHeader.jwk) };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
    throw error;
  }
};
