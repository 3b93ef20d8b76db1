import { errors, interactionPolicy, Provider, type Configuration } from "oidc-provider";
import type { Deps } from "../../../use-cases/deps.ts";
import { proofAlgs } from "../key-proof.ts";
import { createFindAccount } from "./account.ts";
import { createOidcAdapter } from "./adapter.ts";
import type { KnownClient } from "./client-book.ts";
import { checkRequest, UNSIGNED, wrongAlg } from "./check-request.ts";
import { completeDiscovery } from "./discovery.ts";
import { registerGrants } from "./grants.ts";
import { richRequests } from "./devices/approval-details.ts";
import { acrValues, checkAsked, ciba, lifeOf } from "./devices/backchannel.ts";
import { claimsOfCode } from "./devices/device-claims.ts";
import { libraryFetch } from "./library-fetch.ts";
import { checkAssertion, checkSignedObject, CLOCK_TOLERANCE_S, isFapi } from "./fapi-profile.ts";
import { CLIENT_DATA, LOGIN_TOKEN } from "./devices/sign-in-device.ts";
import { createNoteAccess } from "./note-access.ts";
import { deviceResource, RESOURCE, resourceServer } from "./resource.ts";
import { fixedScopes } from "./scopes.ts";

const MINUTE_S = 60;
const HOUR_S = 3600;
const CONSENT_S = 90 * 24 * HOUR_S;

const { Check, Prompt } = interactionPolicy;

/** Every authorization request is one journey of ours: nothing of an earlier one counts. */
const journeyPrompt = new Prompt(
  { name: "consent", requestable: true },
  new Check("journey", "the person has to go through the journey", "interaction_required", (ctx) => ctx.oidc.result?.consent === undefined),
);

const hmac = ["HS256", "HS384", "HS512"] as const;
const rsa = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const;
const elliptic = ["ES256", "ES384", "ES512"] as const;

const refuseForeignAlg = (known: KnownClient, { alg }: Readonly<Record<string, unknown>>): void => {
  const registered = known.settings.requestObjectAlg;
  if (registered !== null && alg !== registered) throw new errors.InvalidRequestObject(wrongAlg(known, typeof alg === "string" ? alg : "none"));
};

const features = (deps: Deps): NonNullable<Configuration["features"]> => ({
  devInteractions: { enabled: false },
  userinfo: { enabled: false },
  rpInitiatedLogout: { enabled: false },
  claimsParameter: { enabled: true },
  clientCredentials: { enabled: true },
  pushedAuthorizationRequests: { enabled: true },
  requestObjects: {
    enabled: true,
    // oxlint-disable-next-line max-params -- the library's own signature
    assertJwtClaimsAndHeader: async (ctx, claims, header, client) => {
      if (ctx.oidc.entities.PushedAuthorizationRequest) return; // checked when it was pushed
      const known = await deps.identity.clients.find(client.clientId);
      if (ctx.oidc.route === "backchannel_authentication") checkAsked(claims);
      if (known) refuseForeignAlg(known, header);
      if (known?.settings.profile === "fapi2") checkSignedObject(claims, deps.now());
    },
  },
  ciba: ciba(deps),
  dPoP: { enabled: true },
  fapi: { enabled: true, profile: (_ctx, client) => (isFapi(client) ? "2.0" : undefined) },
  richAuthorizationRequests: richRequests,
  resourceIndicators: {
    enabled: true,
    defaultResource: (ctx) => (ctx.oidc.client?.clientAuthMethod === "none" ? [] : RESOURCE),
    useGrantedResource: () => true,
    getResourceServerInfo: async (_ctx, resource, client) => {
      const known = await deps.identity.clients.find(client.clientId);
      return known?.settings.device ? deviceResource(known, resource) : resourceServer(resource, client);
    },
  },
});

const ttl: Configuration["ttl"] = {
  AuthorizationCode: (_ctx, _code, client) => (isFapi(client) ? MINUTE_S : 10 * MINUTE_S),
  BackchannelAuthenticationRequest: (ctx) => lifeOf(ctx),
  ClientCredentials: 10 * MINUTE_S,
  AccessToken: 10 * MINUTE_S,
  IdToken: HOUR_S,
  Interaction: 2 * HOUR_S,
  Session: 10 * MINUTE_S,
  Grant: CONSENT_S,
  RefreshToken: CONSENT_S,
};

