import { authRequests, links, newId, users, type AuthRequest } from "@drawbridge/storage";
import { newToken } from "../../../http/token-hash.ts";
import { createLink } from "../../../use-cases/create-link.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { openSession } from "../../../use-cases/open-session.ts";
import { IDENTITY_PATH } from "../identity/identity.ts";
import { linkFor } from "../identity/journey-link.ts";
import { ConnectionsProblem } from "../problem.ts";
import type { WantedAuth } from "./ask-auth-request.ts";
import { departToBank } from "./depart-to-bank.ts";
import { sealTrip, type Trip } from "./trip.ts";

/** What the client said beside what it wants. */
export interface AskedTrip {
  readonly scope: string;
  readonly redirectUri: string | null;
}

const bankDown = (): ConnectionsProblem =>
  new ConnectionsProblem(503, "ExternalProvider", "The bank cannot be reached at the moment", { members: { statusCode: 503 } });

const gone = (): ConnectionsProblem => new ConnectionsProblem(400, "BadRequest", "the user or connection is gone");

/** Where our page ends for an auth request. */
const endOf = (deps: Deps, id: string): string => `${deps.origin()}${IDENTITY_PATH}/consents/${id}/end`;

/** Makes an auth request and the first trip to the bank (connections.md, 10.1); answers its id. */
export const startAuthRequest = async (deps: Deps, wanted: WantedAuth, { scope, redirectUri }: AskedTrip): Promise<string> => {
  const { client, intent, bankId, user } = wanted;
  const own = { id: newId(), tenantId: client.tenantId, userId: user.id };
  const start = await openTrip(deps, wanted, own.id);
  if (!start) {
    if (intent.userId === null) await users(deps.storage.pool).remove(own.tenantId, user.id); // nobody is left behind
    throw bankDown();
  }
  const request: AuthRequest = {
    ...own,
    clientId: client.id,
    linkId: start.linkId,
    sessionId: start.sessionId,
    bankId,
    scope,
    redirectUri,
    intent,
    bankConnectionId: intent.kind === "connect" ? null : intent.connectionId,
    status: "pending",
    createdAt: deps.now(),
    ...sealTrip(deps, own, start.trip),
  };
  await authRequests(deps.storage.pool).create(request);
  return own.id;
};

interface Start {
  readonly linkId: string;
  readonly sessionId: string | null;
  readonly trip: Trip;
}

/** To the bank's own page; where the bank has none, to ours, which asks for what the bank wants. */
const openTrip = async (deps: Deps, wanted: WantedAuth, id: string): Promise<Start | null> => {
  const { client, intent, user, signsInThere, person } = wanted;
  const wish = await linkFor(deps, { client, intent, user, redirectUri: endOf(deps, id), consentStep: false, ...(person && { person }) });
  if (!wish) throw gone();
  const { id: linkId, token } = await createLink(deps, wish);
  if (!signsInThere) {
    const trip = { authUrl: `${deps.origin()}/connect#link=${token}`, returnUrl: endOf(deps, id), state: newToken() };
    return { linkId, sessionId: null, trip };
  }
  const link = await links(deps.storage.pool).byId(client.tenantId, linkId);
  if (!link) throw gone();
  const { session } = await openSession(deps, { link, handle: null, tabId: `auth-request ${id}` });
  const trip = await departToBank(deps, session.id);
  return trip && { linkId, sessionId: session.id, trip };
};
