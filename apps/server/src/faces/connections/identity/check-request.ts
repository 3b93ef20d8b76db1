import { connections, users, type User } from "@drawbridge/storage";
import { errors, type KoaContextWithOIDC } from "oidc-provider";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { healthOf } from "../../../use-cases/connection-health.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { clockOf } from "../../../use-cases/tenant-clock.ts";
import { historyMonthsOf } from "../resources/provider-entry.ts";
import type { KnownClient } from "./client-book.ts";
import { checkDeviceRequest } from "./devices/sign-in-device.ts";
import { readIntent, type Intent } from "./intent.ts";
import { scopesOf } from "./scopes.ts";

/** Parameter by which the mount tells that a request object was unsigned without the client being registered so. */
export const UNSIGNED = "drawbridge_unsigned";

const Claims = Type.Object({ id_token: Type.Optional(Type.Unknown()) });

const idTokenClaims = (text: unknown): unknown => {
  if (typeof text !== "string") return undefined;
  const claims: unknown = JSON.parse(text); // the library has parsed it before
  return Value.Check(Claims, claims) ? claims.id_token : undefined;
};

/** Reads the intent of parameters the library has accepted. */
export const intentOf = (params: Readonly<Record<string, unknown>>, now: Date) =>
  readIntent({ scope: typeof params["scope"] === "string" ? params["scope"] : undefined, idTokenClaims: idTokenClaims(params["claims"]), now });

const oauthError = (error: "invalid_scope" | "invalid_claims" | "invalid_request", description: string): Error => {
  if (error === "invalid_scope") return new errors.InvalidScope(description, "");
  return error === "invalid_request" ? new errors.InvalidRequest(description) : new errors.CustomOIDCProviderError(error, description);
};

/** The checks the library cannot know of, on every authorization request and every pushed one. */
export const checkRequest = async (deps: Deps, ctx: KoaContextWithOIDC): Promise<void> => {
  if (ctx.oidc.route === "backchannel_authentication") return; // no journey: the checks of the back channel are its own
  const { params = {}, client } = ctx.oidc;
  const known = client && (await deps.identity.clients.find(client.clientId));
  if (!known) throw new errors.InvalidClient("client is invalid", "client not found");
  if (params[UNSIGNED] !== undefined) throw new errors.InvalidRequestObject(wrongAlg(known, "none"));
  refusePlain(ctx, known);
  if (known.settings.device) return checkDeviceRequest(ctx);
  if (params["prompt"] !== undefined && params["prompt"] !== "consent") throw oauthError("invalid_request", "prompt can only be consent");
  if (params["response_mode"] === "web_message") throw oauthError("invalid_request", "unsupported response_mode");
  const answer = intentOf(params, clockOf(deps, known.tenantId));
  if (answer.outcome === "refused") throw oauthError(answer.error, answer.description);
  const problem = await targetProblem(deps, known, answer.intent);
  if (problem !== null) throw oauthError(problem[0], problem[1]);
  await checkWriting(deps, known, { intent: answer.intent, scope: params["scope"] });
};

/** A client that registered an algorithm sends signed objects only, here or when it pushed. */
const refusePlain = ({ oidc }: KoaContextWithOIDC, { settings }: KnownClient): void => {
  const signs = settings.requestObjectAlg !== null && settings.requestObjectAlg !== "none";
  const isSigned = oidc.entities.PushedAuthorizationRequest !== undefined || (oidc.trusted?.length ?? 0) > 0;
  if (signs && !isSigned) throw oauthError("invalid_request", `this client sends request objects signed with ${settings.requestObjectAlg}`);
};

type Problem = readonly ["invalid_scope" | "invalid_claims", string];

/** What is wrong with whom a request is about; null when nothing is. */
export const targetProblem = async (deps: Deps, client: KnownClient, intent: Intent): Promise<Problem | null> => {
  const user = intent.userId === null ? null : await users(deps.storage.pool).byHexId(client.tenantId, intent.userId);
  if (intent.userId !== null && !user) return ["invalid_claims", "sub is not a user of this client"];
  if (intent.kind !== "connect") return repairProblem(deps, { client, user }, intent);
  if (intent.bankId === null) return null;
  const institution = deps.directory.byBankId(intent.bankId);
  if (!institution || !deps.directory.resolve(institution.id, [])?.provider)
    return ["invalid_scope", `id:${intent.bankId} is not a bank that can be connected`];
  return historyProblem(deps, client, intent);
};

const SLACK_MS = 86_400_000; // months are counted from midnight here and from now there

/** Nothing older may be asked for than the bank gives with a first consent (connections.md, section 9). */
const historyProblem = (deps: Deps, { tenantId }: KnownClient, { kind, consent, ...rest }: Intent): Problem | null => {
  if (consent.transactionFromDateTime === null) return null;
  const bankId = "bankId" in rest ? rest.bankId : kind === "connect" ? null : (rest.connectionId.split(":")[0] ?? null);
  const provider = bankId === null ? null : deps.directory.byBankId(bankId)?.record.providers.find((one) => one.bankId === bankId);
  if (!provider) return null;
  const months = historyMonthsOf(provider);
  const oldest = clockOf(deps, tenantId);
  oldest.setUTCMonth(oldest.getUTCMonth() - months);
  return Date.parse(consent.transactionFromDateTime) < oldest.getTime() - SLACK_MS
    ? ["invalid_claims", `mh:consent.transactionFromDateTime: this bank gives ${months} months with a first consent`]
    : null;
};

const repairProblem = async (
  deps: Deps,
  { client, user }: { readonly client: KnownClient; readonly user: User | null },
  intent: Exclude<Intent, { readonly kind: "connect" }>,
): Promise<Problem | null> => {
  const connection = user && (await connections(deps.storage.pool).byBankConnectionId(user.tenantId, intent.connectionId));
  if (!connection || connection.userId !== user.id || connection.status !== "active")
    return ["invalid_claims", "mh:con_id is not a connection of this user"];
  if (intent.kind === "refresh" && connection.kind !== "legacy") return ["invalid_scope", "refresh exists for legacy connections only"];
  if (intent.kind === "reconsent" && connection.kind === "legacy") return ["invalid_scope", "reconsent exists for api connections only"];
  const health = (await healthOf(deps, deps.storage.pool, [connection])).get(connection.id);
  return intent.kind === "reconsent" && !health?.facts.tppConsent
    ? ["invalid_scope", "this consent cannot be renewed without the bank (tppConsent is false): reauth is the way"]
    : historyProblem(deps, client, intent);
};

const checkWriting = async (
  deps: Deps,
  client: KnownClient,
  { intent, scope }: { readonly intent: Intent; readonly scope: unknown },
): Promise<void> => {
  const writes = scopesOf(typeof scope === "string" ? scope : undefined).some((one) => one.endsWith(":write:all"));
  if (!writes) return;
  const user = intent.userId === null ? null : await users(deps.storage.pool).byHexId(client.tenantId, intent.userId);
  if (user?.managedBy !== "client") throw oauthError("invalid_scope", "write:all is for users the client manages");
};

/** What a request object with another algorithm than the registered one is told. */
export const wrongAlg = ({ settings }: KnownClient, received: string): string =>
  `the request object must be signed with ${settings.requestObjectAlg ?? "a key of the client"}, as registered; it came with ${received}`;
