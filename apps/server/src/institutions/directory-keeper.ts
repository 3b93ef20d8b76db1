import { tenants, type Tenant } from "@drawbridge/storage";
import type { FastifyRequest } from "fastify";
import { AppError } from "../http/app-error.ts";
import { tenantOfBearer } from "../http/tenant-of.ts";
import type { Deps } from "../use-cases/deps.ts";

/**
 * All tenants see one directory, so what one of them writes there shows to everybody's people (ADR 0010). It is kept by
 * the tenants that whoever runs the server names, and by the first one where none are named.
 */
const keepsDirectory = async ({ directoryTenants, storage }: Deps, { id, slug }: Tenant): Promise<boolean> =>
  directoryTenants ? directoryTenants.includes(slug) : (await tenants(storage.pool).firstId()) === id;

/** Refuses a request of a tenant that may only read the directory. */
export const expectDirectoryKeeper =
  (deps: Deps) =>
  async (request: FastifyRequest): Promise<void> => {
    if (!(await keepsDirectory(deps, await tenantOfBearer(deps, request)))) throw new AppError("DIRECTORY_KEPT_BY_OTHERS");
  };
