import fastifyStatic from "@fastify/static";
import Fastify, { LogController, type FastifyError, type FastifyInstance } from "fastify";
import { tenants } from "@drawbridge/storage";
import { credentialRoutes } from "./credentials/routes.ts";
import { authenticatorRoutes } from "./faces/authenticator/routes.ts";
import { ConnectProblem, isConnectPath, sendConnectError } from "./faces/connect/problem.ts";
import { connectRoutes } from "./faces/connect/routes.ts";
import { identityRoutes } from "./faces/connections/identity/mount.ts";
import { connectionsResourceRoutes } from "./faces/connections/resources/routes.ts";
import { nativeConnectionRoutes } from "./faces/native/connection-routes.ts";
import { consoleRoutes } from "./faces/native/console-routes.ts";
import { analyticsRoutes } from "./faces/native/analytics-routes.ts";
import { eventRoutes } from "./faces/native/event-routes.ts";
import { experienceRoutes } from "./faces/native/experience-routes.ts";
import { institutionHealthRoutes } from "./faces/native/health-routes.ts";
import { institutionRoutes } from "./faces/native/institution-routes.ts";
import { nativeRoutes } from "./faces/native/routes.ts";
import { nativeSessionRoutes } from "./faces/native/session-routes.ts";
import { oidcClientRoutes } from "./faces/native/oidc-client-routes.ts";
import { oidcSettingsRoutes } from "./faces/native/oidc-settings-routes.ts";
import { repeatChanges } from "./faces/native/repeatable-changes.ts";
import { reminderRoutes } from "./faces/native/reminder-routes.ts";
import { operatorRoutes } from "./faces/native/operator-routes.ts";
import { sandboxRoutes } from "./faces/native/sandbox-routes.ts";
import { sinkRoutes } from "./faces/native/sink-routes.ts";
import { tenantRoutes } from "./faces/native/tenant-routes.ts";
import { webhookRoutes } from "./faces/native/webhook-routes.ts";
import { bankRoutes } from "./faces/session/bank-routes.ts";
import { ancestorsOf, createPageSender, pageHeaders, type SendPage } from "./faces/session/page.ts";
import { sessionRoutes } from "./faces/session/routes.ts";
import { dataRoutes } from "./faces/widget/data-routes.ts";
import { WidgetProblem, sendWidgetProblem } from "./faces/widget/problem.ts";
import { widgetRoutes } from "./faces/widget/routes.ts";
import { AppError } from "./http/app-error.ts";
import { cspReportRoutes } from "./http/csp-reports.ts";
import { describeRoutes } from "./http/openapi.ts";
import { limitRequests } from "./http/rate-limit.ts";
import { readInput } from "./http/read-input.ts";
import { sendProblem } from "./http/problem.ts";
import { refuseStrangers } from "./http/tenant-of.ts";
import { secure, secureAnswers } from "./http/security-headers.ts";
import { carryDeeds } from "./operators/deed-of-request.ts";
import { observeRequests, operationsRoutes } from "./operations/routes.ts";
import { connectLinkOf } from "./faces/connect/link-query.ts";
import { traceRequests } from "./operations/trace-requests.ts";
import type { Deps } from "./use-cases/deps.ts";

/** How people's requests reach the server. */
export interface Road {
  /** Whose `X-Forwarded-For` is believed; nobody's unless given. */
  readonly trustProxy?: false | string;
  /** True when people reach it by https, whatever stands in front. */
  readonly https?: boolean;
}

/** A server without routes: limits, and one place where errors become answers. */
export const createServer = (logLevel: string, { trustProxy = false, https = false }: Road = {}): FastifyInstance => {
  const app = Fastify({
    logger: { level: logLevel, redact: ["req.headers.authorization", "req.headers.cookie"] },
    bodyLimit: 262_144,
    forceCloseConnections: true,
    trustProxy,
    routerOptions: { maxParamLength: 500 }, // a launch token is about 110 characters
    frameworkErrors: (error, request, reply) =>
      void (isConnectPath(request.url) ? sendConnectError : sendProblem)(error, request, secure(request, reply, https)),
    logController: new LogController({ disableRequestLogging: true }), // addresses may carry a link's signature
  });
  app.setValidatorCompiler(readInput);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof ConnectProblem || isConnectPath(request.url)) return sendConnectError(error, request, reply);
    if (error instanceof WidgetProblem) return sendWidgetProblem(error, request, reply);
    return sendProblem(error, request, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const send = isConnectPath(request.url) ? sendConnectError : sendProblem;
    return send(new AppError("NOT_FOUND"), request, reply);
  });
  secureAnswers(app, https);
  return app;
};

