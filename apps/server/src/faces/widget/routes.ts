import { randomUUID } from "node:crypto";
import { tenants, widgetTokens, type Session, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { handleOf, setHandleCookie } from "../../http/handle.ts";
import { deviceClassOf } from "../../http/device-class.ts";
import { languagesOf } from "../../http/languages-of.ts";
import { hashToken } from "../../http/token-hash.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { findSession, openSession } from "../../use-cases/open-session.ts";
import { ancestorsOf, type SendPage } from "../session/page.ts";
import { isOpen, refuseWhenOff, tenantOfGroup, tokenInvalid, unauthenticated } from "./group-tenant.ts";
import { institutionRoutes } from "./institution-routes.ts";
import { linkFor, type Opening } from "./open-widget.ts";
import { invalid, sendWidgetProblem } from "./problem.ts";
import { parseWidgetQuery, parseWidgetUrl, readUserId, type WidgetParams } from "./validate.ts";

const TOKEN_MS = 300_000; // widget-and-data.md, sections 3.2 and 5

type Query = Readonly<Record<string, unknown>>;

const issueToken = async (deps: Deps, tenant: Tenant, params: { readonly userId: string; readonly stored: WidgetParams | null }): Promise<string> => {
  const token = randomUUID();
  await widgetTokens(deps.storage.pool).issue({
    hash: hashToken(token),
    tenantId: tenant.id,
    userExternalId: params.userId,
    params: params.stored,
    expiresAt: new Date(deps.now().getTime() + TOKEN_MS),
  });
  return token;
};

/** Routes that open the widget: v1 and v2 (widget-and-data.md, sections 3 and 5). */
export const widgetRoutes =
  (deps: Deps, sendPage: SendPage) =>
  async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler(sendWidgetProblem);
    await app.register(institutionRoutes(deps));
    const aggregators = [...deps.adapters.keys()];
    app.get<{ Querystring: Query }>("/api/token", async (request, reply) => {
      const tenant = await tenantOfGroup(deps, request, "widget");
      const userId = userIdOf(request.query);
      return reply.header("cache-control", "no-store").send({ token: await issueToken(deps, tenant, { userId, stored: null }) });
    });
    app.post("/widgetUrl", async (request, reply) => {
      const tenant = await tenantOfGroup(deps, request, "widget");
      const params = parseWidgetUrl(request.body, aggregators);
      refuseForeignOrigin(deps, tenant, params.targetOrigin);
      const token = await issueToken(deps, tenant, { userId: params.userId, stored: params });
      return reply.header("cache-control", "no-store").send({ widgetUrl: `${deps.origin()}/widget?token=${token}` });
    });
    app.get<{ Querystring: Query }>("/widget", async (request, reply) => {
      refuseWhenOff(deps, "widget");
      const names = Object.keys(request.query);
      if (names.every((name) => name === "token")) return openByToken(deps, sendPage, { request, reply });
      const params = parseWidgetQuery(request.query, aggregators);
      const open = await sessionOfToken(deps, request);
      if (open) return showAgain(deps, sendPage, { reply, ...open });
      const tenant = await tenantOfV1(deps, request, params);
      refuseForeignOrigin(deps, tenant, params.targetOrigin);
      return openWith(deps, sendPage, { request, reply, tenant, params });
    });
  };

const userIdOf = ({ userId: raw, ...others }: Query): string => {
  const unknown = Object.keys(others)[0];
  const userId = readUserId({ userId: raw });
  if (unknown !== undefined) throw invalid(`"${unknown}" is not allowed`);
  return userId;
};

const refuseForeignOrigin = (deps: Deps, tenant: Tenant, origin: string | null): void => {
  if (origin === null || tenant.origins.includes(origin)) return;
  const { hostname } = new URL(origin);
  if (deps.loopbackDevelopment && (hostname === "localhost" || hostname === "127.0.0.1")) return;
  throw invalid('"targetOrigin" must be a registered origin');
};

