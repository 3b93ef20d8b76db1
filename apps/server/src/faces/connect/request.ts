import { connections, users, type Connection, type Tenant, type User } from "@drawbridge/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Deps } from "../../use-cases/deps.ts";
import type { Actor } from "../../use-cases/removal-events.ts";
import { numberOf, partnerOf } from "./partner.ts";
import { ConnectProblem, unknownResource } from "./problem.ts";

/** Who acts here: the partner's own server. */
export const actor = { type: "tenant", face: "connect" } as const satisfies Actor;

/** A body of this face: unknown fields are ignored, so only known ones are read. */
export type Body = Readonly<Record<string, unknown>>;

/** The body as fields; anything but an object has none. */
export const bodyOf = (value: unknown): Body => (typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {});

/** Clients send a content type with no body where there is nothing to say. */
export const readEmptyBodies = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body.trim() === "") done(null, {});
    else void parse(request, body, done);
  });
};

/** Query keys as strings; of a repeated one the first counts. */
export const queryOf = (request: FastifyRequest): Readonly<Record<string, string>> => {
  const entries = Object.entries(bodyOf(request.query)).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value] as const);
  return Object.fromEntries(entries.flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
};

/** Finds a customer; in a path an unknown one is 404, in a body 400 (connect-events.md, 4.1). */
export const customerOf = async (deps: Deps, tenant: Tenant, { id, status }: { readonly id: unknown; readonly status: 400 | 404 }): Promise<User> => {
  const no = numberOf(id);
  const user = no === null ? null : await users(deps.storage.pool).byNo(tenant.id, no);
  if (!user) throw status === 404 ? unknownResource("customer") : new ConnectProblem(400, 10_010, "The customer is unknown");
  return user;
};

/** Partner and customer of a request under `/customers/:customerId`. */
export interface Asked {
  readonly tenant: Tenant;
  readonly user: User;
}

/** Ids in an address, as Fastify hands them over. */
export interface Ids {
  readonly Params: { readonly customerId: string; readonly loginId: string; readonly accountId: string };
}

/** Reads partner and customer. */
export const askedOf = async (deps: Deps, request: FastifyRequest<Ids>): Promise<Asked> => {
  const tenant = await partnerOf(deps, request);
  return { tenant, user: await customerOf(deps, tenant, { id: request.params.customerId, status: 404 }) };
};

/** Finds an institution login by its number; one that was never finished is unknown, a removed one is found. */
export const findLogin = async (deps: Deps, tenant: Tenant, id: unknown): Promise<Connection | null> => {
  const no = numberOf(id);
  const connection = no === null ? null : await connections(deps.storage.pool).byNo(tenant.id, no);
  return connection?.status === "pending" ? null : connection;
};
