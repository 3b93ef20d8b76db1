import type { FastifyInstance, FastifyRequest } from "fastify";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { openKey, repeatAnswer, type KeptAnswer } from "./idempotent.ts";

const changes: ReadonlySet<string> = new Set(["PUT", "PATCH", "DELETE"]);

const mayRepeat = (request: FastifyRequest): boolean => {
  const route = request.routeOptions.url ?? "";
  return route.startsWith("/v1/") && !route.startsWith("/v1/console/") && changes.has(request.method) && "idempotency-key" in request.headers;
};

const readJson = (payload: unknown): unknown => (typeof payload === "string" && payload !== "" ? JSON.parse(payload) : null);

/**
 * A change of the native API that is no POST may carry an `Idempotency-Key` too. Who never heard the answer asks again and gets
 * the first one, not that the lock is in the wrong state, or that another person must confirm what they asked for.
 */
export const repeatChanges = (app: FastifyInstance, deps: Deps): void => {
  const held = new WeakMap<FastifyRequest, Extract<KeptAnswer, { readonly state: "new" }>>();
  app.addHook("preHandler", async (request, reply) => {
    if (!mayRepeat(request)) return;
    const kept = await openKey(deps, { tenant: await tenantOfBearer(deps, request), request });
    if (kept.state === "answered") return repeatAnswer(reply, kept);
    held.set(request, kept);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    const kept = held.get(request);
    held.delete(request); // also when this fails: the answer to the failure comes by here again
    if (reply.statusCode < 300) await kept?.finish(reply.statusCode, readJson(payload));
    else await kept?.release();
  });
};
