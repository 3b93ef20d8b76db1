import { AuthParamsInput, AuthRequestInput } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { authRequests, type StoredAuthRequest } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import type { Deps } from "../../../use-cases/deps.ts";
import type { Access } from "../access.ts";
import { accessTo } from "../resources/asked.ts";
import { listed } from "../resources/envelope.ts";
import { unknownThing, uuidOf } from "../resources/ids.ts";
import { pageOf, Query } from "../resources/read-query.ts";
import { askAuthRequest } from "./ask-auth-request.ts";
import { printAuthRequest } from "./auth-request-shape.ts";
import { completeAuthRequest } from "./complete-auth-request.ts";
import { startAuthRequest } from "./start-auth-request.ts";

const Id = Type.Object({ id: Type.String() });
const reads = [["auth_requests:read"]];
const writes = [["auth_requests:write"]];

/** Connecting without a page of this server: the client leads the person itself (connections.md, 10.1). */
export const authRequestRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    const shown = async (access: Access, id: string) => ({ data: printAuthRequest(deps, await find(deps, access, id)), meta: {} });
    app.post("/auth-requests", { schema: { body: AuthRequestInput } }, async (request, reply) => {
      const access = await accessTo(deps, { request, reply }, writes);
      const { scope, redirectUri = null } = request.body;
      const id = await startAuthRequest(deps, await askAuthRequest(deps, access, request.body), { scope, redirectUri });
      return reply.code(201).send(await shown(access, id));
    });
    app.patch("/auth-requests/:id", { schema: { params: Id, body: AuthParamsInput } }, async (request, reply) => {
      const access = await accessTo(deps, { request, reply }, writes);
      const known = await find(deps, access, request.params.id);
      await completeAuthRequest(deps, known, request.body.authParams);
      return shown(access, known.id);
    });
    app.get("/auth-requests", async (request, reply) => {
      const { tenant, clientId } = await accessTo(deps, { request, reply }, reads);
      const page = pageOf(new Query(request), { usual: 100, most: 1000 });
      const { total, requests } = await authRequests(deps.storage.pool).list(tenant.id, clientId, page);
      return listed({ data: requests.map((one) => printAuthRequest(deps, one)), total, page });
    });
    app.get("/auth-requests/:id", { schema: { params: Id } }, async (request, reply) => {
      const access = await accessTo(deps, { request, reply }, reads);
      return shown(access, request.params.id);
    });
  };

const find = async (deps: Deps, { tenant, clientId }: Access, text: string): Promise<StoredAuthRequest> => {
  const found = await authRequests(deps.storage.pool).find(tenant.id, clientId, uuidOf(text, "auth request"));
  if (!found) throw unknownThing("auth request");
  return found;
};
