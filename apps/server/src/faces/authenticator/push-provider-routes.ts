import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { newId, pushGateways, type PushGateway, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { recordDeed } from "../../devices/help-desk/audit.ts";
import { findTenantDevice } from "../../devices/help-desk/manage-devices.ts";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId } from "../../ids.ts";
import { gatewayPrefixes, gatewaySender, newGateway, requireGatewayUrl, withNewSecret } from "../../push/push-gateway.ts";
import { pushPrefixes, type PushPrefix } from "../../push/push-sender.ts";
import { wakeDevice } from "../../push/push-to-device.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { idempotent } from "../native/idempotent.ts";
import { CauseQuery, causeFields, closed, targetOf } from "./admin-request.ts";

const Url = Type.String({ minLength: 1, maxLength: 2000 });
const Provider = Type.Object({ provider: Type.Enum(pushPrefixes) }, closed);
const Gateway = Type.Object({ provider: Type.Enum(gatewayPrefixes) }, closed);
const NewProvider = Type.Object({ provider: Type.Enum(gatewayPrefixes), url: Url, ...causeFields }, closed);
const ChangedProvider = Type.Object({ url: Type.Optional(Url), newSecret: Type.Optional(Type.Boolean()), ...causeFields }, closed);
const TestBody = Type.Object({ deviceId: Type.Optional(Type.String()) }, closed);

const TEST_LIFE_S = 60;

const printProvider = (deps: Deps, provider: PushPrefix, gateways: readonly PushGateway[]) => {
  const gateway = gateways.find(({ prefix }) => prefix === provider);
  const built = deps.pushSenders.some(({ prefix }) => prefix === provider);
  const kind = built ? ("built_in" as const) : gateway ? ("gateway" as const) : ("none" as const);
  const since = { createdAt: gateway?.createdAt.toISOString() ?? null, updatedAt: gateway?.updatedAt.toISOString() ?? null };
  return { provider, kind, url: gateway?.url ?? null, ...since };
};

interface Change {
  readonly action: "created" | "changed" | "removed";
  readonly gateway: Pick<PushGateway, "prefix">;
  readonly cause: { readonly reason: string; readonly by?: string | undefined };
}

const note = async (deps: Deps, request: FastifyRequest, { action, gateway, cause: given }: Change): Promise<Parameters<typeof recordDeed>[1]> => {
  const { tenant, cause } = await targetOf(deps, request, { id: null, cause: given });
  const who = { tenantId: tenant.id, userId: null, at: deps.now(), actor: `api:${cause.by}` };
  return { ...who, action: `push_provider.${action}`, subject: `push:${gateway.prefix}`, data: { reason: cause.reason } };
};

const findGateway = async (deps: Deps, tenant: Tenant, provider: string): Promise<PushGateway> => {
  const gateway = await pushGateways(deps.storage.pool).of(tenant.id, provider);
  if (!gateway) throw new AppError("NOT_FOUND", { detail: "no gateway is set for this provider" });
  return gateway;
};

/** Who pushes to which platform, for a tenant. */
export const pushProviderRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    const gateways = async (request: FastifyRequest) => pushGateways(deps.storage.pool).list((await tenantOfBearer(deps, request)).id);
    app.get("/v1/push-providers", async (request) => {
      const known = await gateways(request);
      return { pushProviders: pushPrefixes.map((provider) => printProvider(deps, provider, known)) };
    });
    app.get("/v1/push-providers/:provider", { schema: { params: Provider } }, async (request) =>
      printProvider(deps, request.params.provider, await gateways(request)),
    );
    app.post("/v1/push-providers", { schema: { body: NewProvider } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () => {
        const { provider: prefix, url, ...cause } = request.body;
        await requireGatewayUrl(deps, url);
        const { gateway, secret } = newGateway(deps, { tenantId: tenant.id, prefix, url });
        const deed = await note(deps, request, { action: "created", gateway, cause });
        await deps.storage.transaction(async (tx) => {
          if (!(await pushGateways(tx).create(gateway))) throw new AppError("ALREADY_EXISTS", { detail: "this provider has a gateway: change it" });
          await recordDeed(tx, deed);
        });
        return { ...printProvider(deps, prefix, [gateway]), secret };
      });
    });
    await fastify.register(changingRoutes(deps));
  };

const changingRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.put("/v1/push-providers/:provider", { schema: { params: Gateway, body: ChangedProvider } }, async (request) => {
      const before = await findGateway(deps, await tenantOfBearer(deps, request), request.params.provider);
      const { url = before.url, newSecret = false, ...cause } = request.body;
      await requireGatewayUrl(deps, url);
      const renewed = newSecret ? withNewSecret(deps, before) : { gateway: before, secret: null };
      const gateway = { ...renewed.gateway, url, updatedAt: deps.now() };
      const deed = await note(deps, request, { action: "changed", gateway, cause });
      await deps.storage.transaction(async (tx) => {
        await pushGateways(tx).save(gateway);
        await recordDeed(tx, deed);
      });
      return { ...printProvider(deps, gateway.prefix, [gateway]), ...(renewed.secret !== null && { secret: renewed.secret }) };
    });
    app.delete("/v1/push-providers/:provider", { schema: { params: Gateway, querystring: CauseQuery } }, async (request, reply) => {
      const gateway = await findGateway(deps, await tenantOfBearer(deps, request), request.params.provider);
      const deed = await note(deps, request, { action: "removed", gateway, cause: request.query });
      await deps.storage.transaction(async (tx) => {
        if (!(await pushGateways(tx).remove(gateway.tenantId, gateway.prefix))) throw new AppError("NOT_FOUND");
        await recordDeed(tx, deed);
      });
      return reply.code(204).send();
    });
    // With a device: wakes it. Without: the gateway is told of a token nobody has, and says whether it would listen.
    app.post("/v1/push-providers/:provider/test", { schema: { params: Provider, body: TestBody } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const { deviceId } = request.body;
      return idempotent(deps, { tenant, request, reply }, async () => {
        if (deviceId !== undefined) {
          const device = await findTenantDevice(deps, tenant, parseId("dev", deviceId));
          return wakeDevice(deps, device, { kind: "DISPLAY_MESSAGE", id: newId(), lifeS: TEST_LIFE_S, only: request.params.provider });
        }
        const sender = gatewaySender(deps, await findGateway(deps, tenant, request.params.provider));
        return sender.send({ token: "", content: "", lifeS: 0, topic: "test", urgency: "normal" });
      });
    });
  };
