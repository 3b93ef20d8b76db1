import { DeliveryStatus, NewWebhookEndpoint, ReplayRange } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { webhookEndpoints, webhookLog, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type, type Static } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import {
  enableWebhook,
  findWebhook,
  registerWebhook,
  removeWebhook,
  replayDelivery,
  replayRange,
  rotateWebhookSecret,
  testWebhook,
  type EndpointWithSecret,
} from "../../use-cases/manage-webhooks.ts";
import { idempotent } from "./idempotent.ts";
import { printDelivery, printEndpoint } from "./webhook-shapes.ts";

const closed = { additionalProperties: false } as const;

const Params = Type.Object({ id: Type.String() });
const Nothing = Type.Optional(Type.Union([Type.Null(), Type.Object({}, closed)]));
const DeliveriesQuery = Type.Object(
  {
    endpointId: Type.Optional(Type.String()),
    status: Type.Optional(DeliveryStatus),
    cursor: Type.Optional(Type.String()),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  },
  closed,
);

/** Routes of webhook endpoints and of the delivery log. */
export const webhookRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    await fastify.register(endpointRoutes(deps));
    await fastify.register(deliveryRoutes(deps));
  };

const endpointRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post("/v1/webhook-endpoints", { schema: { body: NewWebhookEndpoint } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () => withSecret(deps, await registerWebhook(deps, tenant, request.body)));
    });
    app.get("/v1/webhook-endpoints", async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const found = await webhookEndpoints(deps.storage.pool).list(tenant.id);
      return { webhookEndpoints: found.map((endpoint) => printEndpoint(endpoint, deps.now())) };
    });
    app.get("/v1/webhook-endpoints/:id", { schema: { params: Params } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return printEndpoint(await findWebhook(deps, tenant, parseId("whe", request.params.id)), deps.now());
    });
    app.delete("/v1/webhook-endpoints/:id", { schema: { params: Params } }, async (request, reply) => {
      await removeWebhook(deps, await tenantOfBearer(deps, request), parseId("whe", request.params.id));
      return reply.code(204).send();
    });
    app.post("/v1/webhook-endpoints/:id/secret-rotations", { schema: { params: Params, body: Nothing } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const rotate = async () => withSecret(deps, await rotateWebhookSecret(deps, tenant, parseId("whe", request.params.id)));
      return idempotent(deps, { tenant, request, reply }, rotate);
    });
    app.post("/v1/webhook-endpoints/:id/tests", { schema: { params: Params, body: Nothing } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const test = async () => printDelivery(await testWebhook(deps, tenant, parseId("whe", request.params.id)), []);
      return idempotent(deps, { tenant, request, reply }, test);
    });
    app.post("/v1/webhook-endpoints/:id/enablings", { schema: { params: Params, body: Nothing } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const enable = async () => printEndpoint(await enableWebhook(deps, tenant, parseId("whe", request.params.id)), deps.now());
      return idempotent(deps, { tenant, request, reply }, enable);
    });
  };

const deliveryRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post("/v1/webhook-endpoints/:id/replays", { schema: { params: Params, body: ReplayRange } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const target = { tenant, id: parseId("whe", request.params.id) };
      return idempotent(deps, { tenant, request, reply }, () => replayRange(deps, target, request.body));
    });
    app.get("/v1/webhook-deliveries", { schema: { querystring: DeliveriesQuery } }, async (request) =>
      listDeliveries(deps, await tenantOfBearer(deps, request), request.query),
    );
    app.post("/v1/webhook-deliveries/:id/replays", { schema: { params: Params, body: Nothing } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const replay = async () => printDelivery(await replayDelivery(deps, tenant, parseId("whd", request.params.id)), []);
      return idempotent(deps, { tenant, request, reply }, replay);
    });
  };

/** The endpoint with the secret, which no later answer shows. */
const withSecret = (deps: Deps, { endpoint, secret }: EndpointWithSecret) => ({ ...printEndpoint(endpoint, deps.now()), secret });

const idOf = (kind: "whe" | "whd", text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  const uuid = parseId(kind, text);
  if (!uuid) throw new AppError("VALIDATION_FAILED", { detail: `not a ${kind}_… id` });
  return uuid;
};

const listDeliveries = async (deps: Deps, tenant: Tenant, { endpointId, status, cursor, limit }: Static<typeof DeliveriesQuery>) => {
  const log = webhookLog(deps.storage.pool);
  const found = await log.query({ tenantId: tenant.id, endpointId: idOf("whe", endpointId), status, before: idOf("whd", cursor), limit });
  const attempts = await log.attemptsOf(found.map(({ id }) => id));
  return {
    webhookDeliveries: found.map((delivery) => printDelivery(delivery, attempts)),
    next: found.length === limit ? printId("whd", found.at(-1)?.id ?? "") : null,
  };
};
