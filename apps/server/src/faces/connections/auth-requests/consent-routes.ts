import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { chooseLocale, type Locale } from "@drawbridge/domain";
import { authRequests, sessions, type StoredAuthRequest } from "@drawbridge/storage";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { cookieHandleOf } from "../../../http/handle.ts";
import { languagesOf } from "../../../http/languages-of.ts";
import { hashToken } from "../../../http/token-hash.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { pageHeaders } from "../../session/page.ts";
import { uuidOf } from "../resources/ids.ts";
import { consentPage, overPage } from "./consent-page.ts";
import { departToBank } from "./depart-to-bank.ts";
import { withParams } from "./return-to-client.ts";
import { openTrip, sealTrip } from "./trip.ts";

const Id = Type.Object({ id: Type.String() });

/** What the person sees of an auth request: a consent screen, and the ends of our own page (connections.md, 2.2). */
export const consentScreenRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/consents/:id", { schema: { params: Id } }, async (request, reply) => {
      const open = await openRequest(deps, request.params.id);
      const locale = localeOf(request);
      if (!open) return send(reply, 410, overPage(locale));
      return send(reply, 200, await consentPage(deps, { request: open, address: request.url.replace(/[?#].*$/, ""), locale }));
    });
    // Navigations of a browser, so both are GET (rulings.md 13; ADR 1).
    app.get("/consents/:id/continue", { schema: { params: Id } }, async (request, reply) => {
      const open = await openRequest(deps, request.params.id);
      const url = open && (await wayOn(deps, open));
      return url ? reply.headers(pageHeaders([])).redirect(url, 303) : send(reply, 410, overPage(localeOf(request)));
    });
    app.get("/consents/:id/end", { schema: { params: Id } }, async (request, reply) => {
      const open = await openRequest(deps, request.params.id);
      const url = open && (await endOfPage(deps, open, request));
      return url ? reply.headers(pageHeaders([])).redirect(url, 303) : send(reply, 410, overPage(localeOf(request)));
    });
  };

/** The page speaks the browser's language. */
const localeOf = (request: FastifyRequest): Locale => chooseLocale(languagesOf(request));

const send = (reply: FastifyReply, status: number, html: string): FastifyReply =>
  reply.code(status).headers(pageHeaders([])).type("text/html; charset=utf-8").send(html);

const openRequest = async (deps: Deps, id: string): Promise<StoredAuthRequest | null> => {
  const found = await authRequests(deps.storage.pool).byId(uuidOf(id, "auth request"));
  return found?.status === "pending" && !found.over && !found.removed ? found : null;
};

/** Addresses at a bank are short-lived, so each visit gets a fresh one; our own page keeps its link. */
const wayOn = async (deps: Deps, request: StoredAuthRequest): Promise<string | null> => {
  if (request.sessionId === null) return openTrip(deps, request)?.authUrl ?? null;
  const trip = await departToBank(deps, request.sessionId);
  if (!trip) return null;
  await authRequests(deps.storage.pool).restart(request.id, { sessionId: request.sessionId, ...sealTrip(deps, request, trip) });
  return trip.authUrl;
};

/** Only the browser that holds the visit ends it here. */
const endOfPage = async (deps: Deps, request: StoredAuthRequest, from: FastifyRequest): Promise<string | null> => {
  const handle = cookieHandleOf(from);
  const session = handle === null ? null : await sessions(deps.storage.pool).byHandleHash(hashToken(handle));
  const trip = openTrip(deps, request);
  if (session?.linkId !== request.linkId || !session.endedAt || !trip || request.redirectUri === null) return null;
  await authRequests(deps.storage.pool).bind(request.id, session.id);
  const left = session.endReason === "complete" ? {} : { error: "access_denied", error_description: "the person left before the end" };
  return withParams(request.redirectUri, new URLSearchParams({ state: trip.state, ...left }));
};
