import type { User } from "@drawbridge/storage";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Deps } from "../../../use-cases/deps.ts";
import { requireAnyScope, userOfAccess, verifyAccess, type Access } from "../access.ts";
import { ConnectionsProblem } from "../problem.ts";
import { findUser, unknownThing } from "./ids.ts";

/** Who asks, and whom it is about. */
export interface Asked {
  readonly access: Access;
  readonly user: User;
}

/** One exchange over HTTP. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const countCall = async (deps: Deps, { clientId }: Access, reply: FastifyReply): Promise<void> => {
  const size = deps.rateLimits.sizes.data;
  const { outcome, remaining, resetMs } = await deps.rateLimits.count("data", `client:${clientId}`);
  const reset = Math.max(1, Math.ceil(resetMs / 1000));
  const headers = { "x-ratelimit-limit": String(size.requests), "x-ratelimit-remaining": String(remaining), "x-ratelimit-reset": String(reset) };
  reply.headers(headers);
  if (outcome === "allowed") return;
  throw new ConnectionsProblem(429, "TooManyRequests", `Too many requests; try again in ${reset} s`, {
    headers: { "retry-after": String(reset) },
    members: { retryAfterSecs: reset },
  });
};

/** Checks the token, its scopes (one of each list) and the client's limit (connections.md, 6.2). */
export const accessTo = async (deps: Deps, { request, reply }: Exchange, needed: readonly (readonly string[])[]): Promise<Access> => {
  const access = await verifyAccess(deps, request);
  await countCall(deps, access, reply);
  for (const anyOf of needed) requireAnyScope(access, ...anyOf);
  return access;
};

/** The same for the user the token is bound to. */
export const askedOfToken = async (deps: Deps, exchange: Exchange, needed: readonly (readonly string[])[]): Promise<Asked> => {
  const access = await accessTo(deps, exchange, needed);
  return { access, user: await userOfAccess(deps, access) };
};

/** The same for a user named in the address; a token bound to somebody else knows nobody of that name. */
export const askedOfAddress = async (
  deps: Deps,
  exchange: Exchange,
  { userId, needed }: { readonly userId: string; readonly needed: readonly string[] },
): Promise<Asked> => {
  const access = await accessTo(deps, exchange, [needed]);
  if (access.sub !== null && access.sub !== userId) throw unknownThing("user");
  return { access, user: await findUser(deps, access.tenant, userId) };
};
