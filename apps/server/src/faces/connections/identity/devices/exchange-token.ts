import { randomUUID } from "node:crypto";
import { IDENTITY_TOKEN_PATH, TOKEN_EXCHANGE, WIDGET_AUDIENCE, WIDGET_TOKEN_TYPE } from "@drawbridge/contract";
import { widgetTokens, type User } from "@drawbridge/storage";
import { createLocalJWKSet, errors as jose, jwtVerify } from "jose";
import { errors, type TokenEndpointGrantContext } from "oidc-provider";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { findPerson } from "../../../../devices/device-user.ts";
import { hashToken } from "../../../../http/token-hash.ts";
import type { Deps } from "../../../../use-cases/deps.ts";
import { publicDeviceKeys } from "../../../../vault/device-keys.ts";
import type { KnownClient } from "../client-book.ts";
import type { GrantParts } from "../grants.ts";
import { deviceResource } from "../resource.ts";
import { scopesOf } from "../scopes.ts";
import { deviceClaimsOf } from "./device-claims.ts";
import { keyOfProof } from "./dpop-header.ts";

const JWT_TYPE = "urn:ietf:params:oauth:token-type:jwt";
const ACCESS_TYPE = "urn:ietf:params:oauth:token-type:access_token";
const WIDGET_TOKEN_S = 300; // widget-and-data.md, 3.2

interface Params {
  readonly subject_token?: string;
  readonly subject_token_type?: string;
  readonly requested_token_type?: string;
  readonly audience?: string;
  readonly scope?: string;
}

type Ctx = TokenEndpointGrantContext<Params>;

/** The exchange of a device's own token for a narrower one (RFC 8693). */
export const registerTokenExchange = (parts: GrantParts): void => {
  const names = ["subject_token", "subject_token_type", "requested_token_type", "audience", "scope"];
  parts.provider.registerGrantType<Params>(TOKEN_EXCHANGE, (ctx) => exchange(parts, ctx), names);
};

const Subject = Type.Object({
  sub: Type.String(),
  tenant: Type.String(),
  cnf: Type.Object({ jkt: Type.String() }),
});

/** What `token.request` signed for this very server. */
const readSubject = async (deps: Deps, token: string): Promise<Static<typeof Subject>> => {
  const keys = createLocalJWKSet({ keys: [...publicDeviceKeys(deps.kms.devices)] });
  const rules = { typ: "at+jwt", issuer: deps.origin(), audience: deps.identity.issuer(), algorithms: ["ES256"], currentDate: deps.now() };
  try {
    return Value.Parse(Subject, (await jwtVerify(token, keys, { ...rules, requiredClaims: ["exp"] })).payload);
  } catch (error) {
    if (error instanceof jose.JOSEError || error instanceof TypeError) throw new errors.InvalidGrant("the subject token is not valid");
    throw error;
  }
};

const clientOf = async (deps: Deps, ctx: Ctx): Promise<KnownClient> => {
  const client = await deps.identity.clients.find(ctx.oidc.client.clientId);
  if (!client?.settings.device) throw new errors.UnauthorizedClient("only clients of devices exchange tokens");
  return client;
};

const exchange = async (parts: GrantParts, ctx: Ctx): Promise<void> => {
  const { deps } = parts;
  const { subject_token: token, subject_token_type: type, audience } = ctx.oidc.params;
  if (token === undefined || audience === undefined) throw new errors.InvalidRequest("subject_token and audience are needed");
  if (type !== JWT_TYPE && type !== ACCESS_TYPE) throw new errors.InvalidRequest("subject_token_type must be that of a JWT or access token");
  const client = await clientOf(deps, ctx);
  const subject = await readSubject(deps, token);
  const jkt = await keyOfProof(deps, ctx.get("dpop"), `${deps.origin()}${IDENTITY_TOKEN_PATH}`);
  if (jkt !== subject.cnf.jkt) throw new errors.InvalidGrant("the subject token is another key's");
  const person = await findPerson(deps, { tenantId: subject.tenant, userId: subject.sub });
  if (!person || person.tenant.id !== client.tenantId) throw new errors.InvalidGrant("the subject is not a user of this client");
  const { user } = person;
  const extra = await deviceClaimsOf(deps, { tenantId: client.tenantId, userId: user.id, jkt });
  if (audience === WIDGET_AUDIENCE) return issueWidgetToken(deps, ctx, user);
  await issueNarrower(parts, ctx, { client, user, jkt, extra });
};

interface Exchange {
  readonly client: KnownClient;
  readonly user: User;
  readonly jkt: string;
  readonly extra: Readonly<Record<string, unknown>>;
}

const issueNarrower = async ({ provider, noteAccess }: GrantParts, ctx: Ctx, { client, user, jkt, extra }: Exchange): Promise<void> => {
  const { audience = "", scope, requested_token_type: wanted = ACCESS_TYPE } = ctx.oidc.params;
  if (wanted !== ACCESS_TYPE && wanted !== JWT_TYPE) throw new errors.InvalidRequest("requested_token_type is not available for this audience");
  const server = deviceResource(client, audience);
  const scopes = scope === undefined ? scopesOf(server.scope) : scopesOf(scope);
  const foreign = scopes.find((one) => !scopesOf(server.scope).includes(one));
  if (foreign !== undefined) throw new errors.InvalidScope(`${foreign} is not a scope of this audience`, foreign);
  const token = new provider.ClientCredentials({ client: ctx.oidc.client, scope: scopes.join(" "), extra: { ...extra } });
  token.resourceServer = new provider.ResourceServer(audience, server);
  token.setThumbprint("jkt", jkt);
  ctx.oidc.entity("ClientCredentials", token);
  const value = await token.save();
  noteAccess(user.id);
  ctx.body = {
    access_token: value,
    issued_token_type: ACCESS_TYPE,
    token_type: "DPoP",
    expires_in: token.expiration,
    ...(scopes.length > 0 && { scope: scopes.join(" ") }),
  };
};

/** A token that opens the widget of this person, once. */
const issueWidgetToken = async (deps: Deps, ctx: Ctx, user: User): Promise<void> => {
  const { requested_token_type: wanted = WIDGET_TOKEN_TYPE } = ctx.oidc.params;
  if (wanted !== WIDGET_TOKEN_TYPE) throw new errors.InvalidRequest("the widget takes one-time tokens only");
  if (user.externalId === null) throw new errors.InvalidTarget("the widget knows people by your own id, which this one has not");
  const token = randomUUID();
  await widgetTokens(deps.storage.pool).issue({
    hash: hashToken(token),
    tenantId: user.tenantId,
    userExternalId: user.externalId,
    params: null,
    expiresAt: new Date(deps.now().getTime() + WIDGET_TOKEN_S * 1000),
  });
  ctx.body = { access_token: token, issued_token_type: WIDGET_TOKEN_TYPE, token_type: "N_A", expires_in: WIDGET_TOKEN_S };
};
