import { Secret } from "@drawbridge/adapter-kit";
import { backchannelApprovals, operations, users, type Operation } from "@drawbridge/storage";
import { errors, type BackchannelAuthenticationRequest, type CIBAConfiguration, type KoaContextWithOIDC, type Provider } from "oidc-provider";
import { Value } from "typebox/value";
import { createOperation } from "../../../../devices/approvals/create-operation.ts";
import { BACKCHANNEL_TEMPLATE } from "../../../../devices/approvals/operation-outcome.ts";
import { personOf } from "../../../../devices/device-user.ts";
import { AppError } from "../../../../http/app-error.ts";
import { parseId, printId } from "../../../../ids.ts";
import type { Deps } from "../../../../use-cases/deps.ts";
import { machineTimeOf } from "../../../../use-cases/tenant-clock.ts";
import { Envelope, type Purpose } from "../../../../vault/vault.ts";
import { identityProvider } from "../identity-provider.ts";
import { RESOURCE } from "../resource.ts";
import { scopesOf, tokenScopeProblem, tokenScopes } from "../scopes.ts";
import { detailsOf, textOfDetails } from "./approval-details.ts";

/** Level a client asks for when the person has to prove the PIN as well. */
export const ACR_PIN = "pin";
const ACR_KEY = "key";
/** How an approval was given, as ID tokens tell it: with the key of the device alone, or with the PIN as well. */
export const acrValues = [ACR_KEY, ACR_PIN] as const;

const LONGEST_MESSAGE = 100;
const USUAL_LIFE_S = 300;
const LONGEST_LIFE_S = 1800;

const nothing = async (): Promise<void> => undefined;

/** Approvals on the device, asked for by a back end: the request becomes an operation, its answer the token. */
export const ciba = (deps: Deps): CIBAConfiguration => ({
  enabled: true,
  deliveryModes: ["poll", "ping"],
  processLoginHint: async (ctx, hint = "") => (await personOfHint(deps, ctx, hint))?.hexId ?? "",
  processLoginHintToken: async () => undefined,
  verifyUserCode: nothing,
  validateRequestContext: async (ctx) => checkScopes(ctx),
  validateBindingMessage: async (_ctx, message) => checkMessage(message),
  triggerAuthenticationDevice: (ctx, request) => askDevice(deps, ctx, request),
});

/** How long a person has: what the client asked for, within limits. */
export const lifeOf = ({ oidc }: KoaContextWithOIDC): number => {
  const asked = Number(oidc.params?.["requested_expiry"] ?? USUAL_LIFE_S);
  return Math.min(Number.isSafeInteger(asked) && asked > 0 ? asked : USUAL_LIFE_S, LONGEST_LIFE_S);
};

/** A signed request to the back channel says whom it is for, from when until when it is good, and has a name of its own (CIBA, 7.1.1). */
export const checkAsked = (claims: Readonly<Record<string, unknown>>): void => {
  const missing = ["iss", "aud", "exp", "iat", "nbf", "jti"].find((name) => claims[name] === undefined);
  if (missing !== undefined) throw new errors.InvalidRequestObject(`the request object needs ${missing}`);
};

const tenantOf = async (deps: Deps, { oidc }: KoaContextWithOIDC) => {
  const known = oidc.client && (await deps.identity.clients.find(oidc.client.clientId));
  if (!known) throw new errors.InvalidClient("client is invalid", "client not found");
  return known;
};

/** A person by 24 hex, by `usr_…`, or by the id of the client's own. */
const personOfHint = async (deps: Deps, ctx: KoaContextWithOIDC, hint: string) => {
  const { tenantId } = await tenantOf(deps, ctx);
  const found = /^[0-9a-f]{24}$/.test(hint) ? await users(deps.storage.pool).byHexId(tenantId, hint) : null;
  if (found) return found;
  const first = await users(deps.storage.pool).byExternalId(tenantId, hint);
  if (first || !hint.startsWith("usr_")) return first;
  const id = parseId("usr", hint);
  return id ? users(deps.storage.pool).byId(tenantId, id) : null;
};

/** A parameter of the request; empty where it is missing. */
const paramOf = ({ oidc }: KoaContextWithOIDC, name: string): string => {
  const value = oidc.params?.[name];
  return typeof value === "string" ? value : "";
};

const checkScopes = (ctx: KoaContextWithOIDC): void => {
  const asked = scopesOf(paramOf(ctx, "scope")).filter((scope) => scope !== "openid");
  const unknown = asked.find((scope) => !tokenScopes.includes(scope));
  const problem = unknown === undefined ? tokenScopeProblem(asked) : `${unknown} is not for the back channel`;
  if (problem !== null) throw new errors.InvalidScope(problem, asked.join(" "));
};

const checkMessage = (message: string | undefined): void => {
  if (message !== undefined && (message.length > LONGEST_MESSAGE || !/^[\p{L}\p{N}\p{P}\p{Sc} ]+$/u.test(message)))
    throw new errors.InvalidBindingMessage(`binding_message is at most ${LONGEST_MESSAGE} plain characters`);
};

