import { createHash } from "node:crypto";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { stageText } from "@drawbridge/domain";
import { connectionRoutes, connections, syncRuns, users, type Connection, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId, printId } from "../../ids.ts";
import { healthOf } from "../../use-cases/connection-health.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { countFleet, findFleet } from "../../use-cases/find-fleet.ts";
import { removeConnection } from "../../use-cases/remove-connection.ts";
import { requestSync } from "../../use-cases/sync-connection.ts";
import { clockOf } from "../../use-cases/tenant-clock.ts";
import { FleetCountFilter, FleetFilter, readFleet } from "./connection-query.ts";
import { printConnection, printFleetRow, printUser } from "./connection-shape.ts";
import { idempotent } from "./idempotent.ts";

const closed = { additionalProperties: false } as const;
const Params = Type.Object({ id: Type.String({ maxLength: 100 }) });
const SyncBody = Type.Object({ attended: Type.Boolean({ default: false }) }, closed);
const SyncsQuery = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }), offset: Type.Integer({ minimum: 0, default: 0 }) },
  closed,
);

/** Routes of the native API about connections: the fleet, one, its syncs, its end; and a person's names (rulings.md 14). */
export const nativeConnectionRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/connections", { schema: { querystring: FleetFilter } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const { found, next } = await findFleet(deps, tenant, readFleet(request.query, request.query.limit));
      const names = await users(deps.storage.pool).externalIds(
        tenant.id,
        found.map(({ connection }) => connection.userId),
      );
      const rows = found.map(({ connection, known }) => ({
        ...printFleetRow(deps, connection, known),
        externalId: names.get(connection.userId) ?? null,
      }));
      return { connections: rows, next: next && printId("con", next) };
    });
    app.get("/v1/connections/counts", { schema: { querystring: FleetCountFilter } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const { next, ...counts } = await countFleet(deps, tenant, readFleet(request.query, 0));
      return { ...counts, next: next && printId("con", next) };
    });
    app.get("/v1/connections/:id", { schema: { params: Params } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const body = JSON.stringify(await readConnection(deps, await findActive(deps, tenant, request.params.id)));
      const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
      reply.header("etag", etag);
      return request.headers["if-none-match"] === etag ? reply.code(304).send() : reply.type("application/json; charset=utf-8").send(body);
    });
    app.delete("/v1/connections/:id", { schema: { params: Params } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      await removeConnection(deps, await findAny(deps, tenant, request.params.id), { type: "tenant", face: "native" });
      return reply.code(204).send();
    });
    app.get("/v1/users/:id", { schema: { params: Params } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const id = parseId("usr", request.params.id);
      const user = id && (await users(deps.storage.pool).byId(tenant.id, id));
      if (!user) throw new AppError("USER_NOT_FOUND");
      return printUser(user, await connections(deps.storage.pool).ofUser(tenant.id, user.id));
    });
    await app.register(syncRoutes(deps));
  };

const syncRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post("/v1/connections/:id/syncs", { schema: { params: Params, body: Type.Optional(SyncBody) } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const connection = await findActive(deps, tenant, request.params.id);
      return idempotent(deps, { tenant, request, reply }, () => beginSync(deps, connection, request.body?.attended ?? false));
    });
    app.get("/v1/connections/:id/syncs", { schema: { params: Params, querystring: SyncsQuery } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const connection = await findActive(deps, tenant, request.params.id);
      const { total, syncs } = await syncRuns(deps.storage.pool).list(tenant.id, {
        userId: connection.userId,
        connectionId: connection.id,
        ...request.query,
      });
      const printed = syncs.map(({ id, trigger, attended, status, failure, stages, changes, createdAt, finishedAt }) => ({
        id: printId("syn", id),
        trigger,
        attended,
        status,
        failure,
        stages: stages.map((each) => ({ ...each, text: stageText(each, failure) })),
        changes,
        createdAt: createdAt.toISOString(),
        finishedAt: finishedAt && finishedAt.toISOString(),
      }));
      return { total, syncs: printed };
    });
  };

/** A removed connection is found, so that its second removal succeeds. */
const findAny = async (deps: Deps, tenant: Tenant, text: string): Promise<Connection> => {
  const id = parseId("con", text);
  const connection = id && (await connections(deps.storage.pool).byId(tenant.id, id));
  if (!connection || connection.status === "pending") throw new AppError("CONNECTION_NOT_FOUND");
  return connection;
};

const findActive = async (deps: Deps, tenant: Tenant, text: string): Promise<Connection> => {
  const connection = await findAny(deps, tenant, text);
  if (connection.status !== "active") throw new AppError("CONNECTION_NOT_FOUND");
  return connection;
};

const readConnection = async (deps: Deps, connection: Connection) => {
  const known = (await healthOf(deps, deps.storage.pool, [connection])).get(connection.id);
  if (!known) throw new AppError("CONNECTION_NOT_FOUND");
  const routing = await connectionRoutes(deps.storage.pool).of(connection.tenantId, connection.id);
  return { ...(await printConnection(deps, connection, known)), routing };
};

const beginSync = async (deps: Deps, connection: Connection, attended: boolean) => {
  const requested = await requestSync(deps, connection, { attended, requestedBy: "native" });
  switch (requested.outcome) {
    case "accepted":
    case "running":
      return { id: printId("syn", requested.syncId), connectionId: printId("con", connection.id), status: "running" };
    case "too_early": {
      const { reason, nextAllowedAt, lastUpdatedAt } = requested;
      const retryAfterSecs = Math.max(1, Math.ceil((nextAllowedAt.getTime() - clockOf(deps, connection.tenantId).getTime()) / 1000));
      throw new AppError("RATE_LIMITED", {
        detail: reason === "manual_limit" ? "The last sync was asked for a moment ago" : "The bank takes no more calls for this connection today",
        extra: { reason, retryAfterSecs, nextSyncAllowedAt: nextAllowedAt.toISOString(), lastUpdated: lastUpdatedAt && lastUpdatedAt.toISOString() },
      });
    }
    case "expired":
      throw new AppError("FORBIDDEN", { detail: "The consent of this connection has ended" });
    case "paused":
      throw new AppError("INPUT_NOT_POSSIBLE", { detail: "The connections of this person are paused until the help desk lets them go on" });
    case "single_sync_only":
      throw new AppError("INPUT_NOT_POSSIBLE", { detail: "This connection is updated together with the person: refresh is the way" });
  }
};
