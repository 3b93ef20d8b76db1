import { users, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import type { Deps } from "../../use-cases/deps.ts";
import { removeUser, wasUserRemoved } from "../../use-cases/remove-user.ts";
import { printConsumer, printCustomer, printNewCustomer, readCustomer } from "./customer-shapes.ts";
import { epochSeconds, listHead, pagingOf } from "./paging.ts";
import { numberOf, partnerOf } from "./partner.ts";
import { ConnectProblem, unknownResource } from "./problem.ts";
import { actor, askedOf, bodyOf, queryOf, type Body, type Ids } from "./request.ts";

/** Customers and their consumers (connect-events.md, section 11). */
export const customerRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    for (const type of ["testing", "active"] as const) {
      app.post(`/aggregation/v2/customers/${type}`, async (request, reply) => {
        const tenant = await partnerOf(deps, request);
        return reply.code(201).send(await createCustomer(deps, tenant, { body: bodyOf(request.body), type }));
      });
    }
    app.get("/aggregation/v1/customers", async (request) => listCustomers(deps, await partnerOf(deps, request), queryOf(request)));
    app.get<Ids>("/aggregation/v1/customers/:customerId", async (request) => printCustomer((await askedOf(deps, request)).user));
    app.delete<Ids>("/aggregation/v1/customers/:customerId", async (request, reply) => {
      await deleteCustomer(deps, await partnerOf(deps, request), request.params.customerId);
      return reply.code(204).send();
    });
    app.post<Ids>("/decisioning/v1/customers/:customerId/consumer", async (request, reply) =>
      reply.code(201).send(printConsumer((await askedOf(deps, request)).user)),
    );
  };

const createCustomer = async (deps: Deps, tenant: Tenant, { body, type }: { readonly body: Body; readonly type: "testing" | "active" }) => {
  const user = await users(deps.storage.pool).create(tenant.id, readCustomer(body, type));
  if (!user) throw new ConnectProblem(409, 11_000, "This username is taken");
  return printNewCustomer(user);
};

const listCustomers = async (deps: Deps, tenant: Tenant, query: Readonly<Record<string, string>>) => {
  const paging = pagingOf(query);
  const filter = { externalId: query["username"] ?? null, search: query["search"] ?? null };
  const { total, users: found } = await users(deps.storage.pool).list(tenant.id, { ...filter, offset: paging.start - 1, limit: paging.limit });
  return { ...listHead(total, found.length, paging), createdDate: String(epochSeconds(deps.now())), customers: found.map(printCustomer) };
};

/** A second deletion answers like the first. */
const deleteCustomer = async (deps: Deps, tenant: Tenant, id: string): Promise<void> => {
  const no = numberOf(id);
  const user = no === null ? null : await users(deps.storage.pool).byNo(tenant.id, no);
  if (user) return removeUser(deps, user, actor);
  if (no === null || !(await wasUserRemoved(deps, tenant.id, no))) throw unknownResource("customer");
};
