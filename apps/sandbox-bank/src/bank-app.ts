import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from "fastify";
import { createAccessTokens } from "./access/access-tokens.ts";
import type { DataAuthorizer } from "./access/data-access.ts";
import type { BankBook } from "./book/bank-book.ts";
import { guideRoutes } from "./guide/guide-routes.ts";
import type { Wait } from "./routes/bank-mood.ts";
import { dataRoutes } from "./routes/data-routes.ts";
import { sendFailure } from "./routes/failure-reply.ts";
import { loginRoutes } from "./routes/login-routes.ts";
import { createOpenLogins } from "./sign-in/open-logins.ts";

/** What the bank's own routes are built from. */
export interface BankDeps {
  readonly book: BankBook;
  readonly oidc: DataAuthorizer;
  readonly now: () => Date;
  readonly wait: Wait;
}

const bodyLimit = 32 * 1024; // A sign-in form is far smaller; pushed requests of the redirect flow fit too.

/** An empty server with the bank's limits; closing it also ends requests that are made to hang. */
export const createBankServer = (): FastifyInstance =>
  Fastify({
    bodyLimit,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    ajv: { customOptions: { removeAdditional: false } },
  });

/** Adds the API of the credential institutions, the data API and the guide. */
export function addBankRoutes(app: FastifyInstance, deps: BankDeps): void {
  const tokens = createAccessTokens(deps.now);
  void app.register(async (scope) => {
    scope.setErrorHandler((error: FastifyError, _request, reply) => sendError(reply, error));
    scope.addHook("onRequest", async (_request, reply) => {
      reply.headers({
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "unsafe-none",
      });
    });
    loginRoutes(scope, { ...deps, logins: createOpenLogins(deps.now), tokens });
    dataRoutes(scope, { ...deps, tokens });
    guideRoutes(scope);
  });
}

/** Malformed requests get their 4xx and a sentence; anything else is ours, and says nothing about how. */
function sendError(reply: FastifyReply, error: FastifyError): FastifyReply {
  const status = error.statusCode ?? 500;
  const detail = status < 500 ? error.message : "The sandbox bank made a mistake.";
  return sendFailure(reply, { failure: "unexpected", detail, status });
}