const purposeOf = (tenantId: string, operationId: string): Purpose => ({
  tenantId,
  userId: "",
  ownerId: operationId,
  purpose: "backchannel_request",
});

const askDevice = async (deps: Deps, ctx: KoaContextWithOIDC, request: BackchannelAuthenticationRequest): Promise<void> => {
  const client = await tenantOf(deps, ctx);
  const user = await users(deps.storage.pool).byHexId(client.tenantId, String(request.accountId));
  const person = user && (await personOf(deps, client.tenantId, user.id));
  if (!person) throw new errors.UnknownUserId("could not identify end-user");
  const details = detailsOf(ctx);
  const message = paramOf(ctx, "binding_message") || client.name;
  const wantsPin = paramOf(ctx, "acr_values").split(" ").includes(ACR_PIN);
  const wish = {
    ...person,
    device: null,
    externalId: null,
    template: BACKCHANNEL_TEMPLATE,
    banner: message,
    text: textOfDetails({ client: client.name, message, details, scope: paramOf(ctx, "scope") }),
    data: { client: client.name, details },
    factor: wantsPin ? ("PIN" as const) : ("NONE" as const),
    token: null,
    lifeS: request.expiration,
    numberMatching: false,
    auditMessage: null,
    by: `client:${client.id}`,
  };
  const requestId = request.jti;
  try {
    await createOperation(deps, wish, async (tx, { id }) => {
      const requestSealed = deps.vault.seal(new Secret(requestId), purposeOf(client.tenantId, id));
      await backchannelApprovals(tx).create({ operationId: id, tenantId: client.tenantId, oidcClientId: client.id, requestSealed });
    });
  } catch (error) {
    await request.destroy();
    // The person cannot be asked: that is the answer, and no fault of ours.
    if (error instanceof AppError) throw new errors.AccessDenied(error.message);
    throw error;
  }
};

const denials = {
  REJECTED: "the person refused",
  TIMEOUT: "the person did not answer in time",
  CANCELLED: "the question was taken back",
  FAILED: "the person could not be verified",
} as const;

const isDenial = (state: string): state is keyof typeof denials => Object.hasOwn(denials, state);

/** Tells the waiting client how its operation ended; safe to run twice. */
export const tellBackchannel = async (
  deps: Deps,
  { operationId, tenantId }: { readonly operationId: string; readonly tenantId: string },
): Promise<void> => {
  const [approval, operation] = [
    await backchannelApprovals(deps.storage.pool).byOperation(operationId),
    await operations(deps.storage.pool).byId(tenantId, operationId),
  ];
  if (!approval || !operation?.decidedAt || !Value.Check(Envelope, approval.requestSealed)) return;
  const provider = await identityProvider(deps);
  const id = deps.vault.open(approval.requestSealed, purposeOf(tenantId, operationId)).reveal();
  const request = await provider.BackchannelAuthenticationRequest.find(id, { ignoreExpiration: true });
  if (!request) return; // nobody waits any more
  const decidedAt = machineTimeOf(deps, tenantId, operation.decidedAt); // an ID token keeps to the machine's clock
  try {
    await tellResult(provider, request, { ...operation, decidedAt });
  } catch (error) {
    // The result is stored before the client is pinged: one that will not hear of it can still ask.
    if (!isRefusedPing(error)) throw error;
    deps.log.warn({ operationId }, "a client refused to be told of an approval");
  }
};

/** True where the client's address answered, and did not want it: it is not asked again (CIBA, 10.2). */
const isRefusedPing = (error: unknown): boolean =>
  error instanceof Error && "response" in error && error.response instanceof Response && error.response.status < 500;

const tellResult = async (
  provider: Provider,
  request: BackchannelAuthenticationRequest,
  { id, state, factor, decidedAt }: Operation,
): Promise<void> => {
  if (state === "ACCEPTED") {
    const amr = factor === "PIN" ? ["pin", "swk", "mfa"] : ["swk"];
    const rar = detailsOf({ oidc: { params: request.params } }).map((detail) => ({ ...detail, operation_id: printId("op", id) }));
    await provider.backchannelResult(request, await grantOf(provider, request), {
      acr: factor === "PIN" ? ACR_PIN : ACR_KEY,
      amr,
      ...(decidedAt && { authTime: Math.floor(decidedAt.getTime() / 1000) }),
      ...(rar.length > 0 && { rar }),
    });
    return;
  }
  if (isDenial(state)) await provider.backchannelResult(request, new errors.AccessDenied(denials[state]));
};

const grantOf = async (provider: Provider, { accountId, clientId, scope = "" }: BackchannelAuthenticationRequest) => {
  const grant = new provider.Grant({ accountId: String(accountId), clientId: String(clientId) });
  grant.addOIDCScope(scope);
  grant.addResourceScope(RESOURCE, scope);
  await grant.save();
  return grant;
};
