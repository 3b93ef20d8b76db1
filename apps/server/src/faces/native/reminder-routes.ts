import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { checkLeadDays, LeadDays } from "../../use-cases/reminder-plans.ts";
import { saveSettings } from "../../use-cases/save-settings.ts";

const SETTING = "reminderLeadDays";

const Settings = Type.Object(
  {
    /** Days before the end of a consent at which it is told; null: 7, 5, 3 and 1. */
    leadDays: Type.Union([LeadDays, Type.Null()]),
  },
  { additionalProperties: false },
);

/** When a tenant wants to hear of the ends of consents; its clients may have lead times of their own. */
export const reminderRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/reminder-settings", async (request) => ({
      leadDays: (await deps.reminderPlans.of((await tenantOfBearer(deps, request)).id)).own.leadDays,
    }));
    app.put("/v1/reminder-settings", { schema: { body: Settings } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const { leadDays } = request.body;
      if (leadDays) checkLeadDays(leadDays);
      await saveSettings(deps, tenant.id, { name: SETTING, settings: leadDays });
      deps.reminderPlans.forget(tenant.id);
      return { leadDays: (await deps.reminderPlans.of(tenant.id)).own.leadDays };
    });
  };
