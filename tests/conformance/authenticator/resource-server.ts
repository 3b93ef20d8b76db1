import { createServer } from "node:http";
import { createHash } from "node:crypto";
import type { AddressInfo } from "node:net";
import { calculateJwkThumbprint, createRemoteJWKSet, EmbeddedJWK, jwtVerify, type JWTPayload } from "jose";

/** Somebody else's API that takes tokens of the identity server: what it was shown and verified, with jose alone. */
export interface ResourceServer {
  readonly origin: string;
  readonly seen: JWTPayload[];
  readonly close: () => Promise<void>;
}

/** Verifies a token and the proof of its key (RFC 9449, 7.1). */
const verify = async (
  identity: string,
  audience: string,
  { token, proof, url }: { readonly token: string; readonly proof: string; readonly url: string },
) => {
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(`${identity}/certs`)), { issuer: identity, audience, typ: "at+jwt" });
  const shown = await jwtVerify(proof, EmbeddedJWK, { typ: "dpop+jwt", algorithms: ["ES256"] });
  const { jwk } = shown.protectedHeader;
  const ath = createHash("sha256").update(token).digest("base64url");
  const isBound = jwk && (await calculateJwkThumbprint(jwk)) === (payload["cnf"] as { readonly jkt?: string } | undefined)?.jkt;
  if (!isBound || shown.payload["ath"] !== ath || shown.payload["htu"] !== url) throw new Error("the proof is not of the token's key");
  return payload;
};

/** Starts it on a free port. */
export const openResourceServer = async (server: string): Promise<ResourceServer> => {
  const seen: JWTPayload[] = [];
  const http = createServer((request, response) => {
    const token = (request.headers.authorization ?? "").replace(/^DPoP /, "");
    const shown = { token, proof: String(request.headers["dpop"] ?? ""), url: `${origin()}${request.url ?? ""}` };
    const answer = async (): Promise<void> => {
      const claims = await verify(`${server}/identity/oidc`, origin(), shown).catch(() => null);
      if (claims) seen.push(claims);
      response.writeHead(claims ? 200 : 401, { "content-type": "application/json" }).end(JSON.stringify({ hello: claims?.sub }));
    };
    void answer();
  });
  const origin = (): string => `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    origin: origin(),
    seen,
    close: () => new Promise((resolve) => http.close(() => resolve())),
  };
};
