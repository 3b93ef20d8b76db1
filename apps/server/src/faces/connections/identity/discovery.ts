import { TOKEN_EXCHANGE } from "@drawbridge/contract";
import type { KoaContextWithOIDC } from "oidc-provider";
import type { Deps } from "../../../use-cases/deps.ts";
import { fixedScopes } from "./scopes.ts";

/** Lists of providers that discovery names; the empty ones are served, too. */
export const listedGroups = ["all", "api", "legacy", "test", "beta", "zoopla", "mouseprice", "autotrader"] as const;

const signed = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "HS256", "HS384", "HS512"];

/** What clients expect beyond the library's own answer (connections.md, 3.1; rulings.md 9). */
const additions = (deps: Deps): object => ({
  request_parameter_supported: true,
  request_uri_parameter_supported: true,
  require_request_uri_registration: true,
  request_object_signing_alg_values_supported: [...signed, "none"],
  grant_types_supported: [
    "authorization_code",
    "implicit",
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:openid:params:grant-type:ciba",
    TOKEN_EXCHANGE,
  ],
  scopes_supported: [...fixedScopes, ...deps.directory.served().map(({ provider }) => `id:${provider.bankId}`)],
  claims_supported: ["sub", "sid", "auth_time", "iss", "tenant_id", "mh:con_id", "mh:sync", "mh:consent", "mh:cat_type", "mh:account_verification"],
  ...Object.fromEntries(listedGroups.map((group) => [`${group}_connections_endpoint`, `${deps.identity.issuer()}/.well-known/${group}-connections`])),
});

/** Completes the discovery document on its way out. */
export const completeDiscovery =
  (deps: Deps) =>
  async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    if (ctx.path !== "/.well-known/openid-configuration" || typeof ctx.body !== "object" || ctx.body === null) return;
    ctx.body = { ...ctx.body, ...additions(deps) };
  };
