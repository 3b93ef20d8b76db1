import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createHttp, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, tenants, type Storage } from "@drawbridge/storage";
import { createTestDatabase } from "@drawbridge/storage/testing";
import type { FastifyInstance } from "fastify";
import { runMigrations } from "graphile-worker";
import { Webhook } from "standardwebhooks";
import { createServer } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { createWebhookEgress } from "../src/egress/webhook-egress.ts";
import { connectRoutes } from "../src/faces/connect/routes.ts";
import { nativeRoutes } from "../src/faces/native/routes.ts";
import { webhookRoutes } from "../src/faces/native/webhook-routes.ts";
import { hashToken } from "../src/http/token-hash.ts";
import type { Deps } from "../src/use-cases/deps.ts";
import { deliverWebhooks } from "../src/webhooks/deliver-webhooks.ts";
import { wire } from "../src/wiring.ts";

/** One request a receiver got. */
export interface Hit {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The headers of a request as the reference library wants them. */
export const headersOf = ({ headers }: Hit): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** Checks a request with the reference library of Standard Webhooks; throws when it is not signed with the secret. */
export const verifyHit = (secret: string, hit: Hit): unknown => new Webhook(secret).verify(hit.body, headersOf(hit));

/** A receiver on loopback that answers as told; by default 200. */
export interface Receiver {
  readonly origin: string;
  readonly hits: Hit[];
  readonly answer: (how: (response: ServerResponse, hit: Hit) => void) => void;
  readonly close: () => void;
}

/** Starts a receiver on a free port. */
export const startReceiver = async (): Promise<Receiver> => {
  const hits: Hit[] = [];
  const state = { how: (response: ServerResponse, _hit: Hit): void => void response.end() };
  const server = createHttp((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const hit = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
      hits.push(hit);
      state.how(response, hit);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    hits,
    answer: (how) => {
      state.how = how;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

/** A server with its webhooks, a clock that stands still, and one tenant. */
export interface Stage {
  readonly app: FastifyInstance;
  readonly deps: Deps;
  readonly storage: Storage;
  readonly tenantId: string;
  readonly token: string;
  readonly clock: { now: Date };
  /** Delivers what is due for an endpoint; pauses pass at once on the clock. */
  readonly deliver: (endpointId: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const PARTNER_SECRET = "partner-secret-1";
const APP_KEY = "app-key-1";
const TIMEOUT_MS = 300;

/** Sets it up; `token` is the tenant's API token. */
export const createStage = async (): Promise<Stage> => {
  const db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-webhooks-"));
  await runMigrations({ pgPool: db.storage.pool });
  const app = createServer("silent");
  const clock = { now: new Date("2026-03-01T12:00:00Z") };
  const wired = await wire({
    config: readConfig(folder, { DRAWBRIDGE_DATA: folder }),
    storage: db.storage,
    log: app.log,
    origin: () => "http://127.0.0.1",
    bankOrigin: "http://127.0.0.1:9",
  });
  await wired.directory.ready;
  const webhookEgress = createWebhookEgress({
    loopback: "allowed",
    timeoutMs: TIMEOUT_MS,
    resolve: async () => [{ address: "93.184.216.34", family: 4 }],
  });
  const deps: Deps = { ...wired, now: () => clock.now, webhookEgress };
  const [tenantId, token] = [newId(), "api-token-1"];
  await tenants(db.storage.pool).upsert({
    id: tenantId,
    slug: "one",
    name: "One",
    partnerSecretHash: hashToken(PARTNER_SECRET),
    appKeyHash: hashToken(APP_KEY),
    apiTokenHash: hashToken(token),
    policyUrl: null,
    origins: [],
  });
  await app.register(nativeRoutes(deps));
  await app.register(webhookRoutes(deps));
  await app.register(connectRoutes(deps));
  const wait = async (ms: number): Promise<void> => {
    clock.now = new Date(clock.now.getTime() + ms);
  };
  return {
    app,
    deps,
    storage: db.storage,
    tenantId,
    token,
    clock,
    deliver: (endpointId) => deliverWebhooks(deps, endpointId, { random: () => 0, wait }),
    close: async () => {
      await app.close();
      await db.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** What a call may set beside its route; every POST gets an idempotency key of its own unless given. */
export interface CallOptions {
  readonly body?: object;
  readonly key?: string;
  readonly token?: string;
}

type Method = "GET" | "POST" | "DELETE";

/** Calls the native API. */
export const callNative = (stage: Stage, route: `${Method} ${string}`, { body, key = newId(), token = stage.token }: CallOptions = {}) => {
  const [method, url = ""] = route.split(" ");
  return stage.app.inject({
    method: method === "GET" || method === "DELETE" ? method : "POST",
    url,
    headers: { authorization: `Bearer ${token}`, "idempotency-key": key },
    ...(body && { payload: body }),
  });
};

/** Signs in as the partner and makes a Connect link. */
export const generateLink = async (stage: Stage, fields: object) => {
  const headers = { "app-key": APP_KEY };
  const tenant = await tenants(stage.storage.pool).byId(stage.tenantId);
  const partnerId = String(tenant?.no);
  const session = await stage.app.inject({
    method: "POST",
    url: "/aggregation/v2/partners/authentication",
    headers,
    payload: { partnerId, partnerSecret: PARTNER_SECRET },
  });
  const signedIn = { ...headers, "app-token": session.json<{ token: string }>().token };
  const customer = await stage.app.inject({
    method: "POST",
    url: "/aggregation/v2/customers/testing",
    headers: signedIn,
    payload: { username: newId() },
  });
  const customerId = customer.json<{ id: string }>().id;
  const reply = await stage.app.inject({
    method: "POST",
    url: "/connect/v2/generate",
    headers: signedIn,
    payload: { partnerId, customerId, ...fields },
  });
  return { reply, customerId, partnerSecret: PARTNER_SECRET };
};
