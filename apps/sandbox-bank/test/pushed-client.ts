import { createHash, randomUUID } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import { startSandboxBank, type SandboxBank } from "../src/index.ts";

/** Where the test's client is called back; nothing listens there. */
export const redirectUri = "http://127.0.0.1:9/back";

/** An answer of the issuer. */
export interface IssuerAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What may differ from a correct client; each makes one thing wrong. */
export interface Deviation {
  readonly form?: Readonly<Record<string, string>>;
  /** The DPoP header; null: none. */
  readonly proof?: string | null;
}

/** A client of the redirect institutions made by hand, so that each rule can be broken alone. */
export interface PushedClient {
  readonly bank: SandboxBank;
  readonly verifier: string;
  readonly push: (deviation?: Deviation) => Promise<IssuerAnswer>;
  /** A pushed request's address to send a person to. */
  readonly begin: () => Promise<string>;
  readonly redeem: (code: string, deviation?: Deviation) => Promise<IssuerAnswer>;
  readonly proof: (claims: {
    readonly method: string;
    readonly url: string;
    readonly token?: string;
    readonly jti?: string;
    readonly iat?: number;
  }) => Promise<string>;
  readonly read: (token: string, proof: string) => Promise<IssuerAnswer>;
}

interface Pair {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

const newPair = async (): Promise<Pair> => {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  return { privateKey, jwk: await exportJWK(publicKey) };
};

const answerOf = async (response: Response): Promise<IssuerAnswer> => {
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
};

/** Starts a bank that knows one client, and that client. */
export const startPushedClient = async (): Promise<PushedClient> => {
  const [client, bound] = [await newPair(), await newPair()];
  const jwk = { ...client.jwk, kid: "test", alg: "ES256", use: "sig" };
  const bank = await startSandboxBank({ port: 0, client: { jwks: { keys: [jwk] }, redirectUris: [redirectUri] } });
  const issuer = `${bank.origin}/oidc`;
  const verifier = randomUUID() + randomUUID();
  const proof: PushedClient["proof"] = ({ method, url, token, jti = randomUUID(), iat }) =>
    new SignJWT({ htm: method, htu: url, jti, ...(token !== undefined && { ath: createHash("sha256").update(token).digest("base64url") }) })
      .setProtectedHeader({ typ: "dpop+jwt", alg: "ES256", jwk: bound.jwk })
      .setIssuedAt(iat)
      .sign(bound.privateKey);
  const post = async (path: string, form: Readonly<Record<string, string>>, deviation: Deviation): Promise<IssuerAnswer> => {
    const url = `${issuer}${path}`;
    const assertion = await signAssertion(client.privateKey, issuer);
    const dpop = deviation.proof === undefined ? await proof({ method: "POST", url }) : deviation.proof;
    const body = new URLSearchParams({
      client_id: "drawbridge",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
      ...form,
      ...deviation.form,
    });
    return answerOf(await fetch(url, { method: "POST", body, headers: dpop === null ? {} : { dpop } }));
  };
  const push: PushedClient["push"] = async (deviation = {}) =>
    post("/request", { ...requestFor(verifier), dpop_jkt: await calculateJwkThumbprint(bound.jwk) }, deviation);
  return {
    bank,
    verifier,
    push,
    proof,
    begin: async () => authorizeUrl(bank, String((await push()).body["request_uri"])),
    redeem: (code, deviation = {}) =>
      post("/token", { grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: verifier }, deviation),
    read: async (token, dpop) => answerOf(await fetch(`${bank.origin}/data/accounts`, { headers: { authorization: `DPoP ${token}`, dpop } })),
  };
};

/** Where a browser goes with a pushed request. */
export const authorizeUrl = (bank: SandboxBank, requestUri: string): string =>
  `${bank.origin}/oidc/auth?${new URLSearchParams({ client_id: "drawbridge", request_uri: requestUri }).toString()}`;

/** The parameters of a correct request. */
export const requestFor = (verifier: string): Readonly<Record<string, string>> => ({
  response_type: "code",
  scope: "openid offline_access accounts",
  prompt: "login consent",
  redirect_uri: redirectUri,
  state: "the-state",
  nonce: "the-nonce",
  code_challenge: createHash("sha256").update(verifier).digest("base64url"),
  code_challenge_method: "S256",
  institution: "harbour-bank",
});

const signAssertion = (key: CryptoKey, audience: string): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: "ES256", kid: "test" })
    .setIssuer("drawbridge")
    .setSubject("drawbridge")
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime("60s")
    .sign(key);
