import { NewSink, SinkChange, type Sink } from "@drawbridge/contract";
import { eventSinks, type EventSink, type SinkLag, type Tenant } from "@drawbridge/storage";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { changeSink, createSink, findSink, removeSink } from "../../use-cases/manage-sinks.ts";
import { idempotent } from "./idempotent.ts";

const Params = Type.Object({ id: Type.String() });

/** Routes of the places a tenant's log is sent on to. */
export const sinkRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post("/v1/sinks", { schema: { body: NewSink } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () => withLag(deps, tenant, await createSink(deps, tenant, request.body)));
    });
    app.get("/v1/sinks", async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const sinks = eventSinks(deps.storage.pool);
      const [found, lags] = [await sinks.list(tenant.id), await sinks.lag(deps.now(), tenant.id)];
      return { sinks: found.map((sink) => printSink(sink, lags)) };
    });
    app.get("/v1/sinks/:id", { schema: { params: Params } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return withLag(deps, tenant, await findSink(deps, tenant, parseId("snk", request.params.id)));
    });
    app.patch("/v1/sinks/:id", { schema: { params: Params, body: SinkChange } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return withLag(deps, tenant, await changeSink(deps, { tenant, id: parseId("snk", request.params.id) }, request.body));
    });
    app.delete("/v1/sinks/:id", { schema: { params: Params } }, async (request, reply) => {
      await removeSink(deps, await tenantOfBearer(deps, request), parseId("snk", request.params.id));
      return reply.code(204).send();
    });
  };

const withLag = async (deps: Deps, tenant: Tenant, sink: EventSink): Promise<Sink> =>
  printSink(sink, await eventSinks(deps.storage.pool).lag(deps.now(), tenant.id));

const printSink = (sink: EventSink, lags: readonly SinkLag[]): Sink => ({
  id: printId("snk", sink.id),
  kind: sink.kind,
  url: sink.url,
  subject: sink.subject,
  eventTypes: [...sink.eventTypes],
  description: sink.description,
  createdAt: sink.createdAt.toISOString(),
  paused: sink.paused,
  eventsBehind: lags.find(({ id }) => id === sink.id)?.eventsBehind ?? 0,
  lastSuccessAt: sink.lastSuccessAt?.toISOString() ?? null,
  failures: sink.failures,
  lastError: sink.lastError,
  nextTryAt: sink.nextTryAt?.toISOString() ?? null,
});
