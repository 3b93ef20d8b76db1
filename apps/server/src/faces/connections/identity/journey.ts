import { connections, oidcJourneys, sessions, users, type OidcJourney } from "@drawbridge/storage";
import type { InteractionResults, Provider } from "oidc-provider";
import { hashToken } from "../../../http/token-hash.ts";
import { createLink } from "../../../use-cases/create-link.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { clockOf } from "../../../use-cases/tenant-clock.ts";
import { intentOf } from "./check-request.ts";
import { IDENTITY_PATH } from "./identity.ts";
import type { Intent } from "./intent.ts";
import { linkFor, personOf } from "./journey-link.ts";
import { outcomeOf, type Reached } from "./outcome.ts";
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
  const answer = client && intentOf(params, clockOf(deps, client.tenantId));
  if (!client || !answer || answer.outcome === "refused")
    return { outcome: "result", result: refusal("invalid_request", "the request is no longer valid") };
  const { intent } = answer;
  const known = await oidcJourneys(deps.storage.pool).byUid(uid);
  const user = known ? await users(deps.storage.pool).byId(known.tenantId, known.userId) : await personOf(deps, client, intent);
  const redirectUri = `${deps.origin()}${endPath(uid)}`;
  const consentStep = intent.kind === "connect" || intent.kind === "reconsent";
  const request = user && (await linkFor(deps, { client, intent, user, redirectUri, consentStep }));
  if (!request) return { outcome: "result", result: refusal("invalid_claims", "the user or connection is gone") };
  const link = await createLink(deps, request);
  const now = deps.now();
  const journey = { uid, clientId: client.id, tenantId: client.tenantId, userId: request.user.id, linkId: link.id, intent };
  await oidcJourneys(deps.storage.pool).start(journey, { now, expiresAt: new Date(now.getTime() + JOURNEY_MS) });
  return { outcome: "page", path: `/connect#link=${link.token}` };
};

/** Where our page sends the browser at the end. */
export const endPath = (uid: string): string => `${IDENTITY_PATH}/oidc/interaction/${uid}/end`;

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
  const { tenantId } = journey;
  const outcome = known ? null : await outcomeOf(deps, { tenantId, session, intent: intentOfJourney(journey) });
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

interface Accepted {
  readonly visit: Visit;
  readonly journey: OidcJourney;
  readonly outcome: Reached;
}

const accept = async (deps: Deps, provider: Provider, { visit, journey, outcome }: Accepted): Promise<InteractionResults> => {
  const user = await users(deps.storage.pool).byId(journey.tenantId, journey.userId);
  if (!user) return refusal("access_denied", "the user is gone");
  const { id, ...told } = outcome;
  // A renewal moves the end; an end chosen with the bank stays for good (connections.md, section 9).
  const limit = told.consentUntil === null ? null : { until: new Date(told.consentUntil), own: told.renewal !== "reconsent" };
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
