import { CredentialRotation, TenantChange } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { tenants, type Tenant, type TenantCredential, type TenantFacts } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { printId } from "../../ids.ts";
import { changeTenant } from "../../use-cases/change-tenant.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { rotateCredential, unlockPartner } from "../../use-cases/rotate-credential.ts";
import { idempotent } from "./idempotent.ts";

const rotations: readonly (readonly [path: string, TenantCredential])[] = [
  ["api-token-rotations", "api_token"],
  ["app-key-rotations", "app_key"],
  ["partner-secret-rotations", "partner_secret"],
];

/** Routes about the tenant itself: its name, its policy, who may frame its pages, its API token, app key and partner secret. */
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
    for (const [path, name] of rotations) {
      app.post(`/v1/tenant/${path}`, { schema: { body: CredentialRotation } }, async (request, reply) => {
        const tenant = await tenantOfBearer(deps, request);
        return idempotent(deps, { tenant, request, reply }, async () => {
          const { secret, previousUntil } = await rotateCredential(deps, tenant, { ...request.body, name });
          return { secret, previousUntil: previousUntil?.toISOString() ?? null };
        });
      });
    }
    app.delete("/v1/tenant/partner-lock", async (request, reply) => {
      await unlockPartner(deps, await tenantOfBearer(deps, request));
      return reply.code(204).send();
    });
  };

const previousUntil = async (deps: Deps, id: string, name: TenantCredential): Promise<string | null> =>
  (await tenants(deps.storage.pool).previousCredential(id, name, deps.now()))?.until.toISOString() ?? null;

const printTenant = async (deps: Deps, { id, no, slug, lockedAt }: Tenant, { name, policyUrl, origins }: TenantFacts) => ({
  id: printId("ten", id),
  partnerId: String(no),
  slug,
  name,
  policyUrl,
  origins: [...origins],
  previousApiTokenUntil: await previousUntil(deps, id, "api_token"),
  previousAppKeyUntil: await previousUntil(deps, id, "app_key"),
  previousPartnerSecretUntil: await previousUntil(deps, id, "partner_secret"),
  partnerLockedAt: lockedAt?.toISOString() ?? null,
});
