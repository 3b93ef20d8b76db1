import { Secret } from "@drawbridge/adapter-kit";
import { TOKEN_EXCHANGE } from "@drawbridge/contract";
import { oidcClients, type OidcClient } from "@drawbridge/storage";
import { calculateJwkThumbprint, importJWK, type JWK } from "jose";
import { Type, type Static } from "typebox";
import { AppError } from "../../../http/app-error.ts";
import { newToken } from "../../../http/token-hash.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { APPROVAL_TYPE } from "./devices/approval-type.ts";
import { secretPurpose } from "./client-book.ts";
import { DeviceClient, requestObjectAlgs } from "./client-record.ts";
import { fapiMetadata } from "./fapi-profile.ts";
import { tokenScopes } from "./scopes.ts";

const CIBA = "urn:openid:params:grant-type:ciba";
const closed = { additionalProperties: false } as const;

/** How clients authenticate at the token and request endpoints. */
export const authMethods = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"] as const;

/** Public keys of a client; a private part is refused. */
export const ClientKeys = Type.Object(
  { keys: Type.Array(Type.Object({ kty: Type.Enum(["RSA", "EC"]) }, { additionalProperties: Type.Any() }), { minItems: 1, maxItems: 10 }) },
  closed,
);

/** What a client is registered with. */
export const NewOidcClient = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    redirectUris: Type.Array(Type.String({ maxLength: 2000, pattern: "^https?://" }), { maxItems: 50, uniqueItems: true, default: [] }),
    authMethod: Type.Enum([...authMethods, "none"]),
    jwks: Type.Optional(ClientKeys),
    /** Where the client publishes its keys; instead of `jwks`. */
    jwksUri: Type.Optional(Type.String({ maxLength: 2000, pattern: "^https?://" })),
    /** `fapi2`: the FAPI 2.0 Security Profile: pushed requests, PKCE, signed authentication, tokens bound to a key (DPoP). */
    profile: Type.Optional(Type.Enum(["plain", "fapi2"])),
    responseTypes: Type.Optional(Type.Array(Type.Enum(["code", "code id_token", "id_token", "none"]), { minItems: 1, uniqueItems: true })),
    /** Left out: plain requests and any key of the client; named: this algorithm and nothing else. */
    requestObjectAlg: Type.Optional(Type.Enum([...requestObjectAlgs])),
    idTokenAlg: Type.Optional(Type.Enum(["RS256", "PS256", "HS256", "HS384", "HS512"])),
    /** Left out: every scope. */
    scopes: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { uniqueItems: true, maxItems: 60 })),
    /** A client of devices: public, with a key of the device in place of a secret (`authMethod` none), and what it gets tokens for. */
    device: Type.Optional(DeviceClient),
    /** Approvals on the person's device (CIBA): the client asks again, or is pinged at an address of its own. */
    backchannel: Type.Optional(
      Type.Union([
        Type.Object({ delivery: Type.Literal("poll") }, closed),
        Type.Object({ delivery: Type.Literal("ping"), notificationUri: Type.String({ maxLength: 2000, pattern: "^https?://" }) }, closed),
      ]),
    ),
  },
  closed,
);
export type NewOidcClient = Static<typeof NewOidcClient>;

/** A registered client and the secret, which no later answer shows; null for clients with keys only. */
export interface RegisteredClient {
  readonly client: OidcClient;
  readonly secret: string | null;
}

/** What may be fixed from outside: the development clients have ids that never change. */
export interface Identified {
  readonly id: string;
  readonly tenantId: string;
  readonly secret?: string;
}

const refuse = (detail: string): AppError => new AppError("VALIDATION_FAILED", { detail });

/** Registers a client, or brings the tenant's own one to these values. */
export const registerClient = async (deps: Deps, { id, tenantId, secret: given }: Identified, wish: NewOidcClient): Promise<RegisteredClient> => {
  await checkWish(deps, wish);
  const secret = needsSecret(wish) ? (given ?? newToken()) : null;
  const now = deps.now();
  const secretSealed = secret === null ? null : deps.vault.seal(new Secret(secret), secretPurpose({ id, tenantId }));
  const client = {
    id,
    tenantId,
    name: wish.name,
    secretSealed,
    metadata: await metadataOf(wish),
    settings: { requestObjectAlg: wish.requestObjectAlg ?? null, device: wish.device ?? null, profile: wish.profile ?? "plain" },
    previousSecretSealed: null,
    previousSecretUntil: null,
    createdAt: now,
    updatedAt: now,
  };
  if (!(await deps.storage.transaction((tx) => oidcClients(tx).put(client))))
    throw new AppError("UNEXPECTED", { detail: "the id of the client is another tenant's" });
  return { client, secret };
};

