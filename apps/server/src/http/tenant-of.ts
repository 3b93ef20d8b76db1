import { tenants, type Tenant } from "@drawbridge/storage";
import type { FastifyRequest } from "fastify";
import type { Deps } from "../use-cases/deps.ts";
import { AppError } from "./app-error.ts";
import { bearerOf } from "./handle.ts";
import { hashToken } from "./token-hash.ts";

/** Slug of the tenant that `npm start` makes. */
export const DEVELOPMENT_TENANT = "development";

/** The tenant of an API token. */
export const tenantOfBearer = async (deps: Deps, request: FastifyRequest): Promise<Tenant> => {
  const token = bearerOf(request);
  const tenant = token && (await tenants(deps.storage.pool).byApiTokenHash(hashToken(token)));
  if (!tenant) throw new AppError("UNAUTHENTICATED");
  return tenant;
};