const tokenOf = (request: FastifyRequest): string | null => {
  const value = Object.entries(request.query ?? {}).find(([name]) => name === "token")?.[1];
  return typeof value === "string" && value !== "" ? value : null;
};

/** With a token: the tenant that asked for it, for that user only. Without: the development tenant where the group is open. */
const tenantOfV1 = async (deps: Deps, request: FastifyRequest, params: WidgetParams): Promise<Tenant> => {
  const token = tokenOf(request);
  if (token === null) {
    if (!isOpen(deps, "widget")) throw unauthenticated();
    return tenantOfGroup(deps, request, "widget");
  }
  const used = await widgetTokens(deps.storage.pool).use(hashToken(token), deps.now(), "bare");
  const tenant = used && used.userExternalId === params.userId ? await tenants(deps.storage.pool).byId(used.tenantId) : null;
  if (!tenant) throw tokenInvalid();
  return tenant;
};

interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const openByToken = async (deps: Deps, sendPage: SendPage, { request, reply }: Visit): Promise<FastifyReply> => {
  const token = tokenOf(request);
  const used = token && (await widgetTokens(deps.storage.pool).use(hashToken(token), deps.now(), "stored"));
  const tenant = used ? await tenants(deps.storage.pool).byId(used.tenantId) : null;
  if (!used || !tenant) return resume(deps, sendPage, { request, reply });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- stored by `issueToken` in exactly this shape
  return openWith(deps, sendPage, { request, reply, tenant, params: used.params as WidgetParams });
};

/** A session that this browser has open. */
interface OpenVisit {
  readonly session: Session;
  readonly handle: string;
}

const liveSession = async (deps: Deps, request: FastifyRequest): Promise<OpenVisit | null> => {
  const handle = handleOf(request);
  const session = handle && (await findSession(deps, handle));
  return session && !session.endedAt && session.expiresAt > deps.now() ? { session, handle } : null;
};

/** The session that this very token opened, in this very browser. */
const sessionOfToken = async (deps: Deps, request: FastifyRequest): Promise<OpenVisit | null> => {
  const token = tokenOf(request);
  const open = token === null ? null : await liveSession(deps, request);
  if (token === null || !open) return null;
  return open.session.linkId === (await widgetTokens(deps.storage.pool).linkOf(hashToken(token))) ? open : null;
};

const showAgain = async (deps: Deps, sendPage: SendPage, { reply, session, handle }: OpenVisit & Pick<Visit, "reply">): Promise<FastifyReply> => {
  const tenant = await tenants(deps.storage.pool).byId(session.tenantId);
  return sendPage(reply, { frameAncestors: ancestorsOf(tenant?.origins ?? [], deps.loopbackDevelopment), boot: { door: "widget", handle } });
};

/** The same browser opens or reloads the address again: the session goes on. */
const resume = async (deps: Deps, sendPage: SendPage, { request, reply }: Visit): Promise<FastifyReply> => {
  const hasToken = tokenOf(request) !== null;
  const open = hasToken ? await sessionOfToken(deps, request) : await liveSession(deps, request);
  if (open) return showAgain(deps, sendPage, { reply, ...open });
  if (isOpen(deps, "widget")) throw invalid("A valid token is required");
  throw hasToken ? tokenInvalid() : unauthenticated();
};

const openWith = async (deps: Deps, sendPage: SendPage, { request, reply, ...opening }: Visit & Opening): Promise<FastifyReply> => {
  const link = await linkFor(deps, opening);
  const { handle } = await openSession(deps, {
    link,
    handle: null,
    tabId: `page-${request.id}`,
    languages: languagesOf(request),
    device: deviceClassOf(request),
  });
  const token = tokenOf(request);
  if (token !== null) await widgetTokens(deps.storage.pool).noteLink(hashToken(token), link.id);
  setHandleCookie(reply, handle, deps.cookieReach);
  return sendPage(reply, { frameAncestors: ancestorsOf(opening.tenant.origins, deps.loopbackDevelopment), boot: { door: "widget", handle } });
};
