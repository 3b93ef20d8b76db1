import { tenants, type Tenant } from "@drawbridge/storage";
import type { FastifyRequest } from "fastify";
import { operatorOfRequest, operatorTokenOf } from "../operators/operator-session.ts";
import type { Deps } from "../use-cases/deps.ts";
import { AppError } from "./app-error.ts";
import { bearerOf } from "./handle.ts";
import { hashToken } from "./token-hash.ts";

/** Slug of the tenant that `npm start` makes. */
export const DEVELOPMENT_TENANT = "development";

/** The tenant of an API token; without one, of the operator whose console asks, as far as the role allows it. */
export const tenantOfBearer = async (deps: Deps, request: FastifyRequest): Promise<Tenant> => {
  const token = bearerOf(request);
  const tenant = token === null ? await tenantOfOperator(deps, request) : await tenants(deps.storage.pool).byApiTokenHash(hashToken(token));
  if (!tenant) throw new AppError("UNAUTHENTICATED");
  return tenant;
};

const tenantOfOperator = async (deps: Deps, request: FastifyRequest): Promise<Tenant | null> => {
  if (operatorTokenOf(request) === null) return null;
  const { tenantId } = await operatorOfRequest(deps, request);
  return tenants(deps.storage.pool).byId(tenantId);
};
