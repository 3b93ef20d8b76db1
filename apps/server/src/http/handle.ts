import type { FastifyReply, FastifyRequest } from "fastify";

/** Name of the cookie that carries a session's handle (rulings.md 1). */
export const HANDLE_COOKIE = "authorizationToken";

/** Token of an `Authorization: Bearer` header; null when there is none. */
export const bearerOf = (request: FastifyRequest): string | null => {
  const [scheme, token] = (request.headers.authorization ?? "").split(" ");
  return scheme?.toLowerCase() === "bearer" && token ? token : null;
};

/** The handle of the browser's cookie alone. */
export const cookieHandleOf = (request: FastifyRequest): string | null => {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([name]) => name === HANDLE_COOKIE)?.[1] ?? null;
};

/** The handle a page presents: its own copy first, as two widgets of one site share a cookie. */
export const handleOf = (request: FastifyRequest): string | null => bearerOf(request) ?? cookieHandleOf(request);

/** Which embedding pages a browser may send the cookie from: any site's, each with its own copy, or only this site's. */
export type CookieReach = "cross-site" | "same-site";

const reachOf: Readonly<Record<CookieReach, string>> = { "cross-site": "SameSite=None; Partitioned", "same-site": "SameSite=Strict" };

/** Gives the browser the handle: http-only, gone with the browser (rulings.md 1). */
export const setHandleCookie = (reply: FastifyReply, handle: string, reach: CookieReach): FastifyReply =>
  reply.header("set-cookie", `${HANDLE_COOKIE}=${handle}; Path=/; HttpOnly; Secure; ${reachOf[reach]}`);
