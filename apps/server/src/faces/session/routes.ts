import { InputRequest, type SessionView } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { sessions, tenants, type Session } from "@drawbridge/storage";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { handleOf, setHandleCookie } from "../../http/handle.ts";
import { deviceClassOf, type DeviceClass } from "../../http/device-class.ts";
import { languagesOf } from "../../http/languages-of.ts";
import { copyHeaders } from "../../http/security-headers.ts";
import { advanceSession } from "../../use-cases/advance-session.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { findLink, findSession, openSession, resumeSession, type OpenedSession } from "../../use-cases/open-session.ts";
import { searchIn } from "../../use-cases/search-institutions.ts";
import { createSearchScope } from "../../use-cases/search-scope.ts";
import { viewSession } from "../../use-cases/view-session.ts";
import { connectLinkOf } from "../connect/link-query.ts";
import { createCardText } from "./card-text.ts";
import { streamSession } from "./stream.ts";

const closed = { additionalProperties: false } as const;
const TabId = Type.String({ minLength: 1, maxLength: 100 });

const OpenBody = Type.Union([
  Type.Object({ door: Type.Literal("connect"), query: Type.Record(Type.String(), Type.String()), tabId: TabId }, closed),
  Type.Object({ door: Type.Literal("native"), link: Type.String({ maxLength: 200 }), tabId: TabId }, closed),
  Type.Object({ door: Type.Literal("resume"), tabId: TabId }, closed),
]);

/** The widget's own requests: same origin, with a header no form can send (security.md, ASVS 3.5). */
const refuseForeign = async (request: FastifyRequest): Promise<void> => {
  const site = request.headers["sec-fetch-site"];
  if (request.headers["x-drawbridge"] !== "1" || (site !== undefined && site !== "same-origin")) throw new AppError("FORBIDDEN");
};

const sessionOf = async (deps: Deps, request: FastifyRequest): Promise<Session> => {
  const handle = handleOf(request);
  const session = handle && (await findSession(deps, handle));
  if (!session) throw new AppError("SESSION_UNKNOWN");
  return session;
};

/** Routes of the widget: open, stream, input, search. */
export const sessionRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    const searchScope = createSearchScope(deps);
    const cardText = createCardText();
    app.addHook("onRequest", refuseForeign);
    app.post("/session", { schema: { body: OpenBody }, bodyLimit: 16_384 }, async (request, reply) => {
      const opened = await openBy(deps, request.body, { handle: handleOf(request), languages: languagesOf(request), device: deviceClassOf(request) });
      return sendOpened(deps, reply, opened);
    });
    app.get(
      "/session/stream",
      { schema: { querystring: Type.Object({ after: Type.Integer({ minimum: 0, default: 0 }), tab: TabId }) } },
      async (request, reply) => {
        const session = await sessionOf(deps, request);
        reply.hijack();
        copyHeaders(reply);
        const { after, tab } = request.query;
        await streamSession(deps, reply.raw, { session, after, tabId: tab, origin: null });
      },
    );
    app.post("/session/inputs", { schema: { body: InputRequest }, bodyLimit: 131_072 }, async (request, reply) => {
      const session = await sessionOf(deps, request);
      const { revision, input } = request.body;
      const { outcome } = await advanceSession(deps, session.id, { by: "person", revision, input });
      const view = await viewNow(deps, session.id);
      if (outcome === "advanced") return reply.send({ view });
      throw new AppError(codeOf[outcome], { extra: { view } });
    });
    app.get(
      "/session/institutions",
      {
        schema: {
          querystring: Type.Object({
            search: Type.String({ maxLength: 200, default: "" }),
            limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }),
          }),
        },
      },
      async (request, reply) => {
        const handle = handleOf(request);
        const scope = handle && (await searchScope(handle));
        if (!scope) throw new AppError("SESSION_UNKNOWN");
        const { total, cards } = searchIn(deps, scope, request.query);
        return reply.type("application/json; charset=utf-8").send(`{"total":${total},"institutions":[${cards.map(cardText).join(",")}]}`);
      },
    );
  };

const codeOf = { stale: "STALE_REVISION", not_possible: "INPUT_NOT_POSSIBLE", gone: "INPUT_NOT_POSSIBLE", link_spent: "LINK_SPENT" } as const;

const viewNow = async (deps: Deps, sessionId: string): Promise<SessionView> => {
  const session = await sessions(deps.storage.pool).byId(sessionId);
  if (!session) throw new AppError("SESSION_UNKNOWN");
  return viewSession(deps, session);
};

type OpenInput =
  | { readonly door: "connect"; readonly query: Readonly<Record<string, string>>; readonly tabId: string }
  | { readonly door: "native"; readonly link: string; readonly tabId: string }
  | { readonly door: "resume"; readonly tabId: string };

/** What the browser says of itself. */
interface Caller {
  readonly handle: string | null;
  readonly languages: readonly string[];
  readonly device: DeviceClass;
}

const openBy = async (deps: Deps, body: OpenInput, { handle, languages, device }: Caller): Promise<OpenedSession> => {
  if (body.door === "resume") {
    const session = handle && (await findSession(deps, handle));
    if (!session || !handle) throw new AppError("SESSION_UNKNOWN");
    return resumeSession(deps, { session, handle, tabId: body.tabId });
  }
  const link = body.door === "native" ? await findLink(deps, body.link) : await connectLinkOf(deps, body.query);
  try {
    return await openSession(deps, { link, handle, tabId: body.tabId, languages, device });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // An expired or spent link still tells its partner's page so.
    const tenant = await tenants(deps.storage.pool).byId(link.tenantId);
    const hosts = { origins: tenant?.origins ?? [], loopback: deps.loopbackDevelopment };
    throw new AppError(error.code, { extra: { hosts, vocabulary: link.vocabulary } });
  }
};

const sendOpened = async (deps: Deps, reply: FastifyReply, { session, handle }: OpenedSession): Promise<FastifyReply> => {
  setHandleCookie(reply, handle, deps.cookieReach);
  return reply.header("cache-control", "no-store").send({ handle, view: await viewNow(deps, session.id) });
};
