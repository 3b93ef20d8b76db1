import { jobTypes as allJobTypes, type JobType } from "@drawbridge/contract";
import { connections, oidcJourneys, sessions, tenants, users, type OidcJourney, type Session, type User } from "@drawbridge/storage";
import type { InteractionResults, Provider } from "oidc-provider";
import { hashToken } from "../../../http/token-hash.ts";
import { createLink, type LinkRequest } from "../../../use-cases/create-link.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { repairOptions } from "../../../use-cases/repair-link.ts";
import type { LinkOptions } from "../../../use-cases/session-record.ts";
import type { Outcome } from "./account.ts";
import { intentOf } from "./check-request.ts";
import type { KnownClient } from "./client-book.ts";
import { IDENTITY_PATH } from "./identity.ts";
import type { Intent } from "./intent.ts";
import { RESOURCE } from "./resource.ts";
import { scopesOf } from "./scopes.ts";

const DAY_MS = 86_400_000;
const JOURNEY_MS = 7_200_000;

/** An open interaction of the library. */
export interface Visit {
  readonly uid: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Where the browser goes: our page, or straight back with an error. */
export type Start = { readonly outcome: "page"; readonly path: string } | { readonly outcome: "result"; readonly result: InteractionResults };

const refusal = (error: string, error_description: string): InteractionResults => ({ error, error_description });

/** Opens one of our links for an authorization request (connections.md, 8.1). */
export const startJourney = async (deps: Deps, { uid, params }: Visit): Promise<Start> => {
  const client = await deps.identity.clients.find(String(params["client_id"]));
  const answer = intentOf(params, deps.now());
  if (!client || answer.outcome === "refused") return { outcome: "result", result: refusal("invalid_request", "the request is no longer valid") };
  const { intent } = answer;
  const known = await oidcJourneys(deps.storage.pool).byUid(uid);
  const user = known ? await users(deps.storage.pool).byId(known.tenantId, known.userId) : await personOf(deps, client, intent);
  const request = user && (await linkFor(deps, { uid, client, intent, user }));
  if (!request) return { outcome: "result", result: refusal("invalid_claims", "the user or connection is gone") };
  const link = await createLink(deps, request);
  const now = deps.now();
  const journey = { uid, clientId: client.id, tenantId: client.tenantId, userId: request.user.id, linkId: link.id, intent };
  await oidcJourneys(deps.storage.pool).start(journey, { now, expiresAt: new Date(now.getTime() + JOURNEY_MS) });
  return { outcome: "page", path: `/connect#link=${link.token}` };
};

/** Without `sub` the flow makes the user, for one use. */
const personOf = (deps: Deps, { id, tenantId }: KnownClient, { userId }: Intent): Promise<User | null> => {
  const people = users(deps.storage.pool);
  return userId === null ? people.create(tenantId, { externalId: null, managedBy: "user", oidcClientId: id }) : people.byHexId(tenantId, userId);
};

interface Asked {
  readonly uid: string;
  readonly client: KnownClient;
  readonly intent: Intent;
  readonly user: User;
}

const linkFor = async (deps: Deps, asked: Asked): Promise<LinkRequest | null> => {
  const { uid, client, intent, user } = asked;
  const tenant = await tenants(deps.storage.pool).byId(client.tenantId);
  const special = intent.kind === "connect" ? connectOptions(deps, intent) : await repairOf(deps, user, intent);
  if (!tenant || !special) return null;
  const options: LinkOptions = {
    mode: "full",
    journey: intent.kind,
    jobTypes: ["transactions"],
    consentStep: intent.kind === "connect",
    selection: "many",
    institutionId: null,
    redirectUri: `${deps.origin()}${endPath(uid)}`,
    targetOrigin: null,
    experience: null,
    locale: "und",
    ...special,
  };
  return { tenant, user, kind: intent.kind, vocabulary: "widget", singleUse: true, options };
};

/** Where our page sends the browser at the end. */
export const endPath = (uid: string): string => `${IDENTITY_PATH}/oidc/interaction/${uid}/end`;

const connectOptions = (deps: Deps, intent: Extract<Intent, { readonly kind: "connect" }>): Partial<LinkOptions> | null => {
  if (intent.bankId === null) return intent.group === "all" ? {} : { institutionSettings: hideOthers(deps, intent.group) };
  const institution = deps.directory.byBankId(intent.bankId);
  if (!institution) return null;
  const able = (job: JobType): boolean => deps.directory.resolve(institution.id, [job])?.provider !== null;
  return { institutionId: institution.record.slug, jobTypes: allJobTypes.filter(able) };
};

const hideOthers = (deps: Deps, group: string): Record<string, "hidden"> => {
  const belongs = (kind: string, isTest: boolean): boolean => (group === "test" ? isTest : kind === group);
  const others = deps.directory.served().filter(({ institution, provider }) => !belongs(provider.kind, institution.record.isTest));
  return Object.fromEntries(others.map(({ institution }) => [String(institution.no), "hidden"]));
};

const repairOf = async (deps: Deps, user: User, intent: Exclude<Intent, { readonly kind: "connect" }>): Promise<Partial<LinkOptions> | null> => {
  const connection = await connections(deps.storage.pool).byBankConnectionId(user.tenantId, intent.connectionId);
  if (!connection || connection.userId !== user.id || connection.status !== "active") return null;
  return { ...(await repairOptions(deps, connection, [])), journey: intent.kind };
};

/** What the page's end is worth: only the server's own session says it, and only of the browser that holds the session. */
export const endJourney = async (
  deps: Deps,
  provider: Provider,
  { visit, handle }: { readonly visit: Visit; readonly handle: string | null },
): Promise<InteractionResults | "open"> => {
  const journey = await oidcJourneys(deps.storage.pool).byUid(visit.uid);
  const session = handle === null ? null : await sessions(deps.storage.pool).byHandleHash(hashToken(handle));
  if (!journey || !session || session.linkId !== journey.linkId) return "open";
  if (session.endedAt === null) return "open";
  const known = endings[session.endReason ?? ""];
  const outcome = known ? null : await outcomeOf(deps, journey, session);
  if (outcome) return accept(deps, provider, { visit, journey, outcome });
  await forgetPerson(deps, journey);
  return refusal(...(known ?? nothing));
};

const nothing = ["access_denied", "nothing was connected"] as const;

/** Somebody the flow made and who left without a connection leaves nothing behind. */
const forgetPerson = async (deps: Deps, journey: OidcJourney): Promise<void> => {
  if (intentOfJourney(journey).userId !== null) return;
  const known = await connections(deps.storage.pool).ofUser(journey.tenantId, journey.userId);
  if (known.length === 0) await users(deps.storage.pool).remove(journey.tenantId, journey.userId);
};

/** The register of ends that are no success: OAuth code and description (connections.md, section 13). */
const endings: Readonly<Record<string, readonly [error: string, description: string]>> = {
  exit: ["access_denied", "the person left before the end"],
  abandoned: ["access_denied", "the person left before the end"],
  timeout: ["access_denied", "the session timed out"],
  error: ["server_error", "the bank or this server could not finish the connection"],
};

const intentOfJourney = ({ intent }: OidcJourney): Intent =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by startJourney in exactly this shape
  intent as Intent;

const outcomeOf = async (deps: Deps, journey: OidcJourney, session: Session): Promise<(Outcome & { readonly id: string }) | null> => {
  const intent = intentOfJourney(journey);
  const pool = deps.storage.pool;
  const connection =
    intent.kind === "connect"
      ? await oidcJourneys(pool).connectionOf(session.id)
      : await connections(pool).byBankConnectionId(journey.tenantId, intent.connectionId);
  if (!connection) return null;
  const once = intent.userId === null ? new Date(deps.now().getTime() + DAY_MS).toISOString() : null;
  return {
    id: connection.id,
    connectionId: connection.bankConnectionId,
    sessionId: session.hexId,
    consentUntil: intent.consent.expirationDateTime ?? once,
    syncId: null,
  };
};

interface Accepted {
  readonly visit: Visit;
  readonly journey: OidcJourney;
  readonly outcome: Outcome & { readonly id: string };
}

const accept = async (deps: Deps, provider: Provider, { visit, journey, outcome }: Accepted): Promise<InteractionResults> => {
  const user = await users(deps.storage.pool).byId(journey.tenantId, journey.userId);
  if (!user) return refusal("access_denied", "the user is gone");
  const { id, ...told } = outcome;
  // A renewal moves the end; an end chosen with the bank stays for good (connections.md, section 9).
  const limit = told.consentUntil === null ? null : { until: new Date(told.consentUntil), own: intentOfJourney(journey).kind !== "reconsent" };
  if (limit) await oidcJourneys(deps.storage.pool).limitConsent(journey.tenantId, id, limit);
  const grant = new provider.Grant({ accountId: user.hexId, clientId: journey.clientId });
  const scope = scopesOf(String(visit.params["scope"])).join(" ");
  grant.addOIDCScope(scope);
  grant.addOIDCClaims(["sub", "sid", "auth_time", "mh:con_id", "mh:sync", "mh:consent", "mh:cat_type", "mh:account_verification"]);
  grant.addResourceScope(RESOURCE, scope);
  const grantId = await grant.save();
  await oidcJourneys(deps.storage.pool).finish(journey.uid, { grantId, outcome: told, expiresAt: new Date(deps.now().getTime() + 90 * DAY_MS) });
  return { login: { accountId: user.hexId, remember: false }, consent: { grantId } };
};