/** Puts all faces on the server. `widgetDist` is the built widget. */
export const addRoutes = async (app: FastifyInstance, deps: Deps, widgetDist: string): Promise<void> => {
  const sendPage = await createPageSender(widgetDist);
  await describeRoutes(app);
  traceRequests(app, deps.tracing);
  limitRequests(app, deps.rateLimits);
  refuseStrangers(app, deps);
  carryDeeds(app, deps.storage);
  repeatChanges(app, deps);
  observeRequests(app, deps);
  await app.register(fastifyStatic, {
    root: widgetDist,
    prefix: "/assets/widget/",
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: "365d",
  });
  await app.register(healthRoute(deps));
  await app.register(operationsRoutes(deps));
  await app.register(cspReportRoutes);
  await app.register(pageRoutes(deps, sendPage));
  await app.register(sessionRoutes(deps));
  await app.register(bankRoutes(deps));
  await app.register(nativeRoutes(deps));
  await app.register(nativeConnectionRoutes(deps));
  await app.register(nativeSessionRoutes(deps));
  await app.register(consoleRoutes(deps));
  await app.register(operatorRoutes(deps));
  await app.register(eventRoutes(deps));
  await app.register(analyticsRoutes(deps));
  await app.register(institutionHealthRoutes(deps));
  await app.register(experienceRoutes(deps));
  await app.register(sandboxRoutes(deps));
  await app.register(webhookRoutes(deps));
  await app.register(sinkRoutes(deps));
  await app.register(tenantRoutes(deps));
  await app.register(oidcClientRoutes(deps));
  await app.register(oidcSettingsRoutes(deps));
  await app.register(reminderRoutes(deps));
  await app.register(identityRoutes(deps));
  await app.register(connectionsResourceRoutes(deps));
  await app.register(institutionRoutes(deps));
  await app.register(connectRoutes(deps));
  await app.register(widgetRoutes(deps, sendPage));
  await app.register(dataRoutes(deps));
  await app.register(credentialRoutes(deps));
  await app.register(authenticatorRoutes(deps));
};

const healthRoute =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get("/health", async (_request, reply) => {
      const served = await deps.storage.pool.query("select 1").then(
        () => deps.directory.find("", 1).total > 0,
        () => false,
      );
      return served ? reply.send({ status: "healthy" }) : reply.code(503).send({ status: "Service Unavailable" });
    });
  };

const pageRoutes =
  (deps: Deps, sendPage: SendPage) =>
  async (app: FastifyInstance): Promise<void> => {
    // The page of a native link: the token is in the fragment, so nothing here knows whose it is.
    app.get("/connect", async (_request, reply) => sendPage(reply, { frameAncestors: ["*"] }));
    app.get<{ Querystring: Record<string, string> }>("/", async (request, reply) => {
      if (request.query["signature"] === undefined) {
        return reply.headers(pageHeaders([])).type("text/html; charset=utf-8").send(startPage);
      }
      const ancestors = await ancestorsOfLink(deps, request.query);
      if (ancestors === null) request.linkUnknown = true;
      return sendPage(reply, { frameAncestors: ancestors ?? ["*"] });
    });
  };

/** Null: an unknown link's page carries no tenant's data and may be framed by anyone (rulings.md 4). */
const ancestorsOfLink = async (deps: Deps, query: Readonly<Record<string, string>>): Promise<readonly string[] | null> => {
  try {
    const link = await connectLinkOf(deps, query);
    const tenant = await tenants(deps.storage.pool).byId(link.tenantId);
    return ancestorsOf(tenant?.origins ?? [], deps.loopbackDevelopment);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
};

const startPage =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Drawbridge</title></head>' +
  "<body><main><h1>Drawbridge</h1><p>This server connects people's banks to a product. Open a link that was made for you.</p></main></body></html>";
