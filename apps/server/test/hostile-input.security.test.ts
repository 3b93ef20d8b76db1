import { readFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { openPerson } from "../../../tests/journeys/person.ts";
import { limitsWith } from "../src/http/limits.ts";
import { createRateLimits } from "../src/http/rate-limit.ts";
import { hostileBodies, hostileTexts, type PlainSchema } from "./hostile-values.ts";
import { changes, createRouteTable, type Route } from "./route-table.ts";

let drawbridge: TestDrawbridge;
let app: FastifyInstance;
let routes: readonly Route[];
let credentials: readonly (readonly [RegExp, Readonly<Record<string, string>>])[];

const names = ["failures", "tokens", "signIns", "links", "data", "api", "pages", "opens", "inputs", "searches", "reports"];
const unlimited = Object.fromEntries(names.map((name) => [name, { requests: 1_000_000 }]));

interface DevFile {
  readonly tenant: { readonly partnerId: string; readonly partnerSecret: string; readonly appKey: string };
  readonly api: { readonly token: string };
  readonly oidc: { readonly clients: readonly { readonly client_id: string; readonly client_secret?: string }[] };
}

const tokenFor = async ({ oidc }: DevFile, grant: Readonly<Record<string, string>>): Promise<string> => {
  const [client] = oidc.clients;
  const basic = Buffer.from(`${client?.client_id}:${client?.client_secret}`).toString("base64");
  const body = new URLSearchParams({ grant_type: "client_credentials", ...grant });
  const answer = await fetch(`${drawbridge.server}/identity/oidc/token`, { method: "POST", headers: { authorization: `Basic ${basic}` }, body });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { readonly access_token: string }).access_token;
};

const signInEverywhere = async (): Promise<typeof credentials> => {
  const dev = JSON.parse(await readFile(drawbridge.devFile, "utf8")) as DevFile;
  const { partnerId, partnerSecret, appKey } = dev.tenant;
  const partner = { "finicity-app-key": appKey };
  const signedIn = await app.inject({
    method: "POST",
    url: "/aggregation/v2/partners/authentication",
    headers: partner,
    payload: { partnerId, partnerSecret },
  });
  const ofClient = await tokenFor(dev, { scope: "user:create user:read user:delete connection:read auth_requests:read auth_requests:write" });
  const user = await app.inject({ method: "POST", url: "/identity/users", headers: { authorization: `Bearer ${ofClient}` }, payload: {} });
  const scope = "accounts:read accounts:write:all transactions:read:all transactions:write:all";
  const ofUser = await tokenFor(dev, { scope, sub: String(user.json().userId) });
  const person = await openPerson(drawbridge, "hostile");
  return [
    [/^\/v1\//, { authorization: `Bearer ${dev.api.token}` }],
    [/^\/identity\//, { authorization: `Bearer ${ofClient}` }],
    [/^\/(v2\.0|v3|accounts|transactions|sync)\b/, { authorization: `Bearer ${ofUser}` }],
    [/^\/session/, person.headers],
    [/^\/(api|widget)/, {}],
    [/./, { ...partner, "finicity-app-token": String(signedIn.json().token) }],
  ];
};

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  const { deps } = drawbridge;
  ({ app, routes } = await createRouteTable({ ...deps, rateLimits: createRateLimits(deps.storage, limitsWith(unlimited)) }));
  credentials = await signInEverywhere();
});
afterAll(async () => {
  await app.close();
  await drawbridge.close();
});

const headersFor = (url: string): Readonly<Record<string, string>> => ({
  ...credentials.find(([faces]) => faces.test(url))?.[1],
  "x-drawbridge": "1",
  "idempotency-key": randomUUID(),
});

interface Hostile {
  readonly path: string;
  /** JSON. */
  readonly payload?: string;
}

/** Broken input has a clear answer: no failure of ours, nothing of our inside, and it comes at once. */
const tryOne = async ({ method, url }: Route, { path, payload }: Hostile): Promise<number> => {
  const begun = performance.now();
  const answer = await app.inject({
    method,
    url: path,
    headers: { ...headersFor(url), ...(payload !== undefined && { "content-type": "application/json" }) },
    ...(payload !== undefined && { payload }),
  });
  const where = `${method} ${path.slice(0, 200)} ${(payload ?? "").slice(0, 300)} → ${answer.body.slice(0, 300)}`;
  expect.soft(answer.statusCode, where).toBeLessThan(500);
  expect.soft(answer.body, where).not.toMatch(/node_modules|\.ts:\d+|syntax error at|invalid input syntax/);
  expect.soft(performance.now() - begun, where).toBeLessThan(20_000);
  return answer.statusCode;
};

/** Streams stay open when they are asked well, and one moves the tenant's clock. */
const apart: ReadonlySet<string> = new Set(["GET /session/stream", "GET /v1/events/stream", "POST /v1/sandbox/clock/advance"]);

/** The second and third address of the same routes. */
const repeated = /^\/(identity\/oidc|v3|accounts|transactions|sync)\b/;
const tried = (): readonly Route[] => routes.filter(({ method, url }) => !url.includes("*") && !repeated.test(url) && !apart.has(`${method} ${url}`));

const plain = (url: string, value = "x"): string => url.replaceAll(/:[a-zA-Z]+/g, () => encodeURIComponent(value));

const schemaOf = (part: unknown): PlainSchema => part ?? {};

// Tens of thousands of requests, one after the other.
describe("hostile input", { timeout: 600_000 }, () => {
  it("in a body is refused in words", async () => {
    const answers: number[] = [];
    for (const route of tried().filter(({ method }) => changes.has(method))) {
      for (const body of hostileBodies(schemaOf(route.schema.body))) {
        answers.push(await tryOne(route, { path: plain(route.url), payload: JSON.stringify(body) }));
      }
    }
    // What is tried is not all refused at the door: the samples reach the rules behind it.
    expect(answers.filter((status) => status < 300).length).toBeGreaterThan(200);
  });

  it("that is nested without an end is refused in words", async () => {
    const endless = `${'{"a":['.repeat(30_000)}${"]}".repeat(30_000)}`;
    for (const route of tried().filter(({ method }) => changes.has(method))) {
      for (const payload of [endless, `{"profile":${endless}}`, endless.slice(0, 100_000)]) await tryOne(route, { path: plain(route.url), payload });
    }
  });

  it("in an address is refused in words", async () => {
    const ids = [...hostileTexts.map((value) => value.slice(0, 400)), randomUUID(), `usr_${"f".repeat(32)}`];
    for (const route of tried().filter(({ url }) => url.includes(":"))) {
      for (const id of ids) await tryOne(route, { path: plain(route.url, id) });
    }
  });

  it("in a query is refused in words", async () => {
    for (const route of tried()) {
      for (const name of Object.keys(schemaOf(route.schema.querystring).properties ?? {})) {
        const queries = hostileTexts.map((value) => `${name}=${encodeURIComponent(value)}`);
        for (const query of [...queries, `${name}=1&${name}=2`]) await tryOne(route, { path: `${plain(route.url)}?${query}` });
      }
      await tryOne(route, { path: `${plain(route.url)}?nobodyDeclared=%00&__proto__=1&constructor[prototype]=1&=&&` });
    }
  });
});
