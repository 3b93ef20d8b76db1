import { operatorMay } from "@drawbridge/domain";
import { operatorSessions, type Operator, type Tx } from "@drawbridge/storage";
import type { FastifyReply, FastifyRequest } from "fastify";
import { AppError } from "../http/app-error.ts";
import { hashToken, newToken } from "../http/token-hash.ts";
import type { Deps } from "../use-cases/deps.ts";
import { expectDeed } from "./deed-of-request.ts";

const COOKIE = "__Host-drawbridge-operator";
const LIFE_MS = 12 * 3_600_000; // a working day
const IDLE_MS = 3_600_000;
const SEEN_EVERY_MS = 60_000; // live pages ask often; once a minute is enough to know

/** The token of the console's cookie; null when there is none. */
export const operatorTokenOf = (request: FastifyRequest): string | null => {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([name]) => name === COOKIE)?.[1] || null;
};

/** Opens a session and answers its token, which only the cookie holds. */
export const openOperatorSession = async (tx: Tx, operatorId: string, now: Date): Promise<string> => {
  const token = newToken();
  await operatorSessions(tx).create({
    tokenHash: hashToken(token),
    operatorId,
    createdAt: now,
    seenAt: now,
    expiresAt: new Date(now.getTime() + LIFE_MS),
  });
  return token;
};

const attributes = "Path=/; HttpOnly; Secure; SameSite=Strict";

/** Gives the browser the session: http-only, never sent from another site. */
export const setOperatorCookie = (reply: FastifyReply, token: string): FastifyReply =>
  reply.header("set-cookie", `${COOKIE}=${token}; ${attributes}; Max-Age=${LIFE_MS / 1000}`);

/** Takes it away. */
export const clearOperatorCookie = (reply: FastifyReply): FastifyReply => reply.header("set-cookie", `${COOKIE}=; ${attributes}; Max-Age=0`);

/** The console's own requests: same origin, with a header no form can send (security.md, ASVS 3.5). */
export const refuseForeignConsole = (request: FastifyRequest): void => {
  const site = request.headers["sec-fetch-site"];
  if (request.headers["x-drawbridge"] !== "1" || (site !== undefined && site !== "same-origin")) throw new AppError("FORBIDDEN");
};

const reads: ReadonlySet<string> = new Set(["GET", "HEAD"]);

const found = new WeakMap<FastifyRequest, Promise<Operator>>();

/** The operator of a request, if the role allows it. What changes something is written to the trail, once, together with the change. */
export const operatorOfRequest = (deps: Deps, request: FastifyRequest): Promise<Operator> => {
  const operator = found.get(request) ?? findOperator(deps, request);
  found.set(request, operator);
  return operator;
};

const findOperator = async (deps: Deps, request: FastifyRequest): Promise<Operator> => {
  refuseForeignConsole(request);
  const token = operatorTokenOf(request);
  const now = deps.now();
  const hash = token && hashToken(token);
  const operator = hash && (await operatorSessions(deps.storage.pool).operatorOf(hash, { now, idleSince: new Date(now.getTime() - IDLE_MS) }));
  if (!hash || !operator) throw new AppError("UNAUTHENTICATED");
  const route = { method: request.method, route: request.routeOptions.url ?? "" };
  if (!operatorMay(operator.role, route)) throw new AppError("ROLE_TOO_LOW");
  if (now.getTime() - operator.seenAt.getTime() > SEEN_EVERY_MS) await operatorSessions(deps.storage.pool).see(hash, now);
  if (!reads.has(request.method) && !route.route.startsWith("/v1/console/")) expectDeed(request, deedOf(operator, { request, at: now }));
  return operator;
};

const deedOf = ({ tenantId, id }: Operator, { request, at }: { readonly request: FastifyRequest; readonly at: Date }) => ({
  tenantId,
  operatorId: id,
  at,
  subject: (request.url.split("?")[0] ?? "").slice(0, 200),
  data: { method: request.method, route: request.routeOptions.url ?? "" },
});
