import { Secret, type AdapterDeps, type RedirectFlow, type SignInOutcome } from "@drawbridge/adapter-kit";
import { exportJWK, importJWK, type JWK } from "jose";
import * as oauth from "oauth4webapi";
import { Type, type Static } from "typebox";
import { journeyFailure } from "./provider-failure.ts";
import { readSecret } from "./read-secret.ts";

/** How this server is known at the bank. */
export interface RedirectOptions extends AdapterDeps {
  readonly bankOrigin: string;
  readonly clientKey: JWK;
}

const Key = Type.Record(Type.String(), Type.Unknown());

/** What must survive the person's visit to the bank. */
const Journey = Type.Object({ verifier: Type.String(), nonce: Type.String(), correlation: Type.String(), redirectUri: Type.String(), key: Key });
type Journey = Static<typeof Journey>;

/** Key-bound access to a redirect institution. */
export const BoundAccess = Type.Object({
  kind: Type.Literal("dpop"),
  accessToken: Type.String(),
  refreshToken: Type.String(),
  expiresAt: Type.Number(),
  key: Key,
});
export type BoundAccess = Static<typeof BoundAccess>;

const client: oauth.Client = { client_id: "drawbridge", id_token_signed_response_alg: "ES256" };

/** The library's request, as far as this adapter's ones go: forms and nothing else have a body. */
type PlainFetch = (
  url: string,
  init: { readonly method: string; readonly headers: Record<string, string>; readonly body?: unknown },
) => Promise<Response>;

/** The bank's issuer as this adapter talks to it. */
export interface BankIssuer {
  readonly server: () => Promise<oauth.AuthorizationServer>;
  readonly authentication: () => Promise<oauth.ClientAuth>;
  readonly now: () => Date;
  readonly options: { readonly [oauth.customFetch]: PlainFetch; readonly [oauth.allowInsecureRequests]: boolean };
}

/** Discovers the issuer when it is first needed; plain http is for loopback only. */
export const createBankIssuer = ({ bankOrigin, clientKey, fetch, now }: RedirectOptions): BankIssuer => {
  const issuer = new URL(`${bankOrigin}/oidc`);
  const insecure = issuer.hostname === "localhost" || issuer.hostname === "127.0.0.1";
  const plain: PlainFetch = (url, { method, headers, body }) => fetch(url, { method, headers, ...(body instanceof URLSearchParams && { body }) });
  const options = { [oauth.customFetch]: plain, [oauth.allowInsecureRequests]: insecure };
  return {
    now,
    options,
    server: async () => oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options)),
    authentication: async () => {
      const key = await importJWK({ ...clientKey, alg: "ES256" }, "ES256");
      if (key instanceof Uint8Array) throw new TypeError("the client key is not an EC key");
      return oauth.PrivateKeyJwt({ key, kid: clientKey.kid ?? "" });
    },
  };
};

/** A proof maker on a stored private key. */
export const proofMaker = async (key: Readonly<Record<string, unknown>>): Promise<oauth.DPoPHandle> => {
  const { d, ...publicPart } = key;
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const privateKey = await crypto.subtle.importKey("jwk", { ...publicPart, d: String(d) }, algorithm, true, ["sign"]);
  const publicKey = await crypto.subtle.importKey("jwk", { ...publicPart }, algorithm, true, ["verify"]);
  return oauth.DPoP(client, { privateKey, publicKey });
};

/** Does it again where the server wants its own nonce in the proof: the answer that says so gave it to the proof maker. */
const withNonce = async <Result>(attempt: () => Promise<Result>): Promise<Result> => {
  try {
    return await attempt();
  } catch (error) {
    if (oauth.isDPoPNonceError(error)) return attempt();
    throw error;
  }
};

const newKey = async (): Promise<Readonly<Record<string, unknown>>> => {
  const { privateKey } = await oauth.generateKeyPair("ES256", { extractable: true });
  const { kty, crv, x, y, d } = await exportJWK(privateKey);
  return { kty, crv, x, y, d };
};

