import { tenants, users, type Tenant, type User } from "@drawbridge/storage";
import type { FastifyRequest } from "fastify";
import type { Deps } from "../../use-cases/deps.ts";
import { isProven, presentedBy, proofAlgs } from "./key-proof.ts";
import { ConnectionsProblem } from "./problem.ts";

/** Who calls the face's REST and resource routes, and what for. */
export interface Access {
  readonly clientId: string;
  readonly tenant: Tenant;
  /** The user the token is bound to, 24 hex; null for a token of the client alone. */
  readonly sub: string | null;
  readonly scopes: ReadonlySet<string>;
}

const unauthorized = (message: string): ConnectionsProblem =>
  new ConnectionsProblem(401, "Unauthorized", message, { headers: { "www-authenticate": 'Bearer error="invalid_token"' } });

const unproven = (): ConnectionsProblem =>
  new ConnectionsProblem(401, "Unauthorized", "This access token needs a DPoP proof of the key it is bound to", {
    headers: { "www-authenticate": `DPoP error="invalid_dpop_proof", algs="${proofAlgs.join(" ")}"` },
  });

/** Reads and checks the access token of a request; anything but a valid one of ours is a 401. */
export const verifyAccess = async (deps: Deps, request: FastifyRequest): Promise<Access> => {
  const presented = presentedBy(request);
  const token = presented?.token;
  const claims = presented && (await deps.identity.accessTokens.verify(presented.token));
  if (claims && !(await isProven(deps, request, { ...presented, jkt: claims.jkt }))) throw unproven();
  if (!claims) throw unauthorized(token ? "The access token is not valid or has expired" : "An access token is needed");
  const client = await deps.identity.clients.find(claims.clientId);
  const tenant = client && (await tenants(deps.storage.pool).byId(client.tenantId));
  if (!tenant) throw unauthorized("The client of this access token is gone");
  return { clientId: claims.clientId, tenant, sub: claims.sub, scopes: claims.scopes };
};

/** Refuses a token that has none of the scopes. */
export const requireAnyScope = ({ scopes }: Access, ...anyOf: readonly string[]): void => {
  if (anyOf.some((scope) => scopes.has(scope))) return;
  throw new ConnectionsProblem(403, "Forbidden", `The access token needs the scope ${anyOf.join(" or ")}`, {
    headers: { "www-authenticate": `Bearer error="insufficient_scope", scope="${anyOf.join(" ")}"` },
  });
};

/** The user a token is bound to; a token without one is refused, a user who was deleted is unknown. */
export const userOfAccess = async (deps: Deps, { tenant, sub }: Access): Promise<User> => {
  if (sub === null) throw new ConnectionsProblem(403, "Forbidden", "The access token must be bound to a user: ask for it with sub");
  const user = await users(deps.storage.pool).byHexId(tenant.id, sub);
  if (!user) throw new ConnectionsProblem(404, "NotFound", "This user does not exist");
  return user;
};