const configuration = (deps: Deps): Configuration => ({
  adapter: createOidcAdapter({ storage: deps.storage, clients: deps.identity.clients, now: deps.now }),
  jwks: { keys: deps.kms.identity.privateKeys.map((key) => ({ ...key })) },
  features: features(deps),
  scopes: [...fixedScopes],
  acrValues: [...acrValues],
  claims: { openid: ["sub", "sid", "acr", "mh:con_id", "mh:sync", "mh:consent"] },
  clientAuthMethods: ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"],
  enabledJWA: {
    clientAuthSigningAlgValues: [...hmac, ...rsa, ...elliptic],
    requestObjectSigningAlgValues: [...hmac, ...rsa, ...elliptic],
    idTokenSigningAlgValues: [...hmac, "RS256", "PS256"],
    dPoPSigningAlgValues: [...proofAlgs],
  },
  responseTypes: ["code", "code id_token", "id_token", "none"],
  clockTolerance: CLOCK_TOLERANCE_S,
  assertJwtClientAuthClaimsAndHeader: (ctx, claims) => checkAssertion(ctx, claims, deps.now()),
  pkce: { required: (_ctx, client) => client.clientAuthMethod === "none" || isFapi(client) },
  // No cookie counts there, and a token is bound to the key of the device.
  clientBasedCORS: (_ctx, _origin, client) => client.clientAuthMethod === "none",
  fetch: libraryFetch(deps),
  extraParams: { [UNSIGNED]: (ctx) => checkRequest(deps, ctx), [CLIENT_DATA]: null, [LOGIN_TOKEN]: null },
  interactions: { policy: [journeyPrompt], url: (_ctx, { uid }) => `/identity/oidc/interaction/${uid}` },
  findAccount: createFindAccount(deps),
  // The library asks here for what else a token says, and forgets what the grant put there.
  extraTokenClaims: async (_ctx, token) => ("extra" in token && token.extra ? token.extra : claimsOfCode(deps, token)),
  formats: {
    customizers: {
      jwt: (ctx, token, parts) => {
        const { client_id: client, sub: _sub, usr, ...payload } = parts.payload;
        if (usr !== undefined) {
          parts.payload = { ...payload, client_id: client, sub: usr };
          return;
        }
        const bound = token.kind === "ClientCredentials" ? ctx.oidc.account?.accountId : token.accountId;
        parts.payload = { ...payload, ...(bound !== undefined && { sub: bound }) };
      },
    },
  },
  routes: {
    authorization: "/auth",
    token: "/token",
    jwks: "/certs",
    pushed_authorization_request: "/request",
    backchannel_authentication: "/backchannel",
  },
  cookies: {
    keys: [Buffer.from(deps.kms.derive("drawbridge-oidc-cookies-v1")).toString("base64url")],
    names: { session: "drawbridge_oidc_session", interaction: "drawbridge_oidc_interaction", resume: "drawbridge_oidc_resume" },
    short: { signed: true, httpOnly: true, sameSite: "lax", path: "/" },
  },
  ttl,
  renderError: (ctx, out) => {
    ctx.type = "text/plain; charset=utf-8";
    ctx.body = `This request is not valid: ${out.error}${out.error_description === undefined ? "" : ` (${out.error_description})`}\n`;
  },
});

/** The identity server itself; built on the first request, when the origin is known. */
export const createProvider = (deps: Deps): Provider => {
  const provider = new Provider(deps.identity.issuer(), configuration(deps));
  provider.proxy = true; // the mount says whether people came by https
  provider.use(completeDiscovery(deps));
  provider.on("server_error", (_ctx, error) => deps.log.error({ err: error }, "identity server failed"));
  registerGrants({
    deps,
    provider,
    noteAccess: createNoteAccess(deps.storage, (error) => deps.log.error({ err: error }, "last access was not written")),
  });
  return provider;
};
