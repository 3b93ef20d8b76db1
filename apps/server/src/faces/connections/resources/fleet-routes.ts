import type { FleetConnection } from "@drawbridge/contract";
import { clientWebhooks, faceAccounts } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import type { Deps } from "../../../use-cases/deps.ts";
import { countFleet, findFleet, type Found } from "../../../use-cases/find-fleet.ts";
import { clockOf } from "../../../use-cases/tenant-clock.ts";
import type { Access } from "../access.ts";
import { accessTo } from "./asked.ts";
import { settingsOf } from "./client-settings.ts";
import { mayRead } from "./connection-routes.ts";
import { printConnection } from "./connection-shape.ts";
import { readChanges } from "./fleet-changes.ts";
import { readFleet } from "./fleet-query.ts";
import { Query } from "./read-query.ts";

const MOST = 500;

/** Connections of all people, their counts and their changes (connections.md, E10). A token of one person sees theirs. */
export const fleetRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get("/connections", async (request, reply) => {
      const access = await accessTo(deps, { request, reply }, [mayRead]);
      const query = new Query(request);
      const limit = query.number("limit", { least: 1, most: MOST, usual: 100 });
      const { found, next } = await findFleet(deps, access.tenant, await readFleet(deps, access, { query, limit }));
      return { data: await printFleet(deps, access, found), meta: { limit, next } };
    });
    app.get("/connections/counts", async (request, reply) => {
      const access = await accessTo(deps, { request, reply }, [mayRead]);
      const wish = await readFleet(deps, access, { query: new Query(request), limit: 0 });
      const { next, kind: type, ...counts } = await countFleet(deps, access.tenant, wish);
      return { data: { ...counts, type }, meta: { next } };
    });
    app.get("/connections/changes", async (request, reply) => {
      const access = await accessTo(deps, { request, reply }, [mayRead]);
      const query = new Query(request);
      const limit = query.number("limit", { least: 1, most: MOST, usual: 100 });
      const { data, next } = await readChanges(deps, access, { after: query.text("after"), limit });
      return { data, meta: { limit, next } };
    });
  };

const printFleet = async (deps: Deps, access: Access, found: readonly Found[]): Promise<readonly FleetConnection[]> => {
  const { pool } = deps.storage;
  const { id: tenantId } = access.tenant;
  const all = found.map(({ connection }) => connection);
  const [people, accountIds, settings] = await Promise.all([
    clientWebhooks(pool).peopleOf([...new Set(all.map(({ userId }) => userId))]),
    faceAccounts(pool).idsOfConnections(
      tenantId,
      all.map(({ id }) => id),
    ),
    settingsOf(deps, access),
  ]);
  const now = clockOf(deps, tenantId);
  return found.map(({ connection, known }) => ({
    ...printConnection(connection, { known, accountIds: accountIds.get(connection.id) ?? [], now, settings }),
    userId: people.get(connection.userId)?.hexId ?? "",
  }));
};
