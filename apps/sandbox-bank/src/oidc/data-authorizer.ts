import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from "jose";
import type Provider from "oidc-provider";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { DataAuthorizer } from "../access/data-access.ts";
import { readPerson } from "./person.ts";

const Proof = Type.Object({ htm: Type.String(), htu: Type.String(), ath: Type.String(), jti: Type.String(), iat: Type.Number() });

/** Algorithms of proofs, at the token endpoint and here (FAPI 2.0, 5.4). */
export const proofAlgs = ["ES256", "PS256", "EdDSA", "Ed25519"] as const;

const LATE_S = 300; // RFC 9449, section 11.1
const EARLY_S = 10; // security.md, FAPI 2.0 rows

interface Presented {
  readonly token: string;
  readonly proof: string;
}

const presentedBy = (request: FastifyRequest): Presented | null => {
  const [scheme, token] = (request.headers.authorization ?? "").split(" ");
  const { dpop } = request.headers;
  return scheme?.toLowerCase() === "dpop" && token && typeof dpop === "string" ? { token, proof: dpop } : null;
};

/** Two ways to write one address are the same; query and fragment do not count (RFC 9449, section 4.3). */
const isAddress = (htu: string, url: string): boolean => {
  const named = URL.parse(htu);
  return named !== null && `${named.origin}${named.pathname}` === url;
};

/** Thumbprint of the key that made a fitting proof; null for any other proof (RFC 9449, section 4.3). */
const provenKey = async (
  { token, proof }: Presented,
  request: { readonly method: string; readonly url: string },
): Promise<{ jkt: string; jti: string } | null> => {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { typ: "dpop+jwt", algorithms: [...proofAlgs] });
    if (!Value.Check(Proof, payload) || !protectedHeader.jwk) return null;
    const now = Date.now() / 1000;
    const fits =
      payload.htm === request.method &&
      isAddress(payload.htu, request.url) &&
      payload.ath === createHash("sha256").update(token).digest("base64url") &&
      payload.iat > now - LATE_S &&
      payload.iat <= now + EARLY_S;
    return fits ? { jkt: await calculateJwkThumbprint(protectedHeader.jwk), jti: payload.jti } : null;
  } catch {
    return null;
  }
};

/** Recognises the key-bound access tokens of this issuer; every proof works once. */
export const createDataAuthorizer = (provider: Provider, origin: string, chosen: ReadonlyMap<string, readonly string[]>): DataAuthorizer => {
  const seen = new Set<string>();
  const tokenOf = async (request: FastifyRequest) => {
    const presented = presentedBy(request);
    if (!presented) return null;
    const url = `${origin}${request.url.split("?")[0] ?? ""}`;
    const key = await provenKey(presented, { method: request.method, url });
    const token = key && (await provider.AccessToken.find(presented.token));
    if (!key || !token || token.jkt !== key.jkt || seen.has(key.jti)) return null;
    seen.add(key.jti);
    return token;
  };
  return {
    authorizeData: async (request) => {
      const token = await tokenOf(request);
      const person = token && readPerson(token.accountId);
      // A consent that was given back ends its access tokens with it, not an hour later.
      const grant = token?.grantId ? await provider.Grant.find(token.grantId) : undefined;
      return token?.grantId && grant && person ? { ...person, accountIds: chosen.get(token.grantId) ?? [] } : null;
    },
    revokeData: async (request) => {
      const token = await tokenOf(request);
      const grant = token?.grantId ? await provider.Grant.find(token.grantId) : undefined;
      await grant?.destroy();
      return token !== null;
    },
  };
};
