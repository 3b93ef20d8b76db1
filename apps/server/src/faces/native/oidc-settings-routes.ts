import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { ClientWebhook } from "@drawbridge/contract";
import { oidcClients, type OidcClient } from "@drawbridge/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { printId } from "../../ids.ts";
import { findClientWebhook, setClientWebhook, type KnownClientWebhook } from "../../use-cases/client-webhook.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { checkLeadDays, LeadDays } from "../../use-cases/reminder-plans.ts";
import { FreshnessTargets, ResourceSettings } from "../connections/resources/client-settings.ts";

const Params = Type.Object({ id: Type.String({ maxLength: 100 }) });
const Change = Type.Object(
  {
    enforceUserConsent: Type.Optional(Type.Boolean()),
    statusNever: Type.Optional(Type.Boolean()),
    /** Days before the end of a consent at which the client is reminded; null: the tenant's. */
    reminderLeadDays: Type.Optional(Type.Union([LeadDays, Type.Null()])),
    /** Hours that data of a type of account should be younger than; null: the usual ones. */
    freshnessTargetHours: Type.Optional(Type.Union([FreshnessTargets, Type.Null()])),
    syncLimitSeconds: Type.Optional(Type.Union([Type.Integer({ minimum: 5, maximum: 86_400 }), Type.Null()])),
    /** Where the webhooks of the Connections face go; null: nowhere. */
    webhook: Type.Optional(Type.Union([ClientWebhook, Type.Null()])),
  },
  { additionalProperties: false },
);

/** What an OIDC client may be set to beside its registration. */
export const oidcSettingsRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/oidc-clients/:id/settings", { schema: { params: Params } }, async (request) => {
      const client = await clientOf(deps, request, request.params.id);
      return printSettings(client.settings, await findClientWebhook(deps, client));
    });
    app.patch("/v1/oidc-clients/:id/settings", { schema: { params: Params, body: Change } }, async (request) => {
      const client = await clientOf(deps, request, request.params.id);
      const { webhook: wish, ...settings } = request.body;
      if (settings.reminderLeadDays) checkLeadDays(settings.reminderLeadDays);
      // First, as it may be refused: then nothing has changed.
      const webhook = wish === undefined ? await findClientWebhook(deps, client) : await setClientWebhook(deps, client, wish);
      await deps.storage.transaction((tx) => oidcClients(tx).changeSettings(client.tenantId, client.id, { settings, at: deps.now() }));
      deps.reminderPlans.forget(client.tenantId);
      return printSettings({ ...client.settings, ...settings }, webhook);
    });
  };

const clientOf = async (deps: Deps, request: FastifyRequest, id: string): Promise<OidcClient> => {
  const tenant = await tenantOfBearer(deps, request);
  const client = await oidcClients(deps.storage.pool).byId(id);
  if (client?.tenantId !== tenant.id) throw new AppError("NOT_FOUND");
  return client;
};

const printSettings = (settings: OidcClient["settings"], known: KnownClientWebhook | null) => {
  const plain: unknown = Value.Clean(ResourceSettings, Value.Default(ResourceSettings, { ...settings }));
  return { ...Value.Parse(ResourceSettings, plain), webhook: known && printWebhook(known) };
};

const printWebhook = ({ webhook: { id, url, format, eventTypes, disabledAt, disabledReason }, secret }: KnownClientWebhook) => ({
  id: printId("whe", id),
  url,
  format,
  eventTypes,
  disabledAt: disabledAt && disabledAt.toISOString(),
  disabledReason,
  ...(secret !== null && { secret }),
});