const needsSecret = ({ authMethod, requestObjectAlg = "none", idTokenAlg = "RS256" }: NewOidcClient): boolean =>
  (authMethod !== "private_key_jwt" && authMethod !== "none") || requestObjectAlg.startsWith("HS") || idTokenAlg.startsWith("HS");

const privateParts = ["d", "p", "q", "dp", "dq", "qi", "k", "oth"];

/** Refuses keys that are private, broken or too short. */
export const checkKeys = async (keys: readonly Readonly<Record<string, unknown>>[]): Promise<void> => {
  for (const key of keys) {
    if (privateParts.some((part) => part in key)) throw refuse("jwks must hold public keys only");
    const alg = key["kty"] === "RSA" ? "RS256" : "ES256";
    const imported = await importJWK({ ...key, ...(key["kty"] === "EC" && { crv: String(key["crv"]) }) }, alg).catch(() => null);
    if (!imported) throw refuse("jwks holds a key that cannot be read");
    if (key["kty"] === "RSA" && Buffer.from(String(key["n"]), "base64url").length < 256) throw refuse("RSA keys need at least 2048 bits");
  }
};

const loopback: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);
const isLoopback = (uri: string): boolean => loopback.has(new URL(uri).hostname);

const checkWish = async (deps: Deps, wish: NewOidcClient): Promise<void> => {
  const { redirectUris, scopes = [] } = wish;
  checkDevice(wish);
  checkProfile(wish);
  for (const uri of redirectUris) {
    const url = URL.parse(uri);
    if (!url || url.hash !== "" || url.username !== "" || url.password !== "") throw refuse(`${uri} is not an address a browser can be sent back to`);
    if (url.protocol === "http:" && !isLoopback(uri)) throw refuse(`${uri} must be https; http is for loopback addresses only`);
  }
  if (redirectUris.length === 0 && wish.responseTypes) throw refuse("responseTypes need redirectUris");
  await checkOwnKeys(deps, wish);
  const unknown = scopes.find((scope) => !tokenScopes.includes(scope));
  if (unknown !== undefined) throw refuse(`${unknown} is not a scope of this server`);
};

/** Whoever signs shows keys, in one way. */
const checkOwnKeys = async (deps: Deps, { authMethod, jwks, jwksUri, requestObjectAlg = "none" }: NewOidcClient): Promise<void> => {
  const signs = authMethod === "private_key_jwt" || /^(RS|PS|ES)/.test(requestObjectAlg);
  if (signs && !jwks && jwksUri === undefined) throw refuse("jwks or jwksUri is needed: the client signs with keys");
  if (jwks && jwksUri !== undefined) throw refuse("jwks and jwksUri exclude one another");
  if (jwks) await checkKeys(jwks.keys);
  const refused = jwksUri === undefined ? null : await deps.keyEgress.check(jwksUri);
  if (refused !== null) throw refuse(`jwksUri cannot be read: ${refused}`);
};

/** What the profile forbids (security.md). */
const checkProfile = ({ profile, authMethod, responseTypes = ["code"], requestObjectAlg, idTokenAlg, device }: NewOidcClient): void => {
  if (profile !== "fapi2") return;
  if (device) throw refuse("profile fapi2 is not for clients of devices");
  if (authMethod !== "private_key_jwt") throw refuse("profile fapi2 needs authMethod private_key_jwt");
  if (responseTypes.some((type) => type !== "code")) throw refuse("profile fapi2 allows the response type code only");
  if (idTokenAlg !== undefined && idTokenAlg !== "PS256") throw refuse("profile fapi2 signs ID tokens with PS256");
  if (requestObjectAlg !== undefined && requestObjectAlg !== "PS256" && requestObjectAlg !== "ES256")
    throw refuse("profile fapi2 signs request objects with PS256 or ES256");
};

const checkDevice = ({ authMethod, device, redirectUris, backchannel }: NewOidcClient): void => {
  if ((authMethod === "none") !== (device !== undefined)) throw refuse("authMethod none is for clients of devices, and for them alone");
  if (device && redirectUris.length === 0) throw refuse("a client of devices needs redirectUris");
  if (device && backchannel) throw refuse("a client of devices asks nobody for approvals: it is asked");
  const uri = backchannel?.delivery === "ping" ? backchannel.notificationUri : null;
  if (uri !== null && (!URL.canParse(uri) || (uri.startsWith("http:") && !isLoopback(uri)))) throw refuse("notificationUri must be https");
};

