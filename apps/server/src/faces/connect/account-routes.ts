import { accounts, connections, type Account, type Connection } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import type { Deps } from "../../use-cases/deps.ts";
import { removeAccount } from "../../use-cases/remove-connection.ts";
import { accountsOfCustomer } from "./list-accounts.ts";
import { numberOf } from "./partner.ts";
import { unknownResource } from "./problem.ts";
import { actor, askedOf, type Asked, type Ids } from "./request.ts";

const path = "/aggregation/v1/customers/:customerId/accounts";

/** The accounts of a customer over all institution logins (connect-events.md, section 11). */
export const accountRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<Ids>(path, async (request) => ({ accounts: await accountsOfCustomer(deps, await askedOf(deps, request)) }));
    app.get<Ids>(`${path}/:accountId`, async (request) => {
      const asked = await askedOf(deps, request);
      const id = String(numberOf(request.params.accountId));
      const account = (await accountsOfCustomer(deps, asked)).find((one) => one.id === id);
      if (!account) throw unknownResource("account");
      return account;
    });
    app.delete<Ids>(`${path}/:accountId`, async (request, reply) => {
      const asked = await askedOf(deps, request);
      await removeAccount(deps, await accountOf(deps, asked, request.params.accountId), actor);
      return reply.code(204).send();
    });
  };

const accountOf = async (
  deps: Deps,
  { tenant, user }: Asked,
  id: string,
): Promise<{ readonly connection: Connection; readonly account: Account }> => {
  const no = numberOf(id);
  const account = (await accounts(deps.storage.pool).sharedByUser(tenant.id, user.id)).find((one) => one.no === no);
  const connection = account && (await connections(deps.storage.pool).byId(tenant.id, account.connectionId));
  if (!account || !connection) throw unknownResource("account");
  return { connection, account };
};
