import { connections, users, type User } from "@drawbridge/storage";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import type { Deps } from "../../../use-cases/deps.ts";
import { removeUser } from "../../../use-cases/remove-user.ts";
import { requireAnyScope, verifyAccess, type Access } from "../access.ts";
import { IDENTITY_PATH } from "../identity/identity.ts";
import { ConnectionsProblem, sendConnectionsProblem } from "../problem.ts";
import { rememberUser, wasUser } from "./deleted-users.ts";
import { printUser } from "./user-shape.ts";

const NewUser = Type.Object({ clientUserId: Type.Optional(Type.String({ maxLength: 256 })) }, { additionalProperties: false });
const Params = Type.Object({ userId: Type.String({ maxLength: 100 }) });
const Query = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  offset: Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 }),
});

const unknown = (): ConnectionsProblem => new ConnectionsProblem(404, "NotFound", "This user does not exist");

/** The users of a client's tenant (connections.md, 2.2). */
export const userRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    const people = users(deps.storage.pool);
    app.setErrorHandler(sendConnectionsProblem);
    app.post(`${IDENTITY_PATH}/users`, { schema: { body: Type.Optional(Type.Union([NewUser, Type.Null()])) } }, async (request, reply) => {
      const access = await verifyAccess(deps, request);
      requireAnyScope(access, "user:create");
      return reply.code(201).send(await print(deps, access, await createUser(deps, access, request.body?.clientUserId)));
    });
    app.get(`${IDENTITY_PATH}/users`, { schema: { querystring: Query } }, async (request) => {
      const access = await verifyAccess(deps, request);
      requireAnyScope(access, "user:read");
      const { limit, offset } = request.query;
      const { total, users: found } = await people.list(access.tenant.id, { externalId: null, offset, limit });
      const data = [];
      for (const user of found) data.push(await print(deps, access, user));
      return { data, meta: { total, limit, offset } };
    });
    app.get(`${IDENTITY_PATH}/users/:userId`, { schema: { params: Params } }, async (request) => {
      const access = await verifyAccess(deps, request);
      requireAnyScope(access, "user:read");
      const user = await find(deps, access, request.params.userId);
      if (!user) throw unknown();
      return print(deps, access, user);
    });
    app.delete(`${IDENTITY_PATH}/users/:userId`, { schema: { params: Params } }, async (request, reply) => {
      const access = await verifyAccess(deps, request);
      requireAnyScope(access, "user:delete");
      const { userId } = request.params;
      const user = await find(deps, access, userId);
      if (user) await removeUser(deps, user, { type: "tenant", face: "connections" });
      if (user) await rememberUser(deps, access.tenant.id, userId);
      if (!user && !(await wasUser(deps, access.tenant.id, userId))) throw unknown();
      return reply.code(204).send();
    });
  };

/** A token that is bound to a user sees that user only. */
const find = async (deps: Deps, { tenant, sub }: Access, userId: string): Promise<User | null> =>
  sub !== null && sub !== userId ? null : users(deps.storage.pool).byHexId(tenant.id, userId);

/** The caller's own name for the person is echoed, and is the external id where that is free (design.md, section 2). */
const createUser = async (deps: Deps, { tenant, clientId }: Access, clientUserId: string | undefined): Promise<User> => {
  const people = users(deps.storage.pool);
  const profile = clientUserId === undefined ? {} : { clientUserId };
  const common = { profile, managedBy: "client", oidcClientId: clientId } as const;
  const named = clientUserId === undefined || clientUserId === "" ? null : await people.create(tenant.id, { ...common, externalId: clientUserId });
  const user = named ?? (await people.create(tenant.id, { ...common, externalId: null }));
  if (!user) throw new ConnectionsProblem(500, "InternalServer", "The user was not stored");
  return user;
};

const print = async (deps: Deps, { tenant, clientId }: Access, user: User) => {
  const known = await connections(deps.storage.pool).ofUser(tenant.id, user.id);
  const client = await deps.identity.clients.find(user.oidcClientId ?? clientId);
  return printUser(user, { clientId, clientName: client?.name ?? "", connectionIds: known.map(({ bankConnectionId }) => bankConnectionId) });
};
