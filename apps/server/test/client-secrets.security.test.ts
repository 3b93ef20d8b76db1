import { randomUUID } from "node:crypto";
import { oidcClients } from "@drawbridge/storage";
import { jwtVerify, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { connectThrough } from "../../../tests/conformance/moneyhub-stage.ts";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { scanDue } from "../src/use-cases/scan-due.ts";
import { assertionForm, basicOf, openStage, readAnswer, type Answer } from "./oidc-stage.ts";

const DAY_MS = 24 * 3_600_000;
const clock = { aheadMs: 0 };
const now = (): Date => new Date(Date.now() + clock.aheadMs);
const redirectUri = "https://shop.example/back";
let drawbridge: TestDrawbridge;
let issuer: string;
beforeAll(async () => {
  drawbridge = await startDrawbridge({ now });
  ({ issuer } = await openStage(drawbridge));
});
afterAll(() => drawbridge.close());

const hmac = async (id: string, secret: string, claims: object = {}): Promise<string> => {
  const iat = Math.floor(now().getTime() / 1000);
  const payload = { iss: id, sub: id, aud: issuer, jti: randomUUID(), iat, exp: iat + 60, ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(secret));
};

type Shown = Readonly<Record<"form" | "headers", Readonly<Record<string, string>>>>;

/** The ways to show a secret. */
const ways: Readonly<Record<string, (id: string, secret: string) => Promise<Shown>>> = {
  client_secret_basic: async (id, secret) => ({ form: {}, headers: basicOf(id, secret) }),
  client_secret_post: async (id, secret) => ({ form: { client_id: id, client_secret: secret }, headers: {} }),
  client_secret_jwt: async (id, secret) => ({ form: assertionForm(await hmac(id, secret)), headers: {} }),
};

const endpoints: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "/token": { grant_type: "client_credentials", scope: "user:read" },
  "/request": { response_type: "code", redirect_uri: redirectUri, scope: "openid id:06995ed5c6c6f25e323b34dc45968426", state: "s" },
  "/backchannel": { scope: "openid", login_hint: "nobody" },
};

const api = async (path: string, body: object): Promise<Answer> => readAnswer(await drawbridge.api(path, { method: "POST", body }));

/** What is kept of the secret before. */
const previousOf = async (id: string) => (await oidcClients(drawbridge.deps.storage.pool).byId(id))?.previousSecretSealed;

const register = async (authMethod: string, more: object = {}) => {
  const wish = { name: authMethod, authMethod, redirectUris: [redirectUri], backchannel: { delivery: "poll" }, ...more };
  const { body } = await api("/v1/oidc-clients", wish);
  const id = String(body["id"]);
  const show = ways[authMethod] ?? expect.fail(authMethod);
  const ask = async (endpoint: string, secret: string, others: Readonly<Record<string, string>> = {}): Promise<Answer> => {
    const { form, headers } = await show(id, secret);
    const all = new URLSearchParams({ ...endpoints[endpoint], ...(endpoint === "/request" && { client_id: id }), ...form, ...others });
    return readAnswer(await fetch(`${issuer}${endpoint}`, { method: "POST", headers, body: all }));
  };
  const rotate = async (previous: object = {}): Promise<Answer> => api(`/v1/oidc-clients/${id}/secret-rotations`, previous);
  const statusOf = async (secret: string) => (await ask("/token", secret)).status;
  /** Servers hear of a change a moment later. */
  const until = async (secret: string, status: number): Promise<void> => {
    await expect.poll(() => statusOf(secret)).toBe(status);
  };
  return { id, first: String(body["secret"]), ask, rotate, statusOf, until };
};

