import { connections, consents, type Connection } from "@drawbridge/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Deps } from "../../use-cases/deps.ts";
import { removeConnection } from "../../use-cases/remove-connection.ts";
import { syncConnection } from "../../use-cases/sync-connection.ts";
import { accountsOfLogin } from "./list-accounts.ts";
import { partnerOf } from "./partner.ts";
import { ConnectProblem, unknownResource } from "./problem.ts";
import { actor, askedOf, findLogin, type Asked, type Ids } from "./request.ts";

const path = "/aggregation/v1/customers/:customerId/institutionLogins/:loginId";

/** Institution logins: their accounts, a refresh, removal, and how long they are authorized (connect-events.md, section 11). */
export const loginRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<Ids>(`${path}/accounts`, async (request) => {
      const asked = await askedOf(deps, request);
      return answerWith(deps, asked, { connection: await activeLogin(deps, asked, request), running: false });
    });
    app.post<Ids>(`${path}/accounts`, async (request) => {
      const asked = await askedOf(deps, request);
      return refresh(deps, asked, await activeLogin(deps, asked, request));
    });
    app.delete<Ids>(path, async (request, reply) => {
      const asked = await askedOf(deps, request);
      await removeConnection(deps, await loginOf(deps, asked, request), actor);
      return reply.code(204).send();
    });
    app.get<Ids>("/customers/institution-logins/:loginId/authorization-details", async (request) => {
      const tenant = await partnerOf(deps, request);
      return authorizationOf(deps, await findLogin(deps, tenant, request.params.loginId));
    });
  };

const loginOf = async (deps: Deps, { tenant, user }: Asked, { params }: FastifyRequest<Ids>): Promise<Connection> => {
  const connection = await findLogin(deps, tenant, params.loginId);
  if (connection?.userId !== user.id) throw unknownResource("institution login");
  return connection;
};

const activeLogin = async (deps: Deps, asked: Asked, request: FastifyRequest<Ids>): Promise<Connection> => {
  const connection = await loginOf(deps, asked, request);
  if (connection.status !== "active") throw unknownResource("institution login");
  return connection;
};

const answerWith = async (deps: Deps, asked: Asked, login: { readonly connection: Connection; readonly running: boolean }) => {
  const accounts = await accountsOfLogin(deps, asked, login);
  if (accounts.length === 0) throw new ConnectProblem(404, 38_007, "There are no accounts for this institution login");
  return { accounts };
};

/** Whatever the bank said, the answer is the accounts: how it went stands in their status code. */
const refresh = async (deps: Deps, asked: Asked, connection: Connection) => {
  const { outcome } = await syncConnection(deps, connection);
  const now = await connections(deps.storage.pool).byId(asked.tenant.id, connection.id);
  if (now?.status !== "active") throw unknownResource("institution login");
  return answerWith(deps, asked, { connection: now, running: outcome === "running" });
};

/** Kinds whose access is a consent given at the bank; the others sign in by credentials. */
const authorized: ReadonlySet<string> = new Set(["api", "test"]);

const authorizationOf = async (deps: Deps, connection: Connection | null) => {
  if (connection?.status !== "active") throw new ConnectProblem(404, 3004, "The institution login is unknown");
  if (!authorized.has(connection.kind)) throw new ConnectProblem(400, 3003, "A legacy institution login has no authorization at the bank");
  const consent = await consents(deps.storage.pool).latest(connection.tenantId, connection.id);
  if (!consent) throw new ConnectProblem(404, 3004, "The institution login has no authorization");
  return {
    institutionLoginId: connection.no,
    authorizationStartDate: consent.givenAt.toISOString(),
    authorizationEndDate: consent.expiresAt.toISOString(),
  };
};