/** Sends people to the bank's own pages: PAR, PKCE, private_key_jwt and DPoP (FAPI 2.0 Security Profile). */
export const createRedirectFlow = (bank: BankIssuer): RedirectFlow => ({
  start: async ({ institutionId, redirectUri, correlation }) => {
    try {
      const journey: Journey = {
        verifier: oauth.generateRandomCodeVerifier(),
        nonce: oauth.generateRandomNonce(),
        correlation,
        redirectUri,
        key: await newKey(),
      };
      return { outcome: "redirect", url: await push(bank, journey, institutionId), state: new Secret(JSON.stringify(journey)) };
    } catch (error) {
      return journeyFailure(error);
    }
  },
  complete: async ({ state, params }) => {
    const journey = readSecret(Journey, state);
    if (!journey) return { outcome: "failed", failure: "unexpected", detail: "unknown journey" };
    try {
      return await exchange(bank, journey, new URLSearchParams(params));
    } catch (error) {
      return journeyFailure(error);
    }
  },
});

const push = async (bank: BankIssuer, journey: Journey, institution: string): Promise<string> => {
  const server = await bank.server();
  const parameters = new URLSearchParams({
    response_type: "code",
    scope: "openid offline_access accounts",
    prompt: "login consent",
    redirect_uri: journey.redirectUri,
    state: journey.correlation,
    nonce: journey.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(journey.verifier),
    code_challenge_method: "S256",
    institution,
  });
  const DPoP = await proofMaker(journey.key);
  const { request_uri } = await withNonce(async () => {
    const response = await oauth.pushedAuthorizationRequest(server, client, await bank.authentication(), parameters, { ...bank.options, DPoP });
    return oauth.processPushedAuthorizationResponse(server, client, response);
  });
  const url = new URL(server.authorization_endpoint ?? "");
  url.search = new URLSearchParams({ client_id: client.client_id, request_uri }).toString();
  return url.href;
};

const exchange = async (bank: BankIssuer, journey: Journey, returned: URLSearchParams): Promise<SignInOutcome> => {
  const server = await bank.server();
  const checked = oauth.validateAuthResponse(server, client, returned, journey.correlation);
  const DPoP = await proofMaker(journey.key);
  const { redirectUri, verifier, nonce } = journey;
  const tokens = await withNonce(async () => {
    const authentication = await bank.authentication();
    const response = await oauth.authorizationCodeGrantRequest(server, client, authentication, checked, redirectUri, verifier, {
      ...bank.options,
      DPoP,
    });
    return oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce, requireIdToken: true });
  });
  return { outcome: "signed_in", access: new Secret(JSON.stringify(accessOf(tokens, { refreshToken: "", key: journey.key, now: bank.now() }))) };
};

/** What to keep of a token answer. */
const accessOf = (tokens: oauth.TokenEndpointResponse, kept: Pick<BoundAccess, "refreshToken" | "key"> & { readonly now: Date }): BoundAccess => ({
  kind: "dpop",
  accessToken: tokens.access_token,
  refreshToken: tokens.refresh_token ?? kept.refreshToken,
  expiresAt: kept.now.getTime() + (tokens.expires_in ?? 0) * 1000,
  key: kept.key,
});

const EARLY_MS = 30_000; // an access token about to lapse would lapse on the way

/** Access that still works: as it is, or refreshed. */
export const freshAccess = async (bank: BankIssuer, access: BoundAccess): Promise<BoundAccess> => {
  if (access.expiresAt - EARLY_MS > bank.now().getTime()) return access;
  const server = await bank.server();
  const DPoP = await proofMaker(access.key);
  const tokens = await withNonce(async () => {
    const authentication = await bank.authentication();
    const response = await oauth.refreshTokenGrantRequest(server, client, authentication, access.refreshToken, { ...bank.options, DPoP });
    return oauth.processRefreshTokenResponse(server, client, response);
  });
  return accessOf(tokens, { ...access, now: bank.now() });
};

/** One request with key-bound access. */
export const boundRequest = async (
  bank: BankIssuer,
  access: BoundAccess,
  { method, url, headers }: { readonly method: string; readonly url: URL; readonly headers: Readonly<Record<string, string>> },
): Promise<Response> => {
  const DPoP = await proofMaker(access.key);
  return withNonce(() => oauth.protectedResourceRequest(access.accessToken, method, url, new Headers(headers), undefined, { ...bank.options, DPoP }));
};
