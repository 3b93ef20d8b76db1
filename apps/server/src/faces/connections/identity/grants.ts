import { oidcArtifacts, users, type User } from "@drawbridge/storage";
import { errors as jose, jwtVerify, type JWTPayload } from "jose";
import { errors, type Provider, type TokenEndpointGrantContext } from "oidc-provider";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Deps } from "../../../use-cases/deps.ts";
import { hashArtifactId } from "./adapter.ts";
import type { KnownClient } from "./client-book.ts";
import { keyOfProof } from "./devices/dpop-header.ts";
import { registerTokenExchange } from "./devices/exchange-token.ts";
import { isFapi } from "./fapi-profile.ts";
import type { NoteAccess } from "./note-access.ts";
import { RESOURCE, resourceServer } from "./resource.ts";
import { secretBehind } from "./secret-before.ts";
import { isClientScope, scopesOf, tokenScopeProblem, tokenScopes } from "./scopes.ts";

/** What the grants are built from. */
export interface GrantParts {
  readonly deps: Deps;
  readonly provider: Provider;
  readonly noteAccess: NoteAccess;
}

type Ctx<Params extends object> = TokenEndpointGrantContext<Params>;

/** The grant name of `urn:…:jwt-bearer`. */
export const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** Replaces client_credentials by one that knows `sub`, and adds JWT bearer (connections.md, 3.4). */
export const registerGrants = (parts: GrantParts): void => {
  const { provider } = parts;
  provider.registerGrantType<{ sub?: string }>("client_credentials", (ctx) => clientCredentials(parts, ctx), ["scope", "sub"]);
  provider.registerGrantType<{ assertion?: string }>(JWT_BEARER, (ctx) => jwtBearer(parts, ctx), ["scope", "assertion"]);
  registerTokenExchange(parts);
};

const clientOf = async (deps: Deps, ctx: Ctx<object>): Promise<KnownClient> => {
  const client = await deps.identity.clients.find(ctx.oidc.client.clientId);
  if (!client) throw new errors.InvalidClientAuth("client not found");
  return client;
};

const clientCredentials = async (parts: GrantParts, ctx: Ctx<{ sub?: string }>): Promise<void> => {
  const { sub, scope } = ctx.oidc.params;
  const client = await clientOf(parts.deps, ctx);
  const user = sub === undefined ? null : await userOf(parts.deps, client, sub);
  if (sub !== undefined && !user) throw new errors.InvalidGrant("sub is not a user of this client");
  await issue(parts, ctx, { user, scopes: grantedScopes(ctx, scope, user) });
};

const userOf = (deps: Deps, { tenantId }: KnownClient, sub: string): Promise<User | null> =>
  /^[0-9a-f]{24}$/.test(sub) ? users(deps.storage.pool).byHexId(tenantId, sub) : Promise.resolve(null);

/** Scopes of a token that no person was asked about. */
const grantedScopes = (ctx: Ctx<object>, scope: string | undefined, user: User | null): readonly string[] => {
  const asked = scopesOf(scope);
  const problem = asked.length === 0 ? "a scope is needed" : (tokenScopeProblem(asked) ?? clientProblem(asked, ctx.oidc.client.scope));
  if (problem !== null) throw new errors.InvalidScope(problem, scope ?? "");
  const interactive = asked.find((one) => !tokenScopes.includes(one));
  if (interactive !== undefined) throw new errors.InvalidScope(`${interactive} is for authorization requests`, interactive);
  if (!user) {
    const kept = asked.filter(isClientScope);
    if (kept.length === 0) throw new errors.InvalidScope("these scopes need a user: send sub", scope ?? "");
    return kept;
  }
  if (user.managedBy !== "client" && asked.some((one) => one.endsWith(":write:all"))) {
    throw new errors.InvalidScope("write:all is for users the client manages", scope ?? "");
  }
  return asked;
};

const clientProblem = (asked: readonly string[], allowed: string | undefined): string | null => {
  const list = new Set(scopesOf(allowed));
  const other = allowed === undefined ? undefined : asked.find((one) => !list.has(one));
  return other === undefined ? null : `${other} is not registered for this client`;
};

const issue = async (
  { deps, provider, noteAccess }: GrantParts,
  ctx: Ctx<object>,
  { user, scopes }: { readonly user: User | null; readonly scopes: readonly string[] },
): Promise<void> => {
  const { client } = ctx.oidc;
  const token = new provider.ClientCredentials({ client, scope: scopes.join(" ") });
  token.resourceServer = new provider.ResourceServer(RESOURCE, resourceServer(RESOURCE, client));
  if (user) ctx.oidc.entity("Account", { accountId: user.hexId, claims: () => ({ sub: user.hexId }) });
  ctx.oidc.entity("ClientCredentials", token);
  const isBound = isFapi(client);
  if (isBound) token.setThumbprint("jkt", await keyOfProof(deps, ctx.get("dpop"), `${deps.identity.issuer()}/token`));
  const value = await token.save();
  if (user) noteAccess(user.id);
  ctx.body = { access_token: value, token_type: isBound ? "DPoP" : "Bearer", expires_in: token.expiration, scope: scopes.join(" ") };
};

const Assertion = Type.Object({
  sub: Type.String(),
  iss: Type.String(),
  jti: Type.String({ minLength: 1, maxLength: 300 }),
  iat: Type.Number(),
  exp: Type.Number(),
});
const LONGEST_S = 600;
const CLOCK_S = 10;

const jwtBearer = async (parts: GrantParts, ctx: Ctx<{ assertion?: string }>): Promise<void> => {
  const { assertion, scope } = ctx.oidc.params;
  if (assertion === undefined) throw new errors.InvalidRequest("missing required parameter assertion");
  const client = await clientOf(parts.deps, ctx);
  const payload = await readAssertion(parts.deps, client, assertion);
  if (!Value.Check(Assertion, payload) || payload.exp > payload.iat + LONGEST_S)
    throw new errors.InvalidGrant("the assertion needs sub, jti, iat, and exp at most 10 minutes after iat");
  const user = await userOf(parts.deps, client, payload.sub);
  if (!user) throw new errors.InvalidGrant("sub is not a user of this client");
  const scopes = grantedScopes(ctx, scope, user);
  const used = hashArtifactId(`${JWT_BEARER} ${client.id} ${payload.jti}`);
  const unused = await oidcArtifacts(parts.deps.storage.pool).useAssertion(used, new Date((payload.exp + CLOCK_S) * 1000));
  if (!unused) throw new errors.InvalidGrant("the assertion was used before");
  await issue(parts, ctx, { user, scopes });
};

/** Signed with the client's key of the registered algorithm; the token itself has no say in which. */
const readAssertion = async (deps: Deps, client: KnownClient, assertion: string): Promise<JWTPayload> => {
  const { id, registration, settings } = client;
  const { requestObjectAlg: alg } = settings;
  if (alg === null || alg === "none") throw new errors.InvalidGrant("this client has no algorithm registered for assertions");
  const options = {
    algorithms: [alg],
    issuer: id,
    audience: deps.identity.issuer(),
    clockTolerance: CLOCK_S,
    requiredClaims: ["exp", "iat", "jti", "sub"],
  };
  try {
    if (alg.startsWith("HS")) return (await jwtVerify(assertion, await secretBehind(client, assertion, deps.now()), options)).payload;
    return (await jwtVerify(assertion, deps.identity.clientKeys.of(registration), options)).payload;
  } catch (error) {
    if (error instanceof jose.JOSEError) throw new errors.InvalidGrant(`the assertion is not valid: ${error.message}`);
    throw error;
  }
};