/** A client of devices has no secret: its codes need PKCE and its tokens the key of a device. */
const deviceMetadata = ({ redirectUris }: NewOidcClient): Record<string, unknown> => ({
  redirect_uris: redirectUris,
  response_types: ["code"],
  grant_types: ["authorization_code", TOKEN_EXCHANGE],
  token_endpoint_auth_method: "none",
  id_token_signed_response_alg: "RS256",
  application_type: redirectUris.some((uri) => uri.startsWith("http:")) ? "native" : "web",
  dpop_bound_access_tokens: true,
});

/** The algorithm a client asks the back channel with; undefined: it sends its requests unsigned. FAPI-CIBA has them signed. */
const askingAlg = ({ profile, requestObjectAlg, jwks }: NewOidcClient): string | undefined => {
  if (requestObjectAlg !== undefined && /^(RS|PS|ES)/.test(requestObjectAlg)) return requestObjectAlg;
  return profile === "fapi2" ? fapiAlg(jwks) : undefined;
};

const fapiAlg = (jwks: NewOidcClient["jwks"]): "ES256" | "PS256" => (jwks?.keys[0]?.kty === "EC" ? "ES256" : "PS256");

const backchannelMetadata = (backchannel: NonNullable<NewOidcClient["backchannel"]>, alg: string | undefined): Record<string, unknown> => ({
  backchannel_token_delivery_mode: backchannel.delivery,
  ...(alg !== undefined && { backchannel_authentication_request_signing_alg: alg }),
  authorization_details_types: [APPROVAL_TYPE],
  // The library takes https alone; loopback addresses are called by http all the same.
  ...(backchannel.delivery === "ping" && { backchannel_client_notification_endpoint: backchannel.notificationUri.replace(/^http:/, "https:") }),
});

const metadataOf = async (wish: NewOidcClient): Promise<Record<string, unknown>> => {
  const { redirectUris, authMethod, jwks, jwksUri, scopes, backchannel } = wish;
  const isFapi = wish.profile === "fapi2";
  if (wish.device) return deviceMetadata(wish);
  const responseTypes = redirectUris.length === 0 ? [] : (wish.responseTypes ?? ["code"]);
  const implicit = responseTypes.some((type) => type.includes("id_token"));
  const grants = [
    ...(responseTypes.some((type) => type.includes("code")) ? ["authorization_code", "refresh_token"] : []),
    ...(implicit ? ["implicit"] : []),
    "client_credentials",
    ...(isFapi ? [] : ["urn:ietf:params:oauth:grant-type:jwt-bearer"]),
    ...(backchannel ? [CIBA] : []),
  ];
  return {
    redirect_uris: redirectUris,
    response_types: responseTypes,
    grant_types: grants,
    token_endpoint_auth_method: authMethod,
    id_token_signed_response_alg: wish.idTokenAlg ?? (isFapi ? "PS256" : "RS256"),
    ...(isFapi && { ...fapiMetadata, token_endpoint_auth_signing_alg: fapiAlg(jwks) }),
    // The library refuses plain http for web clients that get ID tokens in the address (rulings.md 9).
    application_type: implicit && redirectUris.some((uri) => uri.startsWith("http:")) ? "native" : "web",
    ...(backchannel && backchannelMetadata(backchannel, askingAlg(wish))),
    ...(scopes && { scope: ["openid", "offline_access", ...scopes].join(" ") }),
    ...(jwks && { jwks: await namedKeys(jwks.keys) }),
    ...(jwksUri !== undefined && { jwks_uri: jwksUri }),
  };
};

/** Keys without a name get their thumbprint. */
export const namedKeys = async (keys: readonly Readonly<Record<string, unknown>>[]): Promise<{ readonly keys: readonly JWK[] }> => ({
  keys: await Promise.all(
    keys.map(async (key) => {
      const jwk: JWK = { ...key, ...(key["kty"] === "EC" ? { kty: "EC" } : { kty: "RSA" }) };
      return { ...jwk, kid: typeof key["kid"] === "string" ? key["kid"] : await calculateJwkThumbprint(jwk), use: "sig" };
    }),
  ),
});
