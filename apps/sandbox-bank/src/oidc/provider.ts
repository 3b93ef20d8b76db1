import { exportJWK, generateKeyPair, type JWK } from "jose";
import { errors, Provider, type KoaContextWithOIDC } from "oidc-provider";
import { proofAlgs } from "./data-authorizer.ts";
import type { IssuerStore } from "./issuer-store.ts";

/** The one client of the bank. */
export interface BankClient {
  readonly jwks: { readonly keys: JWK[] };
  readonly redirectUris: string[];
}

const signingKeys = async (): Promise<JWK[]> => {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return [{ ...(await exportJWK(privateKey)), alg: "ES256", use: "sig", kid: "bank" }];
};

const TOLERANCE_S = 10; // security.md, FAPI 2.0 rows: clocks differ by so much
const HOUR_S = 3600;
const CONSENT_S = 90 * 24 * HOUR_S;

/** An assertion is for the issuer and nobody else, and not of a time to come: the library looks at `nbf` alone. */
const checkAssertion = async ({ oidc }: KoaContextWithOIDC, { aud, iat }: Readonly<Record<string, unknown>>): Promise<void> => {
  if (aud !== oidc.issuer) throw new errors.InvalidClientAuth("aud must be the issuer");
  if (typeof iat === "number" && iat > Date.now() / 1000 + TOLERANCE_S) throw new errors.InvalidClientAuth("the assertion is of a time to come");
};

/**
 * The issuer of the redirect institutions: pushed requests, PKCE, private_key_jwt and DPoP only (FAPI 2.0 rows of
 * security.md).
 */
export const createIssuer = async (issuer: string, client: BankClient, store: IssuerStore): Promise<Provider> =>
  new Provider(issuer, {
    adapter: store.adapter,
    clients: [
      {
        client_id: "drawbridge",
        client_name: "Drawbridge",
        redirect_uris: client.redirectUris,
        response_types: ["code"],
        grant_types: ["authorization_code", "refresh_token"],
        token_endpoint_auth_method: "private_key_jwt",
        token_endpoint_auth_signing_alg: "ES256",
        id_token_signed_response_alg: "ES256",
        require_pushed_authorization_requests: true,
        dpop_bound_access_tokens: true,
        jwks: client.jwks,
      },
    ],
    jwks: { keys: await store.keys(signingKeys) },
    clientAuthMethods: ["private_key_jwt"],
    enabledJWA: { dPoPSigningAlgValues: [...proofAlgs] },
    clockTolerance: TOLERANCE_S,
    assertJwtClientAuthClaimsAndHeader: checkAssertion,
    features: {
      fapi: { enabled: true, profile: "2.0" },
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      dPoP: { enabled: true },
      revocation: { enabled: true },
    },
    scopes: ["openid", "offline_access", "accounts"],
    pkce: { required: () => true },
    extraParams: ["institution"],
    issueRefreshToken: () => Promise.resolve(true),
    rotateRefreshToken: false,
    ttl: {
      AccessToken: HOUR_S,
      AuthorizationCode: 60,
      Grant: CONSENT_S,
      IdToken: HOUR_S,
      Interaction: HOUR_S,
      RefreshToken: CONSENT_S,
      Session: HOUR_S,
    },
    cookies: { keys: [crypto.randomUUID()] },
    interactions: { url: (_ctx, interaction) => `/oidc/interaction/${interaction.uid}` },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => Promise.resolve({ sub: accountId }) }),
    renderError: (ctx, out) => {
      ctx.type = "text/plain";
      ctx.body = `This request to the bank is not valid: ${out.error}`;
    },
  });
