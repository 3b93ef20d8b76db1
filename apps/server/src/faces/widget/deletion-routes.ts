import { connections } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { parseId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { removeConnection } from "../../use-cases/remove-connection.ts";
import { removeUser } from "../../use-cases/remove-user.ts";
import { readAsked, type Asked } from "./data-request.ts";
import { invalid, WidgetProblem } from "./problem.ts";

const actor = { type: "tenant", face: "widget" } as const;

const deleteConnection = async (deps: Deps, { named, tenant, user }: Asked): Promise<void> => {
  if (named.connectionId === undefined) throw invalid('"connectionId" is required');
  const uuid = parseId("con", named.connectionId);
  const connection = uuid && (await connections(deps.storage.pool).byId(tenant.id, uuid));
  if (!connection || connection.userId !== user.id) throw new WidgetProblem(404, "CONNECTION_NOT_FOUND", "Connection not found");
  await removeConnection(deps, connection, actor);
};

const deleteUser = (deps: Deps, { user }: Asked): Promise<void> => removeUser(deps, user, actor);

/** Deletion, v1 and v2 (widget-and-data.md, section 7.4). */
export const deletionRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    const deletes = [
      ["/api/user", "/api/aggregator/:aggregator/user/:userId", deleteUser],
      ["/api/connection", "/api/aggregator/:aggregator/user/:userId/connection/:connectionId", deleteConnection],
    ] as const;
    for (const [v2, v1, remove] of deletes) {
      for (const path of [v1, v2]) {
        app.delete(path, async (request, reply) => {
          await remove(deps, await readAsked(deps, request, { group: "deletion", query: [] }));
          return reply.code(204).send();
        });
      }
    }
  };
