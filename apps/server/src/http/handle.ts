import type { FastifyReply, FastifyRequest } from "fastify";

/** Name of the cookie that carries a session's handle (rulings.md 1). */
export const HANDLE_COOKIE = "authorizationToken";

/** Token of an `Authorization: Bearer` header; null when there is none. */
export const bearerOf = (request: FastifyRequest): string | null => {
  const [scheme, token] = (request.headers.authorization ?? "").split(" ");
  return scheme?.toLowerCase() === "bearer" && token ? token : null;
};

const cookieOf = (request: FastifyRequest): string | null => {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([name]) => name === HANDLE_COOKIE)?.[1] ?? null;
};

/** The handle a page presents: its own copy first, as two widgets of one site share a cookie. */
export const handleOf = (request: FastifyRequest): string | null => bearerOf(request) ?? cookieOf(request);

/** Gives the browser the handle: http-only, per embedding site, gone with the browser. */
export const setHandleCookie = (reply: FastifyReply, handle: string): FastifyReply =>
  reply.header("set-cookie", `${HANDLE_COOKIE}=${handle}; Path=/; HttpOnly; Secure; SameSite=None; Partitioned`);
