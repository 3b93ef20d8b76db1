import { timingSafeEqual } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { AppError } from "../http/app-error.ts";
import { bearerOf } from "../http/handle.ts";
import { hashToken } from "../http/token-hash.ts";
import type { Deps } from "../use-cases/deps.ts";

const READY_MS = 2_000; // a database that takes longer is not there for people either

const inTime = async (work: Promise<unknown>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, READY_MS, false);
  });
  const done = work.then(
    () => true,
    () => false,
  );
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
};

const same = (given: string, wanted: string): boolean => timingSafeEqual(Buffer.from(hashToken(given)), Buffer.from(hashToken(wanted)));

/** Routes for those who run the server: is it alive, can it serve, what does it measure. */
export const operationsRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    /** The process answers; a database that is away is no reason to restart it. */
    app.get("/health/live", async (_request, reply) => reply.header("cache-control", "no-store").send({ status: "alive" }));
    /** Requests can be served now: database, queue and directory are there. */
    app.get("/health/ready", async (_request, reply) => {
      const checks = {
        database: await inTime(deps.storage.pool.query("select 1 from migrations limit 1")),
        queue: await inTime(deps.storage.pool.query("select 1 from graphile_worker.jobs limit 1")),
        directory: deps.directory.size() > 0,
        // First of all when the server stops: whoever spreads requests sends them elsewhere while it finishes.
        accepting: !deps.isStopping(),
      };
      const ready = Object.values(checks).every(Boolean);
      return reply
        .code(ready ? 200 : 503)
        .header("cache-control", "no-store")
        .send({ status: ready ? "ready" : "not_ready", checks });
    });
    /** Without a token set up, only a development server on loopback tells. */
    app.get("/metrics", async (request, reply) => {
      const wanted = deps.metricsToken;
      if (wanted === null && !deps.loopbackDevelopment) throw new AppError("NOT_FOUND");
      if (wanted !== null && !same(bearerOf(request) ?? "", wanted)) throw new AppError("UNAUTHENTICATED");
      return reply
        .header("cache-control", "no-store")
        .type(deps.metrics.contentType)
        .send(await deps.metrics.print());
    });
  };

/** Measures every request, and logs it by its route and id: addresses may carry secrets and stay out of both. */
export const observeRequests = (app: FastifyInstance, { metrics }: Pick<Deps, "metrics">): void => {
  app.addHook("onResponse", async (request, reply) => {
    const answered = {
      method: request.method,
      route: request.routeOptions.url ?? "none",
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    metrics.noteRequest(answered);
    request.log.info(answered, "answered");
  });
};
