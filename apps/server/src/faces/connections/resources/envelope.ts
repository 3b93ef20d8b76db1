import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Deps } from "../../../use-cases/deps.ts";
import type { Exchange } from "./asked.ts";
import type { Page } from "./read-query.ts";

/** What a page of a list is made of. */
export interface Listed {
  readonly data: readonly unknown[];
  readonly total: number;
  readonly page: Page;
}

const meta = ({ id }: FastifyRequest) => ({ correlationId: id });

/** One thing, as the resource server prints it. */
export const one = (request: FastifyRequest, data: unknown) => ({ data, meta: meta(request) });

const addressWith = (deps: Deps, request: FastifyRequest, { offset, limit }: Page): string => {
  const url = new URL(request.url, deps.origin());
  url.searchParams.set("limit", String(limit));
  url.searchParams.set("offset", String(offset));
  return url.href;
};

/** A page of a list; its links keep the address that was asked (connections.md, T11). */
export const many = (deps: Deps, request: FastifyRequest, { data, total, page }: Listed) => {
  const { offset, limit } = page;
  const self = new URL(request.url, deps.origin()).href;
  const next = offset + limit < total ? { next: addressWith(deps, request, { offset: offset + limit, limit }) } : {};
  const prev = offset > 0 ? { prev: addressWith(deps, request, { offset: Math.max(0, offset - limit), limit }) } : {};
  return { data, links: { self, ...next, ...prev }, meta: meta(request) };
};

/** A page of a list of the identity server's REST part. */
export const listed = ({ data, total, page }: Listed) => ({ data, meta: { total, limit: page.limit, offset: page.offset } });

/** A body with its ETag; whoever has it already is told that nothing changed (connections.md, E10). */
export const tagged = ({ request, reply }: Exchange, body: object): FastifyReply => {
  const text = JSON.stringify(body);
  const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
  reply.header("etag", etag);
  return request.headers["if-none-match"] === etag ? reply.code(304).send() : reply.type("application/json; charset=utf-8").send(text);
};
