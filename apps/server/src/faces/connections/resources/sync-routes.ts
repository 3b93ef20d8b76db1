import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { connections, syncRuns, type User } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import type { Deps } from "../../../use-cases/deps.ts";
import { askedOfAddress } from "./asked.ts";
import { mayRead } from "./connection-routes.ts";
import { listed } from "./envelope.ts";
import { findConnection, unknownThing, uuidOf } from "./ids.ts";
import { pageOf, Query, type Page } from "./read-query.ts";
import { printSync } from "./sync-shape.ts";

const OfUser = Type.Object({ userId: Type.String() });
const OfConnection = Type.Object({ userId: Type.String(), connectionId: Type.String() });
const OfSync = Type.Object({ userId: Type.String(), syncId: Type.String() });

/** What every sync came to (connections.md, 2.2). */
export const syncRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    const part = { usual: 100, most: 1000 };
    app.get("/users/:userId/syncs", { schema: { params: OfUser } }, async (request, reply) => {
      const { user } = await askedOfAddress(deps, { request, reply }, { userId: request.params.userId, needed: mayRead });
      return listSyncs(deps, user, { connectionId: null, ...pageOf(new Query(request), part) });
    });
    app.get("/users/:userId/connections/:connectionId/syncs", { schema: { params: OfConnection } }, async (request, reply) => {
      const { user } = await askedOfAddress(deps, { request, reply }, { userId: request.params.userId, needed: mayRead });
      const connection = await findConnection(deps, user, request.params.connectionId);
      return listSyncs(deps, user, { connectionId: connection.id, ...pageOf(new Query(request), part) });
    });
    app.get("/users/:userId/syncs/:syncId", { schema: { params: OfSync } }, async (request, reply) => {
      const { user } = await askedOfAddress(deps, { request, reply }, { userId: request.params.userId, needed: mayRead });
      const run = await syncRuns(deps.storage.pool).byId(user.tenantId, uuidOf(request.params.syncId, "sync"));
      const connection = run?.userId === user.id ? await connections(deps.storage.pool).byId(user.tenantId, run.connectionId) : null;
      if (!run || connection?.status !== "active") throw unknownThing("sync");
      return { data: printSync(run, connection.bankConnectionId), meta: {} };
    });
  };

const listSyncs = async (deps: Deps, user: User, asked: Page & { readonly connectionId: string | null }) => {
  const { tenantId, id } = user;
  const names = new Map(
    (await connections(deps.storage.pool).ofUser(tenantId, id)).map((connection) => [connection.id, connection.bankConnectionId]),
  );
  const { total, syncs } = await syncRuns(deps.storage.pool).list(tenantId, { userId: id, ...asked });
  const data = syncs.flatMap((run) => {
    const name = names.get(run.connectionId);
    return name === undefined ? [] : [printSync(run, name)];
  });
  return listed({ data, total, page: asked });
};
