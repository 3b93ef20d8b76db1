import type { AuthRequestInput, PersonPresent } from "@drawbridge/contract";
import { connections, users, type User } from "@drawbridge/storage";
import type { Deps } from "../../../use-cases/deps.ts";
import { resolveInstitution } from "../../../use-cases/resolve-institution.ts";
import { clockOf } from "../../../use-cases/tenant-clock.ts";
import type { Access } from "../access.ts";
import { targetProblem } from "../identity/check-request.ts";
import type { KnownClient } from "../identity/client-book.ts";
import { readIntent, type Intent } from "../identity/intent.ts";
import { personOf } from "../identity/journey-link.ts";
import { ConnectionsProblem } from "../problem.ts";

/** A checked auth request: what is wanted, by which client, for whom. */
export interface WantedAuth {
  readonly client: KnownClient;
  readonly intent: Intent;
  readonly bankId: string;
  readonly user: User;
  /** The bank has a sign-in page of its own. */
  readonly signsInThere: boolean;
  /** Who is there; null: the client did not say where. */
  readonly person: PersonPresent | null;
}

const wrong = (message: string): ConnectionsProblem => new ConnectionsProblem(400, "BadRequest", message);

/** The same claims an authorization request would carry, so that one set of rules reads both (connections.md, 3.6 and 10.1). */
const claimsOf = (body: AuthRequestInput): object => {
  const {
    userId,
    connectionId,
    expirationDateTime,
    transactionFromDateTime,
    permissions,
    permissionsAction,
    keepReconsent,
    sync,
    accountVerification,
  } = body;
  return {
    ...(userId !== undefined && { sub: { value: userId } }),
    ...(connectionId !== undefined && { "mh:con_id": { value: connectionId } }),
    "mh:consent": {
      value: {
        ...(expirationDateTime !== undefined && { expirationDateTime }),
        ...(transactionFromDateTime !== undefined && { transactionFromDateTime }),
        ...(permissions && { permissions }),
        ...(permissionsAction && { permissionsAction }),
        ...(keepReconsent !== undefined && { keepReconsent }),
      },
    },
    ...(sync && { "mh:sync": { value: sync } }),
    ...(accountVerification === true && { "mh:account_verification": { value: { accVerification: true } } }),
  };
};

const readWish = (now: Date, body: AuthRequestInput): { readonly intent: Intent; readonly bankId: string } => {
  const answer = readIntent({ scope: body.scope, idTokenClaims: claimsOf(body), now });
  if (answer.outcome === "refused") throw wrong(answer.description);
  const { intent } = answer;
  if (intent.kind === "reconsent") throw wrong("a consent is renewed without the bank: use the scope reconsent of I/oidc/auth");
  if (intent.kind !== "connect") return { intent, bankId: intent.connectionId.split(":")[0] ?? "" };
  if (intent.bankId === null) throw wrong("the scope must name one bank: id:<bank>");
  if (body.connectionId !== undefined) throw wrong("connectionId goes with the scopes reauth and refresh");
  return { intent, bankId: intent.bankId };
};

/** Where a browser may be sent back to was said when the client was registered; nothing else is. */
const checkRedirect = ({ registration }: KnownClient, redirectUri: string | undefined): void => {
  const registered = registration["redirect_uris"];
  if (redirectUri === undefined || (Array.isArray(registered) && registered.includes(redirectUri))) return;
  throw wrong("redirectUri is not registered for this client");
};

/** Checks the body against the rules of authorization requests; makes the person of a one-time request. */
export const askAuthRequest = async (deps: Deps, { clientId, tenant }: Access, body: AuthRequestInput): Promise<WantedAuth> => {
  const client = await deps.identity.clients.find(clientId);
  if (!client) throw wrong("the client is gone");
  checkRedirect(client, body.redirectUri);
  const { intent, bankId } = readWish(clockOf(deps, tenant.id), body);
  const problem = await targetProblem(deps, client, intent);
  if (problem) throw wrong(problem[1]);
  const signsInThere = await hasOwnPage(deps, tenant.id, intent);
  if (!signsInThere && body.redirectUri === undefined)
    throw wrong("this bank has no sign-in page of its own: name the redirectUri that ours comes back to");
  const user = intent.userId === null ? await personOf(deps, client, intent) : await users(deps.storage.pool).byHexId(tenant.id, intent.userId);
  if (!user) throw wrong("the user is gone");
  return { client, intent, bankId, user, signsInThere, person: personIn(body) };
};

const personIn = ({ customerIpAddress: address, customerLastLoggedTime }: AuthRequestInput): PersonPresent | null =>
  address === undefined ? null : { address, lastSignedInAt: customerLastLoggedTime ?? null };

const hasOwnPage = async (deps: Deps, tenantId: string, intent: Intent): Promise<boolean> => {
  if (intent.kind === "connect") return redirects(deps, deps.directory.byBankId(intent.bankId ?? "")?.id);
  const connection = await connections(deps.storage.pool).byBankConnectionId(tenantId, intent.connectionId);
  return redirects(deps, connection ? deps.directory.byUuid(connection.institutionId)?.id : undefined);
};

const redirects = (deps: Deps, institutionId: string | undefined): boolean =>
  institutionId !== undefined && resolveInstitution(deps, institutionId, { jobTypes: [] })?.signIn === "redirect";
