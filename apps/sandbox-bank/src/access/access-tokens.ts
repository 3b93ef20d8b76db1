import { randomUUID } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";

/** What an access token of a credential sign-in allows. */
export interface TokenGrant {
  readonly institution: string;
  readonly username: string;
  readonly signedInAt: Date;
}

/** What a presented token turned out to be. */
export type TokenCheck =
  | { readonly outcome: "valid"; readonly grant: TokenGrant }
  | { readonly outcome: "revoked" }
  | { readonly outcome: "invalid" };

/** Access tokens that carry their grant, so that a restart of the bank breaks no connection. */
export interface AccessTokens {
  readonly issue: (institution: string, username: string) => Promise<string>;
  readonly check: (token: string) => Promise<TokenCheck>;
  /** Ends a token's access; safe to repeat, and false for a token that was never ours. */
  readonly revoke: (token: string) => Promise<boolean>;
}

// Public on purpose: it guards invented accounts only, and a fixed key is what lets tokens outlive a restart.
const sandboxKey = new TextEncoder().encode("sandbox-bank-signing-key: guards invented accounts only");
const issuer = "sandbox-bank";

/** Builds the issuer and checker of the credential institutions' tokens. */
export function createAccessTokens(now: () => Date): AccessTokens {
  const revoked = new Set<string>();
  return {
    issue: (institution, username) =>
      new SignJWT({ institution })
        .setProtectedHeader({ alg: "HS256" })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(username)
        .setJti(randomUUID())
        .setIssuedAt(now())
        .sign(sandboxKey),
    check: async (token) => {
      const read = await readToken(token, now());
      if (read === null) return { outcome: "invalid" };
      return revoked.has(read.tokenId) ? { outcome: "revoked" } : { outcome: "valid", grant: read.grant };
    },
    revoke: async (token) => {
      const read = await readToken(token, now());
      if (read !== null) revoked.add(read.tokenId);
      return read !== null;
    },
  };
}

async function readToken(token: string, at: Date): Promise<{ tokenId: string; grant: TokenGrant } | null> {
  try {
    const options = { issuer, audience: issuer, algorithms: ["HS256"], currentDate: at };
    const { payload } = await jwtVerify(token, sandboxKey, options);
    const { sub, jti, iat, institution } = payload;
    if (sub === undefined || jti === undefined || iat === undefined || typeof institution !== "string") return null;
    return {
      tokenId: jti,
      grant: { institution, username: sub, signedInAt: new Date(iat * 1000) },
    };
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
