import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { oidcClients } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { ResourceSettings } from "../connections/resources/client-settings.ts";

const Params = Type.Object({ id: Type.String({ maxLength: 100 }) });
const Change = Type.Object(
  {
    enforceUserConsent: Type.Optional(Type.Boolean()),
    statusNever: Type.Optional(Type.Boolean()),
    syncLimitSeconds: Type.Optional(Type.Union([Type.Integer({ minimum: 5, maximum: 86_400 }), Type.Null()])),
  },
  { additionalProperties: false },
);

/** What an OIDC client may be set to beside its registration. */
export const oidcSettingsRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.patch("/v1/oidc-clients/:id/settings", { schema: { params: Params, body: Change } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const repository = oidcClients(deps.storage.pool);
      const client = await repository.byId(request.params.id);
      if (client?.tenantId !== tenant.id) throw new AppError("NOT_FOUND");
      await repository.changeSettings(tenant.id, client.id, { settings: request.body, at: deps.now() });
      return Value.Clean(ResourceSettings, Value.Default(ResourceSettings, { ...client.settings, ...request.body }));
    });
  };
