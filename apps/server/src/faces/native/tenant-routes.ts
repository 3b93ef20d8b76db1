import { ApiTokenRotation, TenantChange } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { tenants, type Tenant, type TenantFacts } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { printId } from "../../ids.ts";
import { changeTenant, rotateApiToken } from "../../use-cases/change-tenant.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { idempotent } from "./idempotent.ts";

/** Routes about the tenant itself: its name, its policy, who may frame its pages, its API token. */
export const tenantRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/tenant", async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return printTenant(deps, tenant, tenant);
    });
    app.patch("/v1/tenant", { schema: { body: TenantChange } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return printTenant(deps, tenant, await changeTenant(deps, tenant, request.body));
    });
    app.post("/v1/tenant/api-token-rotations", { schema: { body: ApiTokenRotation } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () => {
        const { secret, previousUntil } = await rotateApiToken(deps, tenant, request.body);
        return { secret, previousUntil: previousUntil?.toISOString() ?? null };
      });
    });
  };

const printTenant = async (deps: Deps, { id, no, slug }: Tenant, { name, policyUrl, origins }: TenantFacts) => {
  const until = await tenants(deps.storage.pool).previousApiTokenUntil(id);
  return {
    id: printId("ten", id),
    partnerId: String(no),
    slug,
    name,
    policyUrl,
    origins: [...origins],
    previousApiTokenUntil: until && until > deps.now() ? until.toISOString() : null,
  };
};
