import { createHash, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, importJWK, SignJWT, UnsecuredJWT, type CryptoKey, type JWK } from "jose";

/** A key pair, and how it signs. */
export interface Pair {
  readonly alg: "ES256" | "PS256" | "EdDSA" | "Ed25519";
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** Makes a pair whose private part can be read, to sign with another algorithm. */
export const newPair = async (alg: Pair["alg"], kid?: string): Promise<Pair> => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, privateKey, jwk: { ...(await exportJWK(publicKey)), ...(kid !== undefined && { kid, alg, use: "sig" }) } };
};

/** What is wrong with a signed statement; each makes one thing wrong. */
export interface Twist {
  /** Claims that differ; undefined takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: CryptoKey;
  /** Done to the finished statement. */
  readonly after?: (jwt: string) => string;
}

/** Seconds now, as the fake or the real clock has it. */
export const seconds = (): number => Math.floor(Date.now() / 1000);

/** Signs claims, one thing twisted. */
export const sign = async (
  pair: Pair,
  claims: object,
  { claims: other = {}, header = {}, key, after = (jwt) => jwt }: Twist = {},
): Promise<string> => {
  const all = { ...claims, ...other };
  const { alg = pair.alg, ...rest }: { readonly alg?: string; readonly [name: string]: unknown } = header;
  if (alg === "none") return after(new UnsecuredJWT(all).encode());
  const own = key ?? (alg === pair.alg ? pair.privateKey : await asAlg(pair, alg));
  return after(await new SignJWT(all).setProtectedHeader({ ...rest, alg }).sign(own));
};

/** The same key for another algorithm of its kind. */
const asAlg = async ({ privateKey }: Pair, alg: string): Promise<CryptoKey> => {
  const imported = await importJWK({ ...(await exportJWK(privateKey)), alg }, alg);
  if (imported instanceof Uint8Array) throw new TypeError("no key pair");
  return imported;
};

/** Another signature than the key's. */
export const breakSignature = (jwt: string): string => {
  const [head = "", body = "", mark = ""] = jwt.split(".");
  const bytes = Buffer.from(mark, "base64url");
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0xff;
  return `${head}.${body}.${bytes.toString("base64url")}`;
};

/** The hash a proof or an ID token names something by. */
export const s256 = (text: string): string => createHash("sha256").update(text).digest("base64url");

/** Form fields of a client that authenticates with a statement. */
export const assertionFields = (assertion: string): Readonly<Record<string, string>> => ({
  client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  client_assertion: assertion,
});

/** What a client says to prove who it is: for the issuer and nobody else. */
export const assertionClaims = (clientId: string, audience: string): Readonly<Record<string, unknown>> => {
  const now = seconds();
  return { iss: clientId, sub: clientId, aud: audience, jti: randomUUID(), iat: now, exp: now + 60 };
};

/** What a token is shown for. */
export interface Shown {
  readonly method: string;
  readonly url: string;
  readonly token?: string;
}

/** A proof of a key (RFC 9449). */
export const signProof = (pair: Pair, { method, url, token }: Shown, twist: Twist = {}): Promise<string> =>
  sign(
    pair,
    { htm: method, htu: url, jti: randomUUID(), iat: seconds(), ...(token !== undefined && { ath: s256(token) }) },
    { ...twist, header: { typ: "dpop+jwt", jwk: pair.jwk, ...twist.header } },
  );
