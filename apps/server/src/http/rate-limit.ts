import type { Storage } from "@drawbridge/storage";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes, type RateLimiterAbstract } from "rate-limiter-flexible";
import { AppError } from "./app-error.ts";
import { addressOf, limitOfRoute, type RouteLimit } from "./limit-of-route.ts";
import type { Limit, LimitName, Limits } from "./limits.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Set where a page answers 200 although nobody knows its link. */
    linkUnknown: boolean;
  }
}

/** Counts requests by limit and key. */
export interface RateLimits {
  readonly sizes: Limits;
  /** Counts one; the outcome says what is left. */
  readonly count: (limit: LimitName, key: string) => Promise<Counted>;
}

/** What a count came to. */
export interface Counted {
  readonly outcome: "allowed" | "too_many";
  readonly remaining: number;
  readonly resetMs: number;
}

const limiterOf = (storage: Storage, name: LimitName, { requests, seconds, counted }: Limit): RateLimiterAbstract => {
  const size = { keyPrefix: name, points: requests, duration: seconds };
  const own = new RateLimiterMemory(size);
  if (counted === "each") return own;
  return new RateLimiterPostgres({
    ...size,
    storeClient: storage.pool,
    storeType: "pool",
    tableName: "rate_limits",
    tableCreated: true,
    inMemoryBlockOnConsumed: requests + 1, // whoever is over the limit costs the database nothing more
    insuranceLimiter: own, // a database that is away refuses requests by itself
  });
};

/** Makes the counters. */
export const createRateLimits = (storage: Storage, sizes: Limits): RateLimits => {
  const names = Object.keys(sizes).filter((name): name is LimitName => Object.hasOwn(sizes, name));
  const limiters = new Map(names.map((name) => [name, limiterOf(storage, name, sizes[name])]));
  return {
    sizes,
    count: async (limit, key) => {
      const limiter = limiters.get(limit);
      if (!limiter) throw new AppError("UNEXPECTED", { detail: `no limiter ${limit}` });
      try {
        const { remainingPoints, msBeforeNext } = await limiter.consume(key);
        return { outcome: "allowed", remaining: remainingPoints, resetMs: msBeforeNext };
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        return { outcome: "too_many", remaining: 0, resetMs: error.msBeforeNext };
      }
    },
  };
};

const describe = (reply: FastifyReply, name: LimitName, { size, counted }: { readonly size: Limit; readonly counted: Counted }): void => {
  const reset = Math.ceil(counted.resetMs / 1000);
  reply.headers({
    "ratelimit-limit": size.requests,
    "ratelimit-remaining": counted.remaining,
    "ratelimit-reset": reset,
    "ratelimit-policy": `"${name}";q=${size.requests};w=${size.seconds}`,
    ratelimit: `"${name}";r=${counted.remaining};t=${reset}`,
  });
};

const refuse = (reply: FastifyReply, { requests }: Limit, resetMs: number): never => {
  const seconds = Math.max(1, Math.ceil(resetMs / 1000));
  reply.headers({ "retry-after": seconds, "x-ratelimit-limit": requests, "x-ratelimit-remaining": 0, "x-ratelimit-reset": seconds });
  throw new AppError("RATE_LIMITED", { detail: `Too many requests; try again in ${seconds} s` });
};

const charge = async (
  limits: RateLimits,
  { limit, by }: RouteLimit,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<void> => {
  const size = limits.sizes[limit];
  const counted = await limits.count(limit, by(request));
  describe(reply, limit, { size, counted });
  if (counted.outcome === "too_many") refuse(reply, size, counted.resetMs);
};

/** A door's key is in its body, which must be read first. */
const waitsForBody = (route: RouteLimit): boolean => route.limit === "opens";

/** Routes that a stranger could use to guess: whoever failed too often there is not listened to for a while. */
const guessable: ReadonlySet<LimitName> = new Set(["tokens", "links", "data", "api", "opens", "pages"]);

/** Puts the limits on every route that is added from now on. */
export const limitRequests = (app: FastifyInstance, limits: RateLimits): void => {
  const blocked = new RateLimiterMemory({ keyPrefix: "blocked", points: 1, duration: limits.sizes.failures.seconds });
  const routeOf = (request: FastifyRequest): RouteLimit | null => limitOfRoute(request.routeOptions.url ?? "/health");
  app.decorateRequest("linkUnknown", false);
  app.addHook("onRequest", async (request, reply) => {
    const route = routeOf(request);
    if (!route) return;
    const block = guessable.has(route.limit) ? await blocked.get(addressOf(request)) : null;
    if (block) refuse(reply, limits.sizes.failures, block.msBeforeNext);
    if (!waitsForBody(route)) await charge(limits, route, { request, reply });
  });
  app.addHook("preHandler", async (request, reply) => {
    const route = routeOf(request);
    if (route && waitsForBody(route)) await charge(limits, route, { request, reply });
  });
  // Before the answer leaves: a crowd of parallel guesses must not get ahead of the count.
  app.addHook("onSend", async (request, reply) => {
    const route = routeOf(request);
    if (!route || !guessable.has(route.limit) || !(request.linkUnknown || isFailure(route, reply.statusCode))) return;
    const { outcome, resetMs } = await limits.count("failures", addressOf(request));
    if (outcome === "too_many") await blocked.block(addressOf(request), Math.ceil(resetMs / 1000));
  });
};

const unknown: ReadonlySet<number> = new Set([401, 404, 410]);

const isFailure = ({ limit }: RouteLimit, status: number): boolean => (limit === "opens" || limit === "pages" ? unknown.has(status) : status === 401);
