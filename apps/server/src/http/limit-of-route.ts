import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import ipaddr from "ipaddr.js";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { bearerOf, handleOf } from "./handle.ts";
import type { LimitName } from "./limits.ts";
import { REPORTS_PATH } from "./security-headers.ts";

/** Which limit a route has and what it counts by. */
export interface RouteLimit {
  readonly limit: LimitName;
  readonly by: (request: FastifyRequest) => string;
}

/** An address; of IPv6 the half that a network is given as a whole. */
export const addressOf = ({ ip }: Pick<FastifyRequest, "ip">): string => {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  return address instanceof ipaddr.IPv6
    ? address.parts
        .slice(0, 4)
        .map((part) => part.toString(16))
        .join(":")
    : address.toString();
};

/** Secrets are counted by their hash: the table of counts must not be worth reading. */
const hashed = (kind: string, secret: string): string => `${kind}:${createHash("sha256").update(secret).digest("base64url")}`;

const headerOf = (request: FastifyRequest, names: readonly string[]): string | null => {
  const value = names.map((name) => request.headers[name]).find((each) => each !== undefined);
  return typeof value === "string" && value !== "" ? value : null;
};

const byAddress = (request: FastifyRequest): string => `address:${addressOf(request)}`;

const byCredential = (request: FastifyRequest): string => {
  const secret = bearerOf(request) ?? headerOf(request, ["finicity-app-token", "app-token", "finicity-app-key", "app-key"]);
  return secret === null ? byAddress(request) : hashed("credential", secret);
};

/** A client that sends its secret as a header counts for itself, one that signs counts by its address. */
const byOidcClient = (request: FastifyRequest): string => {
  const { authorization } = request.headers;
  return authorization === undefined ? byAddress(request) : hashed("client", authorization);
};

const byHandle = (request: FastifyRequest): string => {
  const handle = handleOf(request);
  return handle === null ? byAddress(request) : hashed("session", handle);
};

const Page = Type.Object({ signature: Type.Optional(Type.String()), token: Type.Optional(Type.String()) });
const Door = Type.Object({ link: Type.Optional(Type.String()), query: Type.Optional(Page) });

const byLinkOfPage = (request: FastifyRequest): string => {
  const { signature, token } = Value.Check(Page, request.query) ? request.query : {};
  const secret = signature ?? token;
  return secret === undefined ? byHandle(request) : hashed("link", secret);
};

const byLinkOfDoor = (request: FastifyRequest): string => {
  const { link, query } = Value.Check(Door, request.body) ? request.body : {};
  const secret = link ?? query?.signature;
  return secret === undefined ? byHandle(request) : hashed("link", secret);
};

type Rule = readonly [path: RegExp, limit: RouteLimit | null];

/** The first row that matches a route's path counts; null: never limited (widget-and-data.md, section 11). */
const rules: readonly Rule[] = [
  [/^\/health(\/|$)|^\/assets\/|^\/\.well-known\//, null],
  [/^\/connect$/, null], // the same bytes for everybody
  [/^\/(widget)?$|^\/oauth\//, { limit: "pages", by: byLinkOfPage }],
  [/^\/session$/, { limit: "opens", by: byLinkOfDoor }],
  [/^\/(session\/)?institutions(\/|$)/, { limit: "searches", by: byHandle }],
  [/^\/session\//, { limit: "inputs", by: byHandle }],
  [new RegExp(`^${REPORTS_PATH}$`), { limit: "reports", by: byAddress }],
  [/^\/aggregation\/v2\/partners\/authentication$|^\/api\/token$/, { limit: "tokens", by: byCredential }],
  [/^\/v1\/console\/(invitations|sign-ins)/, { limit: "signIns", by: byAddress }],
  [/^\/connect\/v2\/generate|^\/v1\/links$|^\/widgetUrl$/, { limit: "links", by: byCredential }],
  [/^\/identity\/oidc\//, { limit: "api", by: byOidcClient }],
  [/^\/api\//, { limit: "data", by: byCredential }],
];

const rest: RouteLimit = { limit: "api", by: byCredential };

/** The limit of a route; null when it has none. */
export const limitOfRoute = (path: string): RouteLimit | null => {
  const rule = rules.find(([pattern]) => pattern.test(path));
  return rule ? rule[1] : rest;
};
