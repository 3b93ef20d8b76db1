import { randomUUID } from "node:crypto";
import { jobTypes as known, type JobType } from "@drawbridge/contract";
import { links, tenants, users, widgetTokens, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { bearerOf, handleOf, setHandleCookie } from "../../http/handle.ts";
import { tenantOrDevelopment } from "../../http/tenant-of.ts";
import { hashToken } from "../../http/token-hash.ts";
import { createLink } from "../../use-cases/create-link.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { findSession, openSession } from "../../use-cases/open-session.ts";
import { ancestorsOf, type SendPage } from "../session/page.ts";
import { WidgetProblem } from "./problem.ts";
import { parseWidgetQuery, parseWidgetUrl, type WidgetParams } from "./validate.ts";

const TOKEN_MS = 300_000; // widget-and-data.md, sections 3.2 and 5

const issueToken = async (deps: Deps, tenant: Tenant, params: { readonly userId: string; readonly stored: WidgetParams | null }): Promise<string> => {
  const token = randomUUID();
  await widgetTokens(deps.storage.pool).issue({
    hash: hashToken(token), tenantId: tenant.id, userExternalId: params.userId, params: params.stored, expiresAt: new Date(deps.now().getTime() + TOKEN_MS),
  });
  return token;
};

/** Routes that open the widget: v1 and v2 (widget-and-data.md, sections 3 and 5). */
export const widgetRoutes = (deps: Deps, sendPage: SendPage) => async (app: FastifyInstance): Promise<void> => {
  app.get<{ Querystring: Record<string, string> }>("/api/token", async (request, reply) => {
    const tenant = await tenantOrDevelopment(deps, request);
    const { userId } = request.query;
    if (!userId) throw new WidgetProblem(400, "VALIDATION_FAILED", '"userId" is required');
    return reply.header("cache-control", "no-store").send({ token: await issueToken(deps, tenant, { userId, stored: null }) });
  });
  app.post("/widgetUrl", async (request, reply) => {
    const tenant = await tenantOrDevelopment(deps, request);
    const params = parseWidgetUrl(request.body, [...deps.adapters.keys()]);
    refuseForeignOrigin(deps, tenant, params.targetOrigin);
    const token = await issueToken(deps, tenant, { userId: params.userId, stored: params });
    return reply.send({ widgetUrl: `${deps.origin()}/widget?token=${token}` });
  });
  app.get<{ Querystring: Record<string, string> }>("/widget", async (request, reply) => {
    if (request.query["jobTypes"] === undefined && request.query["userId"] === undefined) return openByToken(deps, sendPage, { request, reply });
    const params = parseWidgetQuery(request.query, [...deps.adapters.keys()]);
    const tenant = await tenantOfV1(deps, request, params);
    refuseForeignOrigin(deps, tenant, params.targetOrigin);
    return openWith(deps, sendPage, { request, reply, tenant, params });
  });
};

const refuseForeignOrigin = (deps: Deps, tenant: Tenant, origin: string | null): void => {
  if (origin === null || tenant.origins.includes(origin)) return;
  const { hostname } = new URL(origin);
  if (deps.loopbackDevelopment && (hostname === "localhost" || hostname === "127.0.0.1")) return;
  throw new WidgetProblem(400, "VALIDATION_FAILED", '"targetOrigin" must be a registered origin');
};

/** With a token: the tenant that asked for it, for that user only. Without: the development tenant on loopback. */
const tenantOfV1 = async (deps: Deps, request: FastifyRequest, params: WidgetParams): Promise<Tenant> => {
  const token = (request.query as Record<string, string>)["token"];
  if (token === undefined) {
    if (!deps.loopbackDevelopment) throw new WidgetProblem(401, "UNAUTHENTICATED", "Unauthorized");
    return tenantOrDevelopment(deps, request);
  }
  const used = await widgetTokens(deps.storage.pool).use(hashToken(token), deps.now());
  const tenant = used && used.userExternalId === params.userId ? await tenants(deps.storage.pool).byId(used.tenantId) : null;
  if (!tenant) throw new WidgetProblem(401, "TOKEN_INVALID", "token invalid or expired");
  return tenant;
};

interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const openByToken = async (deps: Deps, sendPage: SendPage, { request, reply }: Visit): Promise<FastifyReply> => {
  const token = (request.query as Record<string, string>)["token"];
  const used = token ? await widgetTokens(deps.storage.pool).use(hashToken(token), deps.now()) : null;
  if (used?.params) {
    const tenant = await tenants(deps.storage.pool).byId(used.tenantId);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- stored by `issueToken` in exactly this shape
    if (tenant) return openWith(deps, sendPage, { request, reply, tenant, params: used.params as WidgetParams });
  }
  return resume(deps, sendPage, { request, reply });
};

/** The same browser opens or reloads the address again: its session goes on. */
const resume = async (deps: Deps, sendPage: SendPage, { request, reply }: Visit): Promise<FastifyReply> => {
  const handle = handleOf(request);
  const session = handle && (await findSession(deps, handle));
  if (!session || session.endedAt) {
    if (deps.loopbackDevelopment) throw new WidgetProblem(400, "VALIDATION_FAILED", "A valid token is required");
    const given = bearerOf(request) ?? (request.query as Record<string, string>)["token"];
    throw given ? new WidgetProblem(401, "TOKEN_INVALID", "token invalid or expired") : new WidgetProblem(401, "UNAUTHENTICATED", "Unauthorized");
  }
  const tenant = await tenants(deps.storage.pool).byId(session.tenantId);
  return sendPage(reply, { frameAncestors: ancestorsOf(tenant?.origins ?? [], deps.loopbackDevelopment), boot: { door: "widget", handle } });
};

const selectionOf = (params: WidgetParams): "one" | "none" =>
  params.jobTypes.includes("accountNumber") && params.singleAccountSelect ? "one" : "none";

const openWith = async (
  deps: Deps,
  sendPage: SendPage,
  { request, reply, tenant, params }: Visit & { readonly tenant: Tenant; readonly params: WidgetParams },
): Promise<FastifyReply> => {
  const jobTypes: readonly JobType[] = known.filter((job) => params.jobTypes.includes(job));
  if (params.institutionId !== null && !deps.directory.resolve(params.institutionId, jobTypes)) {
    throw new WidgetProblem(404, "INSTITUTION_NOT_FOUND", "Institution not found");
  }
  const user = await users(deps.storage.pool).findOrCreateByExternalId(tenant.id, params.userId);
  const created = await createLink(deps, {
    tenant, user, kind: "connect", vocabulary: "widget", singleUse: false,
    options: {
      mode: "full", jobTypes, consentStep: false, selection: selectionOf(params), institutionId: params.institutionId, redirectUri: null,
      targetOrigin: params.targetOrigin, experience: null, locale: "en",
    },
  });
  const link = await links(deps.storage.pool).byId(tenant.id, created.id);
  if (!link) throw new WidgetProblem(503, "PROVIDER_DOWN", "Service Unavailable");
  const { handle } = await openSession(deps, { link, handle: null, tabId: `page-${request.id}` });
  setHandleCookie(reply, handle);
  return sendPage(reply, { frameAncestors: ancestorsOf(tenant.origins, deps.loopbackDevelopment), boot: { door: "widget", handle } });
};
