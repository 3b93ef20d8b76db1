import { tenants, tokenIssuers, type Tenant } from "@drawbridge/storage";
import type { FastifyRequest } from "fastify";
import type { AuthGroupName } from "../../auth-groups.ts";
import type { TokenCheck } from "../../http/group-tokens.ts";
import { bearerOf } from "../../http/handle.ts";
import { DEVELOPMENT_TENANT } from "../../http/tenant-of.ts";
import { hashToken } from "../../http/token-hash.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { WidgetProblem } from "./problem.ts";

/** No credentials at all. */
export const unauthenticated = (): WidgetProblem => new WidgetProblem(401, "UNAUTHENTICATED", "Unauthorized");

/** Credentials that prove nothing. */
export const tokenInvalid = (): WidgetProblem => new WidgetProblem(401, "TOKEN_INVALID", "token invalid or expired");

/** Refuses a group that is turned off: its paths do not exist. */
export const refuseWhenOff = (deps: Deps, group: AuthGroupName): void => {
  if (deps.groupTokens[group].off) throw new WidgetProblem(404, "NOT_FOUND", "Not Found");
};

/** True where a request without credentials acts as the development tenant. */
export const isOpen = (deps: Deps, group: AuthGroupName): boolean => deps.loopbackDevelopment && deps.groupTokens[group].check === null;

/** The tenant of a request to one group: by its issuer's token, by the tenant's API token, or the development tenant. */
export const tenantOfGroup = async (deps: Deps, request: FastifyRequest, group: AuthGroupName): Promise<Tenant> => {
  refuseWhenOff(deps, group);
  const token = bearerOf(request);
  if (!token && !isOpen(deps, group)) throw unauthenticated();
  if (!token) return found(await tenants(deps.storage.pool).bySlug(DEVELOPMENT_TENANT));
  const { check } = deps.groupTokens[group];
  if (check && token.split(".").length === 3) return tenantOfToken(deps, token, check);
  return found(await tenants(deps.storage.pool).byApiTokenHash(hashToken(token), deps.now()));
};

const found = (tenant: Tenant | null): Tenant => {
  if (!tenant) throw tokenInvalid();
  return tenant;
};

const tenantOfToken = async (deps: Deps, token: string, check: TokenCheck): Promise<Tenant> => {
  const verdict = await check(token, deps.now());
  switch (verdict.outcome) {
    case "refused":
      throw tokenInvalid();
    case "scope_missing":
      throw new WidgetProblem(403, "SCOPE_MISSING", "The token's scopes do not allow this");
    case "keys_unavailable":
      deps.log.error({ err: verdict.cause }, "the keys of a token's issuer could not be had");
      throw new WidgetProblem(503, "PROVIDER_DOWN", "Service Unavailable");
    case "accepted": {
      const id = await tokenIssuers(deps.storage.pool).tenantOf(verdict.issuer, verdict.audiences);
      return found(id === null ? null : await tenants(deps.storage.pool).byId(id));
    }
  }
};
