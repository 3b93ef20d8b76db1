import { randomUUID } from "node:crypto";
import { astClients, newId, tenants } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { openPerson, signInAs, takeAll } from "../../../tests/journeys/person.ts";
import { hashToken } from "../src/http/token-hash.ts";
import { printId } from "../src/ids.ts";
import { bodies, texts, why } from "./bodies-of-routes.ts";
import { createTestDevice } from "./device-client.ts";
import { shownOnce } from "./shown-once-cases.ts";
import { changes, createRouteTable, type Method, type Route } from "./route-table.ts";

const OURS = "development-api-token-1";
const THEIRS = "api-token-of-another-tenant";

let drawbridge: TestDrawbridge;
let app: FastifyInstance;
let routes: readonly Route[];

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  const { storage } = drawbridge;
  ({ app, routes } = await createRouteTable(drawbridge.deps));
  await tenants(storage.pool).upsert({
    id: newId(),
    slug: "another",
    name: "Another",
    partnerSecretHash: hashToken("another-secret"),
    appKeyHash: hashToken("another-key"),
    apiTokenHash: hashToken(THEIRS),
    policyUrl: null,
    origins: [],
  });
  // A sandbox like ours, so that it is not refused for what it is.
  await storage.pool.query("update tenants set sandbox = true where slug = 'another'");
});
afterAll(async () => {
  await app.close();
  await drawbridge.close();
});

/** Routes that answer anybody. Whoever adds one says so here. */
const open: ReadonlySet<string> = new Set([
  "GET /",
  "GET /health",
  "GET /health/live",
  "GET /health/ready",
  "GET /metrics",
  "GET /connect",
  "GET /assets/visit.css",
  "GET /assets/close-window.js",
  "GET /.well-known/jwks.json",
  "GET /.well-known/bank-client-jwks.json",
  "GET /openapi.json",
  "GET /device/v1/keys",
  "GET /device/v1/push-key",
  ...["all", "api", "legacy", "test", "beta", "payments", "zoopla", "mouseprice", "autotrader"].map(
    (kind) => `GET /identity/oidc/.well-known/${kind}-connections`,
  ),
]);

const places = new Map<string, number>();

