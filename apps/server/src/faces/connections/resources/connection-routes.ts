import { ConnectionChange } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { connections, faceAccounts, type Connection } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { readApprovalSettings } from "../../../devices/approvals/approval-settings.ts";
import { healthOf } from "../../../use-cases/connection-health.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { extendConsent } from "../../../use-cases/extend-consent.ts";
import type { Actor } from "../../../use-cases/removal-events.ts";
import { removeConnection } from "../../../use-cases/remove-connection.ts";
import { clockOf } from "../../../use-cases/tenant-clock.ts";
import { ConnectionsProblem } from "../problem.ts";
import { askedOfAddress, type Asked } from "./asked.ts";
import { settingsOf } from "./client-settings.ts";
import { printConnection } from "./connection-shape.ts";
import { tagged } from "./envelope.ts";
import { findAnyConnection, findConnection, unknownThing } from "./ids.ts";

const OfUser = Type.Object({ userId: Type.String() });
const OfConnection = Type.Object({ userId: Type.String(), connectionId: Type.String() });

/** Who acts here: the client's own server. */
export const actor = { type: "tenant", face: "connections" } as const satisfies Actor;

/** Scopes that read connections. */
export const mayRead: readonly string[] = ["connection:read", "user:read"];
const mayChange = ["connection:update", "user:update"];
const mayDelete = ["connection:delete", "user:delete"];

/** Connections of a person: read, extend, delete (connections.md, 2.2). */
export const connectionRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/users/:userId/connections", { schema: { params: OfUser } }, async (request, reply) => {
      const asked = await askedOfAddress(deps, { request, reply }, { userId: request.params.userId, needed: mayRead });
      return { data: await listConnections(deps, asked), meta: {} };
    });
    app.get("/users/:userId/connections/:connectionId", { schema: { params: OfConnection } }, async (request, reply) => {
      const asked = await askedOfAddress(deps, { request, reply }, { userId: request.params.userId, needed: mayRead });
      const connection = await findConnection(deps, asked.user, request.params.connectionId);
      const [data] = await printConnections(deps, asked, [connection]);
      if (!data) throw unknownThing("connection");
      return tagged({ request, reply }, { data, meta: {} });
    });
    app.patch("/users/:userId/connections/:connectionId", { schema: { params: OfConnection, body: ConnectionChange } }, async (request, reply) => {
      const asked = await askedOfAddress(deps, { request, reply }, { userId: request.params.userId, needed: mayChange });
      const connection = await findConnection(deps, asked.user, request.params.connectionId);
      await extend(deps, asked, { connection, expiresAt: request.body.expiresAt });
      return reply.code(204).send();
    });
    for (const name of ["connection", "connections"]) {
      app.delete(`/users/:userId/${name}/:connectionId`, { schema: { params: OfConnection } }, async (request, reply) => {
        const { user } = await askedOfAddress(deps, { request, reply }, { userId: request.params.userId, needed: mayDelete });
        const connection = await findAnyConnection(deps, user, request.params.connectionId);
        if (!connection) throw unknownThing("connection");
        await removeConnection(deps, connection, actor);
        return reply.code(204).send();
      });
    }
  };

const listConnections = async (deps: Deps, asked: Asked) =>
  printConnections(deps, asked, await connections(deps.storage.pool).ofUser(asked.user.tenantId, asked.user.id));

const printConnections = async (deps: Deps, { access, user }: Asked, all: readonly Connection[]) => {
  const { pool } = deps.storage;
  const [health, accountIds, settings] = await Promise.all([
    healthOf(deps, pool, all),
    faceAccounts(pool).idsByConnection(user.tenantId, user.id),
    settingsOf(deps, access),
  ]);
  const now = clockOf(deps, user.tenantId);
  return all.flatMap((connection) => {
    const known = health.get(connection.id);
    return known ? [printConnection(connection, { known, accountIds: accountIds.get(connection.id) ?? [], now, settings })] : [];
  });
};

const LONGEST_MS = 90 * 86_400_000; // connections.md, section 9

const readEnd = (text: string, now: Date): Date => {
  const at = new Date(text);
  const isInstant = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?$/.test(text) && !Number.isNaN(at.getTime());
  if (isInstant && at > now && at.getTime() - now.getTime() <= LONGEST_MS) return at;
  throw new ConnectionsProblem(400, "BadRequest", "expiresAt must be an ISO date in the next 90 days");
};

/** Only for clients that run consent screens of their own (connections.md, 8.2). */
const extend = async (
  deps: Deps,
  { access, user }: Asked,
  change: { readonly connection: Connection; readonly expiresAt: string },
): Promise<void> => {
  const { connection } = change;
  const expiresAt = readEnd(change.expiresAt, clockOf(deps, user.tenantId));
  const { enforceUserConsent } = await settingsOf(deps, access);
  if (enforceUserConsent) throw new ConnectionsProblem(403, "Forbidden", "People renew their consents for this client themselves");
  if ((await readApprovalSettings(deps.storage.pool, user.tenantId)).renew)
    throw new ConnectionsProblem(403, "Forbidden", "People renew their consents on their device: reconsent is the way");
  const known = (await healthOf(deps, deps.storage.pool, [connection])).get(connection.id);
  if (!known?.facts.tppConsent)
    throw new ConnectionsProblem(403, "Forbidden", "The consent of this connection cannot be renewed without the bank: reauth is the way");
  if (!(await extendConsent(deps, connection, { expiresAt, actor }))) throw unknownThing("connection");
};
