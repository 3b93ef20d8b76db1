import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance } from "fastify";
import { APPROVALS, ApprovalSettings, readApprovalSettings } from "../../devices/approvals/approval-settings.ts";
import { DeviceSettings, readDeviceSettings } from "../../devices/help-desk/tenant-device-settings.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { saveSettings } from "../../use-cases/save-settings.ts";
import { SettingsQuery } from "./admin-request.ts";

/** What a tenant wants of devices and of approvals. */
export const settingsRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/authenticator-settings", async (request) => readDeviceSettings(deps, (await tenantOfBearer(deps, request)).id));
    app.put("/v1/authenticator-settings", { schema: { body: DeviceSettings, querystring: SettingsQuery } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      await saveSettings(deps, tenant.id, { name: "authenticator", settings: request.body, cause: request.query });
      return request.body;
    });
    app.get("/v1/approval-settings", async (request) => readApprovalSettings(deps.storage.pool, (await tenantOfBearer(deps, request)).id));
    app.put("/v1/approval-settings", { schema: { body: ApprovalSettings, querystring: SettingsQuery } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      await saveSettings(deps, tenant.id, { name: APPROVALS, settings: request.body, cause: request.query });
      return request.body;
    });
  };
