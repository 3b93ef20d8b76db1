import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, operationFigures, tenants } from "@drawbridge/storage";
import { createTestDatabase } from "@drawbridge/storage/testing";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { runMigrations } from "graphile-worker";
import { vi } from "vitest";
import { followLog } from "../src/analytics/follow-log.ts";
import { createServer } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { analyticsRoutes } from "../src/faces/native/analytics-routes.ts";
import { eventRoutes } from "../src/faces/native/event-routes.ts";
import { nativeSessionRoutes } from "../src/faces/native/session-routes.ts";
import { hashToken } from "../src/http/token-hash.ts";
import type { Deps } from "../src/use-cases/deps.ts";
import { wire } from "../src/wiring.ts";

/** A server with its log and numbers, a clock of the test, and one tenant. */
export interface AnalyticsStage {
  readonly app: FastifyInstance;
  readonly deps: Deps;
  readonly tenantId: string;
  readonly get: <T>(path: string) => Promise<T>;
  readonly call: (method: "GET" | "POST" | "PUT", path: string, body?: object) => Promise<LightMyRequestResponse>;
  readonly close: () => Promise<void>;
}

/** Counts all that was written. A transaction of anybody on the same PostgreSQL hides what came after it, so that is waited for. */
export const countAll = async ({ deps }: Pick<AnalyticsStage, "deps">): Promise<void> => {
  const count = async (): Promise<void> => {
    await followLog(deps);
    const { eventsBehind } = await operationFigures(deps.storage.pool).read();
    if (eventsBehind > 0) throw new Error(`${eventsBehind} events are not counted`);
  };
  await vi.waitFor(count, { timeout: 30_000, interval: 25 });
};

/** Sets it up. */
export const createAnalyticsStage = async (now: () => Date): Promise<AnalyticsStage> => {
  const db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-analytics-"));
  await runMigrations({ pgPool: db.storage.pool });
  const app = createServer("silent");
  const deps = await wire({
    config: readConfig(folder, { DRAWBRIDGE_DATA: folder }),
    storage: db.storage,
    log: app.log,
    origin: () => "http://127.0.0.1",
    bankOrigin: "http://127.0.0.1:9",
    now,
  });
  const [tenantId, token] = [newId(), "api-token-1"];
  await tenants(db.storage.pool).upsert({
    id: tenantId,
    slug: "one",
    name: "One",
    partnerSecretHash: hashToken("secret"),
    appKeyHash: hashToken("key"),
    apiTokenHash: hashToken(token),
    policyUrl: null,
    origins: [],
  });
  await app.register(eventRoutes(deps));
  await app.register(nativeSessionRoutes(deps));
  await app.register(analyticsRoutes(deps));
  const call: AnalyticsStage["call"] = (method, path, body) =>
    app.inject({
      method,
      url: path,
      headers: { authorization: `Bearer ${token}`, "idempotency-key": newId() },
      ...(body && { payload: body }),
    });
  return {
    app,
    deps,
    tenantId,
    call,
    get: async (path) => (await call("GET", path)).json(),
    close: async () => {
      deps.logTail.close();
      await app.close();
      await db.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