/** Asks from an address of its own each time: somebody refused at hundreds of routes in a row is rightly limited. */
const ask = (method: Method, path: string, { token, body }: { readonly token?: string | undefined; readonly body?: object | undefined }) => {
  const turn = (places.get("turn") ?? 0) + 1;
  places.set("turn", turn);
  return app.inject({
    method,
    url: path,
    remoteAddress: `192.0.${turn >> 8}.${turn & 255}`,
    headers: { "idempotency-key": randomUUID(), ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(body && { payload: body }),
  });
};

describe("a stranger", () => {
  it.each([
    ["without a credential", undefined],
    ["with a token nobody gave", "not-a-token"],
  ])("%s gets nothing from any route that is not open", async (_who, token) => {
    expect(routes.length).toBeGreaterThan(250);
    for (const { method, url } of routes) {
      const path = url.replaceAll(/:[a-zA-Z]+/g, "x").replace("*", "x.js");
      const answer = await ask(method, path, { token, body: changes.has(method) ? {} : undefined });
      const where = `${method} ${url} ${answer.body.slice(0, 200)}`;
      if (open.has(`${method} ${url}`)) expect.soft(answer.statusCode, where).toBe(200);
      else expect.soft([400, 401, 403, 404, 410, 415], where).toContain(answer.statusCode);
      // The native API looks at who asks before it looks at what is asked.
      if (url.startsWith("/v1/") && !url.startsWith("/v1/console/")) expect.soft(answer.statusCode, where).toBe(401);
    }
  });
});

const made = async (path: string, body: object): Promise<Readonly<Record<string, unknown>>> => {
  const answer = await ask("POST", path, { token: OURS, body });
  expect(answer.statusCode, `${path} ${answer.body}`).toBeLessThan(300);
  return answer.json();
};

const connect = async () => {
  const person = await openPerson(drawbridge, "belongs");
  await signInAs(person, "user_ok");
  await takeAll(person);
  await person.give({ type: "submitted" });
  const { events } = (await ask("GET", `/v1/events?userId=${person.userId}`, { token: OURS })).json();
  const created = events.find(({ type }: { readonly type: string }) => type === "connection.created");
  return { userId: person.userId, sessionId: String(events[0].sessionId), connectionId: String(created.data.connection.id) };
};

const enrol = async (userId: string): Promise<string> => {
  const { activationCode } = await made(`/v1/users/${userId}/activation-codes`, { purpose: "activation", ...why });
  const device = await createTestDevice(drawbridge.server);
  await device.activate({ tenantId: "development", userId: "belongs" }, String(activationCode), "135790");
  const { devices } = (await ask("GET", `/v1/users/${userId}/devices`, { token: OURS })).json();
  return String(devices[0].id);
};

const deliver = async (endpointId: string): Promise<string> => {
  await made(`/v1/webhook-endpoints/${endpointId}/tests`, {});
  const { webhookDeliveries } = (await ask("GET", `/v1/webhook-deliveries?endpointId=${endpointId}`, { token: OURS })).json();
  return String(webhookDeliveries[0].id);
};

const invite = async (): Promise<string> => {
  const id = newId();
  await drawbridge.storage.pool.query(
    `insert into operators (id, tenant_id, email, role, password_hash, totp, totp_step, created_at)
     select $1, id, 'operator@ours.example', 'viewer', 'x', '{}', 0, now() from tenants where slug = 'development'`,
    [id],
  );
  return printId("opr", id);
};

const install = async (): Promise<string> => {
  const { storage } = drawbridge;
  const tenant = await tenants(storage.pool).bySlug("development");
  const seen = { id: newId(), tenantId: tenant?.id ?? "", jkt: "a".repeat(43), appName: "app", appVersion: "1.0.0", userId: null, deviceId: null };
  await astClients(storage.pool).see(seen, new Date());
  return printId("ast", seen.id);
};

/** What the development tenant has, by the beginning of the routes that name it. */
const collect = async (): Promise<Readonly<Record<string, string>>> => {
  const { userId, sessionId, connectionId } = await connect();
  const idOf = async (path: string, body: object) => String((await made(path, body))["id"]);
  const endpoint = await idOf("/v1/webhook-endpoints", { url: "http://127.0.0.1:9/in" });
  const code = await idOf(`/v1/users/${userId}/activation-codes`, { purpose: "add_user", ...why });
  return {
    connections: connectionId,
    "sandbox/connections": connectionId,
    sessions: sessionId,
    "activation-codes": code,
    users: userId,
    devices: await enrol(userId),
    experiences: await idOf("/v1/experiences", {}),
    "webhook-endpoints": endpoint,
    "webhook-deliveries": await deliver(endpoint),
    "oidc-clients": await idOf("/v1/oidc-clients", { name: "Shop", authMethod: "client_secret_basic" }),
    operators: await invite(),
    sinks: await idOf("/v1/sinks", { kind: "segment", url: "http://127.0.0.1:9", key: "key" }),
    "ast-clients": await install(),
    "device-nonces": await idOf("/v1/device-nonces", { action: "sign" }),
    operations: await idOf("/v1/operations", { userId, text: "Pay?" }),
    messages: await idOf("/v1/messages", { userId, text: "Hello" }),
    templates: await idOf("/v1/templates", { kind: "message", name: "hello", texts, fallback: "en", ...why }),
    "app-versions": await idOf("/v1/app-versions", { appName: "app", version: "1.0.0", ...why }),
  };
};

interface Named extends Pick<Route, "method" | "url"> {
  readonly path: string;
  readonly body: object | undefined;
}

/** Every route with an id in it, with the id of the tenant's own thing, or of nobody's. */
const nameAll = async (own: Readonly<Record<string, string>>, ids: "real" | "nobody's"): Promise<readonly Named[]> => {
  const given = await bodies();
  return routes.flatMap(({ method, url }) => {
    const [, thing = ""] = /^\/v1\/([a-z/-]+)\/:/.exec(url) ?? [];
    const real = thing === "properties" ? own["users"] : own[thing];
    if (real === undefined) return [];
    const id = ids === "real" ? real : `${real.split("_")[0]}_${randomUUID().replaceAll("-", "")}`;
    const path = url
      .replace("/:id", `/${id}`)
      .replace("/:owner/:ownerId/:key", `/user/${id}/colour`)
      .replace("/:code", `/${own["activation-codes"]}`);
    const body = changes.has(method) ? (given[`${method} ${url}`] ?? {}) : undefined;
    return [{ method, url, path: method === "DELETE" ? `${path}?reason=asked` : path, body }];
  });
};

const order: Readonly<Record<Method, number>> = { PUT: 0, POST: 1, PATCH: 2, GET: 3, DELETE: 4 };

/** Names that every tenant may use: institutions, platforms of pushes and apps; whose gateway or app it is, device-words and device-flows look at. */
const shared = [
  "DELETE /v1/apps/:name",
  "DELETE /v1/push-providers/:provider",
  "GET /v1/apps/:name",
  "GET /v1/institutions/:id",
  "GET /v1/institutions/:id/routing",
  "GET /v1/push-providers/:provider",
  "POST /v1/push-providers/:provider/test",
  "POST /v1/sandbox/institutions/:id/state",
  "PUT /v1/apps/:name",
  "PUT /v1/push-providers/:provider",
];

describe("another tenant", () => {
  it("gets for every id of ours the answer an unknown id gets, and we get ours", async () => {
    const own = await collect();
    const [ours, nobodys] = [await nameAll(own, "real"), await nameAll(own, "nobody's")];
    const named = new Set(ours.map(({ method, url }) => `${method} ${url}`));
    const left = routes.filter(({ url }) => /^\/v1\/(?!console\/).*\/:/.test(url)).map(({ method, url }) => `${method} ${url}`);
    expect(left.filter((route) => !named.has(route)).toSorted((a, b) => a.localeCompare(b))).toEqual(shared);
    for (const [at, { method, url, path, body }] of ours.entries()) {
      const other = nobodys[at]?.path ?? "";
      const [real, unknown] = [await ask(method, path, { token: THEIRS, body }), await ask(method, other, { token: THEIRS, body })];
      const where = `${method} ${url} ${real.body.slice(0, 200)}`;
      const plain = ({ traceId: _trace, instance: _instance, ...rest }: Readonly<Record<string, unknown>>) => rest;
      expect.soft([real.statusCode, plain(real.json())], where).toEqual([404, plain(unknown.json())]);
    }
    for (const { method, url, path, body } of ours.toSorted((a, b) => order[a.method] - order[b.method])) {
      const answer = await ask(method, path, { token: OURS, body });
      expect.soft([400, 401, 403, 404, 500], `${method} ${url} ${answer.body.slice(0, 200)}`).not.toContain(answer.statusCode);
    }
  });
});

const storedAnswers = async (): Promise<string> => {
  const { rows } = await drawbridge.storage.pool.query<{ row: string }>("select k::text as row from idempotency_keys k where status is not null");
  expect(rows.length).toBeGreaterThan(10);
  return rows.map(({ row }) => row).join("\n");
};

describe("what is shown once", () => {
  it("is in no answer that is kept for a repetition", async () => {
    await made("/v1/sinks", { kind: "segment", url: "http://127.0.0.1:9", key: "canary-sink-key-4a7d" });
    const shown: (readonly [path: string, secret: string])[] = [["/v1/sinks", "canary-sink-key-4a7d"]];
    for (const [path, body, member] of await shownOnce(made)) {
      const secret = String((await made(path, body))[member]);
      expect(secret.length, `${member} of ${path}`).toBeGreaterThan(7);
      shown.push([path, secret]);
    }
    const { url } = await made("/v1/links", { kind: "connect", user: { externalId: "linked-once" } });
    const token = String(url).replace(/^.*[/#=]/, "");
    expect(token.length).toBeGreaterThan(20);
    shown.push(["/v1/links", token]);
    const kept = await storedAnswers();
    for (const [path, secret] of shown) expect.soft(kept.includes(secret), `${path} in the stored answers`).toBe(false);
  });

  it("is given again where a repetition must have it: the address of a link", async () => {
    const again = { method: "POST", url: "/v1/links", payload: { kind: "connect", user: { externalId: "linked-twice" } } } as const;
    const headers = { authorization: `Bearer ${OURS}`, "idempotency-key": randomUUID() };
    const [first, second] = [await app.inject({ ...again, headers }), await app.inject({ ...again, headers })];
    expect(second.headers["idempotency-replayed"]).toBe("true");
    expect(second.json()).toEqual(first.json());
  });
});
