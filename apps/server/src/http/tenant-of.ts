import { tenants, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { operatorOfRequest, operatorTokenOf } from "../operators/operator-session.ts";
import type { Deps } from "../use-cases/deps.ts";
import { AppError } from "./app-error.ts";
import { bearerOf } from "./handle.ts";
import { hashToken } from "./token-hash.ts";

/** Slug of the tenant that `npm start` makes. */
export const DEVELOPMENT_TENANT = "development";

const found = new WeakMap<FastifyRequest, Promise<Tenant>>();

/** The tenant of an API token; without one, of the operator whose console asks, as far as the role allows it. Looked up once a request. */
export const tenantOfBearer = (deps: Deps, request: FastifyRequest): Promise<Tenant> => {
  const tenant = found.get(request) ?? findTenant(deps, request);
  found.set(request, tenant);
  return tenant;
};

const findTenant = async (deps: Deps, request: FastifyRequest): Promise<Tenant> => {
  const token = bearerOf(request);
  const tenant =
    token === null ? await tenantOfOperator(deps, request) : await tenants(deps.storage.pool).byApiTokenHash(hashToken(token), deps.now());
  if (!tenant) throw new AppError("UNAUTHENTICATED");
  return tenant;
};

/** Refuses strangers on the native API before anything of their request is read, so that nobody learns a body's shape unasked. */
export const refuseStrangers = (app: FastifyInstance, deps: Deps): void => {
  app.addHook("onRequest", async (request) => {
    const route = request.routeOptions.url ?? "";
    if (route.startsWith("/v1/") && !route.startsWith("/v1/console/")) await tenantOfBearer(deps, request);
  });
};

const tenantOfOperator = async (deps: Deps, request: FastifyRequest): Promise<Tenant | null> => {
  if (operatorTokenOf(request) === null) return null;
  const { tenantId } = await operatorOfRequest(deps, request);
  return tenants(deps.storage.pool).byId(tenantId);
};
