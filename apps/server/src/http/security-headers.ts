import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/**
 * Headers of every answer. What is stricter than needed here is loosened by the few answers that must be: pages of a link
 * name who may frame them, files that never change may be cached.
 */

/** Where browsers tell about what a policy stopped. */
export const REPORTS_PATH = "/csp-reports";

const reporting = [`report-uri ${REPORTS_PATH}`, "report-to csp"] as const;

/** Policy of an answer that loads nothing. */
export const barePolicy = (ancestors: string): string =>
  ["default-src 'none'", "base-uri 'none'", "form-action 'none'", `frame-ancestors ${ancestors}`, ...reporting].join("; ");

/** Policy of a page with our own files: no inline script or style, nothing foreign. */
export const pagePolicy = (ancestors: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
    `frame-ancestors ${ancestors}`,
    ...reporting,
  ].join("; ");

const always = {
  "content-security-policy": barePolicy("'none'"),
  "reporting-endpoints": `csp="${REPORTS_PATH}"`,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy":
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
  "cache-control": "no-store",
} as const;

const YEAR_S = 31_536_000;

/** Pages a host may open as a window and then needs the opener of, their errors included (rulings.md 5). */
const windows: ReadonlySet<string> = new Set(["/", "/connect", "/widget", "/oauth/launch/:token", "/oauth/:aggregator/redirect_from/"]);

/** Sets the headers of an answer; `https` when people reach the server that way. */
export const secure = (request: FastifyRequest, reply: FastifyReply, https: boolean): FastifyReply =>
  reply.headers({
    ...always,
    "cross-origin-opener-policy": windows.has(request.routeOptions?.url ?? "") ? "unsafe-none" : "same-origin",
    ...(https && { "strict-transport-security": `max-age=${YEAR_S}` }),
  });

/** Puts the headers on every route, unknown addresses included. */
export const secureAnswers = (app: FastifyInstance, https: boolean): void => {
  app.addHook("onRequest", async (request, reply) => {
    secure(request, reply, https);
  });
};

/** A stream writes its own head; this gives it the headers that were set so far. */
export const copyHeaders = (reply: FastifyReply): void => {
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
};
