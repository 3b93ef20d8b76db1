import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { connectionPauses } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { DEVICE_POLICIES, DevicePolicies, readDevicePolicies } from "../../devices/help-desk/device-policies.ts";
import { findTenantUser, resumeConnections } from "../../devices/help-desk/manage-devices.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { saveSettings } from "../../use-cases/save-settings.ts";
import { CauseQuery, IdParams, SettingsQuery, targetOf } from "./admin-request.ts";

/** A tenant's policies for devices, and the pause of connections they may cause. */
export const policyRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/device-policies", async (request) => readDevicePolicies(deps.storage.pool, (await tenantOfBearer(deps, request)).id));
    app.put("/v1/device-policies", { schema: { body: DevicePolicies, querystring: SettingsQuery } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      await saveSettings(deps, tenant.id, { name: DEVICE_POLICIES, settings: request.body, cause: request.query });
      return request.body;
    });
    app.get("/v1/users/:id/connection-pause", { schema: { params: IdParams } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const user = await findTenantUser(deps, tenant, parseId("usr", request.params.id));
      const { since, connections } = await connectionPauses(deps.storage.pool).ofUser(tenant.id, user.id);
      return { pausedSince: since?.toISOString() ?? null, connections };
    });
    app.delete("/v1/users/:id/connection-pause", { schema: { params: IdParams, querystring: CauseQuery } }, async (request, reply) => {
      await resumeConnections(deps, await targetOf(deps, request, { id: parseId("usr", request.params.id), cause: request.query }));
      return reply.code(204).send();
    });
  };
