import { connections, users } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { parseId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { removeConnection } from "../../use-cases/remove-connection.ts";
import { removeUser, wasNameRemoved } from "../../use-cases/remove-user.ts";
import { readAsking, withUser, type Asked, type Asking } from "./data-request.ts";
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

/** True for a user who was deleted before, with everything of theirs: a repeated deletion succeeds (rulings.md 20). */
const isGone = async (deps: Deps, { tenant, userId }: Asking): Promise<boolean> =>
  !(await users(deps.storage.pool).byExternalId(tenant.id, userId)) && (await wasNameRemoved(deps, tenant.id, userId));

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
          const asking = await readAsking(deps, request, { group: "deletion", query: [] });
          if (!(await isGone(deps, asking))) await remove(deps, await withUser(deps, asking));
          return reply.code(204).send();
        });
      }
    }
  };
