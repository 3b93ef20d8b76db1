import { connections, users, type User } from "@drawbridge/storage";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import type { Deps } from "../../../use-cases/deps.ts";
import { removeUser } from "../../../use-cases/remove-user.ts";
import type { Access } from "../access.ts";
import { ConnectionsProblem } from "../problem.ts";
import { accessTo } from "../resources/asked.ts";
import { listed } from "../resources/envelope.ts";
import { pageOf, Query } from "../resources/read-query.ts";
import { rememberUser, wasUser } from "./deleted-users.ts";
import { printUser } from "./user-shape.ts";

const NewUser = Type.Object({ clientUserId: Type.Optional(Type.String({ maxLength: 256 })) }, { additionalProperties: false });
const Params = Type.Object({ userId: Type.String({ maxLength: 100 }) });
const unknown = (): ConnectionsProblem => new ConnectionsProblem(404, "NotFound", "This user does not exist");

/** The users of a client's tenant (connections.md, 2.2). */
export const userRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post("/users", { schema: { body: Type.Optional(Type.Union([NewUser, Type.Null()])) } }, async (request, reply) => {
      const access = await accessTo(deps, { request, reply }, [["user:create"]]);
      return reply.code(201).send(await print(deps, access, await createUser(deps, access, request.body?.clientUserId)));
    });
    app.get("/users", async (request, reply) => {
      const access = await accessTo(deps, { request, reply }, [["user:read"]]);
      const query = new Query(request);
      const page = pageOf(query, { usual: 100, most: 1000 });
      // Nobody makes demo users here, so whoever asks for them gets none.
      const nobody = { total: 0, users: [] };
      const { total, users: found } =
        query.flag("isDemo") === true ? nobody : await users(deps.storage.pool).list(access.tenant.id, { externalId: null, ...page });
      return listed({ data: await Promise.all(found.map((user) => print(deps, access, user))), total, page });
    });
    app.get("/users/:userId", { schema: { params: Params } }, async (request, reply) => {
      const access = await accessTo(deps, { request, reply }, [["user:read"]]);
      const user = await find(deps, access, request.params.userId);
      if (!user) throw unknown();
      return print(deps, access, user);
    });
    app.delete("/users/:userId", { schema: { params: Params } }, async (request, reply) => {
      const access = await accessTo(deps, { request, reply }, [["user:delete"]]);
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