describe("a client's secret that was replaced", () => {
  it.each(Object.keys(ways))("works for another day, at every endpoint (%s); then it is refused, and the new one is not", async (method) => {
    const { id, first, ask, rotate, statusOf, until } = await register(method);
    const load = { over: false, statuses: new Set<number>(), requests: 0 };
    const busy = (async () => {
      for (; !load.over; load.requests += 1) load.statuses.add(await statusOf(first));
    })();
    onTestFinished(() => void (load.over = true));
    await expect.poll(() => load.requests).toBeGreaterThan(2);
    const { body } = await rotate();
    const second = String(body["secret"]);
    expect(Date.parse(body["previousSecretUntil"]) - now().getTime()).toBeGreaterThan(DAY_MS - 60_000);
    await until(second, 200);
    const before = load.requests;
    await expect.poll(() => load.requests - before).toBeGreaterThan(2);
    load.over = true;
    await busy;
    expect([...load.statuses]).toEqual([200]);
    for (const secret of [first, second]) {
      expect((await ask("/request", secret)).body).toHaveProperty("request_uri");
      expect((await ask("/backchannel", secret)).body).toMatchObject({ error: "unknown_user_id" });
    }
    for (const endpoint of Object.keys(endpoints)) expect(await ask(endpoint, "wrong".repeat(9))).toMatchObject({ status: 401 });
    expect(await rotate()).toMatchObject({ status: 409, body: { code: "WRONG_STATE" } });
    clock.aheadMs += DAY_MS + 60_000;
    for (const endpoint of Object.keys(endpoints))
      expect(await ask(endpoint, first)).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    if (method !== "client_secret_jwt") expect(await statusOf(second)).toBe(200); // the library's own clock cannot be turned
    await scanDue(drawbridge.deps); // as the server does every few seconds
    expect(await previousOf(id)).toBeNull();
    expect((await rotate()).status).toBe(201);
    expect(await previousOf(id)).not.toBeNull();
  });

  it.each(Object.keys(ways))("ends at once where that is wished (%s)", async (method) => {
    clock.aheadMs = 0;
    const { id, first, rotate, statusOf, until } = await register(method);
    const second = String((await rotate()).body["secret"]);
    await until(second, 200);
    const { body } = await rotate({ previous: "end" });
    expect(body["previousSecretUntil"]).toBeNull();
    const { body: trail } = await readAnswer(await drawbridge.api(`/v1/audit?order=newest&subject=${id}`));
    expect(trail["rows"]).toMatchObject(["end", "keep"].map((previous) => ({ action: "client.secret_replaced", data: { previous } })));
    expect(JSON.stringify(trail)).not.toContain(body["secret"]);
    await until(String(body["secret"]), 200);
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 401]);
    expect(await readAnswer(await drawbridge.api(`/v1/oidc-clients/${id}`))).toMatchObject({ body: { hasSecret: true, previousSecretUntil: null } });
    expect((await rotate({ previous: "perhaps" })).status).toBe(400);
  });

  it("signs the ID token that a request with it comes to", async () => {
    clock.aheadMs = 0;
    const { id, first, ask, rotate, until } = await register("client_secret_basic", { idTokenAlg: "HS256" });
    const url = `${issuer}/auth?${new URLSearchParams({ ...endpoints["/request"], client_id: id })}`;
    const code = (await connectThrough(drawbridge, url)).searchParams.get("code") ?? "";
    await until(String((await rotate()).body["secret"]), 200);
    const { body } = await ask("/token", first, { grant_type: "authorization_code", code, redirect_uri: redirectUri });
    const { protectedHeader } = await jwtVerify(String(body["id_token"]), new TextEncoder().encode(first), { issuer, audience: id });
    expect(protectedHeader.alg).toBe("HS256");
  });

  it("signs request objects and assertions for as long, each once", async () => {
    const { id, first, ask, rotate, until } = await register("client_secret_jwt", { requestObjectAlg: "HS256" });
    const second = String((await rotate()).body["secret"]);
    await until(second, 200);
    const { body } = await ask("/token", first, { scope: "user:create" });
    const made = await fetch(`${drawbridge.server}/identity/users`, { method: "POST", headers: { authorization: `Bearer ${body["access_token"]}` } });
    const userId = String((await readAnswer(made)).body["userId"]);
    for (const secret of [first, second]) {
      const request = await hmac(id, secret, { client_id: id, ...endpoints["/request"] });
      expect((await ask("/request", secret, { request })).body).toHaveProperty("request_uri");
      const opened = await fetch(`${issuer}/auth?${new URLSearchParams({ client_id: id, request })}`, { redirect: "manual" });
      expect([opened.status, opened.headers.get("location")]).toEqual([303, expect.stringContaining("/identity/oidc/interaction/")]);
      const grant = {
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        scope: "user:read",
        assertion: await hmac(id, secret, { sub: userId }),
      };
      expect((await ask("/token", secret, grant)).status).toBe(200);
      const shown = assertionForm(await hmac(id, secret));
      expect((await ask("/token", secret, shown)).status).toBe(200);
      expect((await ask("/token", secret, shown)).status).toBe(401);
    }
    const forged = await hmac(id, "wrong".repeat(9), { client_id: id, ...endpoints["/request"] });
    expect((await ask("/request", first, { request: forged })).body["error"]).toBe("invalid_request_object");
  });
});
