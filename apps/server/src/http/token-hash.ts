import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** SHA-256 of a token in hex: what is stored instead of it. Tokens are random, so no salt is needed. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/** A new random token, 256 bits, base64url. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** True when a presented secret has this hash; takes the same time either way. */
export const matchesHash = (secret: string, hash: string): boolean => {
  const presented = Buffer.from(hashToken(secret));
  const expected = Buffer.from(hash);
  return presented.length === expected.length && timingSafeEqual(presented, expected);
};
