import { createLocalJWKSet, errors, jwtVerify, type JWK } from "jose";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Kms } from "../../../vault/kms.ts";

/** What an access token says. */
export interface AccessClaims {
  readonly clientId: string;
  /** 24 hex of the user it is bound to; null when it is the client's own. */
  readonly sub: string | null;
  readonly scopes: ReadonlySet<string>;
  /** Thumbprint of the key it is bound to; null: whoever bears it. */
  readonly jkt: string | null;
}

/** Reads access tokens; each is a signed statement, so that no table is asked. */
export interface AccessTokens {
  /** Null for anything that is not a valid access token of this server. */
  readonly verify: (token: string) => Promise<AccessClaims | null>;
}

const Claims = Type.Object({
  aud: Type.String(),
  sub: Type.Optional(Type.String()),
  scope: Type.Optional(Type.String()),
  exp: Type.Number(),
  jti: Type.String(),
  cnf: Type.Optional(Type.Object({ jkt: Type.String() })),
});

/** The part of a signing key that anybody may see. */
export const publicPart = ({ kty, n, e, kid, alg, use }: JWK): JWK => ({
  ...(kty && { kty }),
  ...(n && { n }),
  ...(e && { e }),
  ...(kid && { kid }),
  ...(alg && { alg }),
  ...(use && { use }),
});

/** Makes the reader; `issuer` is asked late, as the port may be known only once the server listens. */
export const createAccessTokens = (kms: Kms, issuer: () => string): AccessTokens => {
  const keys = createLocalJWKSet({ keys: kms.identity.privateKeys.map(publicPart) });
  return {
    verify: async (token) => {
      try {
        // The type keeps ID tokens out, which the same key signs.
        const { payload } = await jwtVerify(token, keys, { algorithms: ["RS256", "PS256"], issuer: issuer(), typ: "at+jwt" });
        if (!Value.Check(Claims, payload)) return null;
        const { aud, sub = null, scope = "", cnf } = payload;
        // Tokens of devices are for others: their audience is the id of no client.
        return { clientId: aud, sub, scopes: new Set(scope.split(" ").filter((one) => one !== "")), jkt: cnf?.jkt ?? null };
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
        throw error;
      }
    },
  };
};
