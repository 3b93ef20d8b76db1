import type { FastifyInstance, FastifyRequest } from "fastify";
import type { OpenSpan, Tracing } from "./tracing.ts";

const untold: ReadonlySet<string> = new Set(["/health", "/health/live", "/health/ready", "/metrics"]);

const parentOf = ({ headers: { traceparent } }: FastifyRequest) => (typeof traceparent === "string" ? { parent: traceparent } : {});

/** A span for every request, named by its route: addresses may carry secrets. Its log lines carry the trace's id. */
export const traceRequests = (app: FastifyInstance, tracing: Tracing): void => {
  if (!tracing.isOn) return;
  const spans = new WeakMap<FastifyRequest, OpenSpan>();
  app.addHook("onRequest", (request, reply, done) => {
    const route = request.routeOptions.url ?? "none";
    if (untold.has(route)) return done();
    const attributes = { "http.request.method": request.method, "http.route": route, "drawbridge.request.id": request.id };
    const span = tracing.open({ name: `${request.method} ${route}`, kind: "server", attributes, ...parentOf(request) });
    spans.set(request, span);
    request.log = request.log.child({ traceId: span.traceId });
    reply.raw.once("close", () => {
      span.set({ "http.response.status_code": reply.raw.statusCode });
      if (reply.raw.statusCode >= 500) span.fail(String(reply.raw.statusCode));
      span.end();
    });
    span.run(done);
  });
  // A body is read by events of its socket, which know nothing of the request they belong to.
  app.addHook("preValidation", (request, _reply, done) => {
    const span = spans.get(request);
    if (!span) return done();
    span.run(done);
  });
};
