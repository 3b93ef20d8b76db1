import { AuthRequestBody } from "@drawbridge/contract";
import { Value } from "typebox/value";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { openLink, takeAll } from "../../../tests/journeys/person.ts";
import { visitBank, type Returned } from "../../sandbox-bank/test/bank-visitor.ts";
import { clientApp, connectByForm, connectByRedirect, registerUser, type Answer, type ClientApp } from "./connections-stage.ts";

const API_BANK = "1ffe704d39629a929c8e293880fb449a"; // Harbour Bank
const FORM_BANK = "06995ed5c6c6f25e323b34dc45968426"; // Drawbridge Bank
const redirectUri = "http://localhost:3001/oidc/callback";

let drawbridge: TestDrawbridge;
let app: ClientApp;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  app = await clientApp(drawbridge);
});
afterAll(() => drawbridge.close());

const write = { scope: "auth_requests:write" };
const ask = (body: object): Promise<Answer> => app.call("POST", "/auth-requests", { ...write, body });
const complete = (id: string, authParams: object): Promise<Answer> => app.call("PATCH", `/auth-requests/${id}`, { ...write, body: { authParams } });
const read = (id: string): Promise<Answer> => app.call("GET", `/auth-requests/${id}`, { scope: "auth_requests:read" });
const atBank = ({ body }: Answer, decision: "allow" | "deny" = "allow"): Promise<Returned> =>
  visitBank(body.data.redirectParams.authUrl, body.data.redirectParams.returnUrl, { username: "user_ok", decision });
const connectionsOf = async (userId: string): Promise<readonly { readonly id: string }[]> =>
  (await app.call("GET", `/users/${userId}/connections`, { scope: "connection:read" })).body.data;

describe("an auth request at a bank with pages of its own", () => {
  it("has exactly the fields of the contract, leads back to the client and is completed once", async () => {
    const userId = await registerUser(app, "auth-one");
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const asked = await ask({ userId, scope: `openid id:${API_BANK}`, redirectUri, expirationDateTime: until, permissions: ["ReadBalances"] });
    expect([asked.status, [...Value.Errors(AuthRequestBody, asked.body.data)]]).toEqual([201, []]);
    const { id, redirectParams } = asked.body.data;
    const returned = await atBank(asked);
    const led = await fetch(`${redirectParams.returnUrl}?${new URLSearchParams(returned)}`, { redirect: "manual" });
    const to = new URL(led.headers.get("location") ?? "");
    expect([led.status, `${to.origin}${to.pathname}`, Object.fromEntries(to.searchParams)]).toEqual([303, redirectUri, returned]);
    expect(await complete(id, { ...returned, state: "another" })).toMatchObject({ status: 400, body: { code: "BadRequest" } });
    const both = await Promise.all([complete(id, returned), complete(id, returned)]);
    expect(both.map(({ status }) => status).filter((status) => status !== 409)).toContain(200);
    expect((await read(id)).body.data).toMatchObject({ status: "complete", redirectUri, connectionId: expect.stringMatching(/^[0-9a-f]{32}:/) });
    expect((await read(id)).body.data).not.toHaveProperty("redirectParams");
    expect(await complete(id, returned)).toMatchObject({ status: 409, body: { code: "Conflict" } });
    const connected = await connectionsOf(userId);
    expect(connected).toMatchObject([{ id: (await read(id)).body.data.connectionId, expiresAt: until, tppConsent: false }]);
  });

  it("may keep the way of renewing without the bank although its end was chosen, and the history of consents says which way it is", async () => {
    const until = new Date(Date.now() + 20 * 86_400_000).toISOString();
    for (const keepReconsent of [true, false]) {
      const userId = await registerUser(app, `auth-keeps-${keepReconsent}`);
      const asked = await ask({ userId, scope: `openid id:${API_BANK}`, expirationDateTime: until, keepReconsent });
      expect((await complete(asked.body.data.id, await atBank(asked))).body.data.status).toBe("complete");
      expect(await connectionsOf(userId)).toMatchObject([{ expiresAt: until, tppConsent: keepReconsent }]);
      const history = await app.call("GET", "/consent-history", { scope: "consent_history:read", sub: userId });
      expect(history.body.data).toMatchObject([{ renewal: keepReconsent ? "reconsent" : "reauth", consentTo: until }]);
    }
  });

  it("keeps one connection when the bank was connected before, and signs in again for it", async () => {
    const { userId, connectionId } = await connectByRedirect(drawbridge, app, "auth-twice");
    const again = await ask({ userId, scope: `openid id:${API_BANK}` });
    expect((await complete(again.body.data.id, await atBank(again))).body.data).toMatchObject({ status: "complete", connectionId });
    const reauth = await ask({ userId, scope: "openid reauth", connectionId });
    expect(reauth.body.data).toMatchObject({ bankId: API_BANK, connectionId });
    expect((await complete(reauth.body.data.id, await atBank(reauth))).body.data).toMatchObject({ status: "complete", connectionId });
    expect(await connectionsOf(userId)).toHaveLength(1);
    await app.call("DELETE", `/users/${userId}/connections/${connectionId}`, { scope: "connection:delete" });
    expect((await read(reauth.body.data.id)).body.data.status).toBe("deleted");
  });

  it("makes the person of a one-time request, whose consent lasts a day", async () => {
    const asked = await ask({ scope: `openid id:${API_BANK}` });
    const { status, userId } = (await complete(asked.body.data.id, await atBank(asked))).body.data;
    expect(status).toBe("complete");
    const [connection] = await connectionsOf(userId);
    expect(Date.parse((connection as unknown as { expiresAt: string }).expiresAt) - Date.now()).toBeLessThan(86_460_000);
  });

  it("ends with an error when the person says no", async () => {
    const userId = await registerUser(app, "auth-no");
    const asked = await ask({ userId, scope: `openid id:${API_BANK}` });
    expect((await complete(asked.body.data.id, await atBank(asked, "deny"))).body.data.status).toBe("error");
    expect(await connectionsOf(userId)).toEqual([]);
  });
});

describe("an auth request at a bank with a form", () => {
  const byPage = async ({ body }: Answer, end: "submitted" | "exit"): Promise<URL> => {
    const person = await openLink(drawbridge, { token: new URL(body.data.redirectParams.authUrl).hash.slice("#link=".length), userId: "" });
    if (end === "submitted") {
      const fields = await person.seal([
        { name: "username", value: "user_ok" },
        { name: "password", value: "pass_ok" },
      ]);
      await person.give({ type: "credentials_submitted", fields });
      if ((await person.until("accounts", "review")).at === "accounts") await takeAll(person);
    }
    await person.give({ type: end });
    const { redirectTo } = await person.until("ended");
    const cookie = `authorizationToken=${(person.headers["authorization"] ?? "").replace("Bearer ", "")}`;
    expect((await fetch(redirectTo ?? "", { redirect: "manual" })).status).toBe(410); // a browser that does not hold the visit
    const left = await fetch(redirectTo ?? "", { redirect: "manual", headers: { cookie } });
    return new URL(left.headers.get("location") ?? "");
  };

  it("leads through our page, for connecting and for refreshing", async () => {
    const userId = await registerUser(app, "auth-form");
    const asked = await ask({ userId, scope: `openid id:${FORM_BANK}`, redirectUri });
    const { id, redirectParams } = asked.body.data;
    expect(await complete(id, { state: redirectParams.state })).toMatchObject({ status: 409 });
    const back = await byPage(asked, "submitted");
    expect([`${back.origin}${back.pathname}`, back.searchParams.get("state")]).toEqual([redirectUri, redirectParams.state]);
    const done = (await complete(id, Object.fromEntries(back.searchParams))).body.data;
    expect(done).toMatchObject({ status: "complete", connectionId: expect.stringMatching(new RegExp(`^${FORM_BANK}:`)) });
    const refresh = await ask({ userId, scope: "openid refresh", connectionId: done.connectionId, redirectUri });
    const fresh = await byPage(refresh, "submitted");
    expect((await complete(refresh.body.data.id, Object.fromEntries(fresh.searchParams))).body.data).toMatchObject({
      status: "complete",
      connectionId: done.connectionId,
    });
  });

  it("comes back with an error when the person leaves", async () => {
    const asked = await ask({ userId: await registerUser(app, "auth-leaves"), scope: `openid id:${FORM_BANK}`, redirectUri });
    const back = await byPage(asked, "exit");
    expect(back.searchParams.get("error")).toBe("access_denied");
    expect((await read(asked.body.data.id)).body.data.status).toBe("error");
    expect((await complete(asked.body.data.id, Object.fromEntries(back.searchParams))).body.data.status).toBe("error");
  });
});

describe("what is refused", () => {
  it.each<readonly [string, (userId: string) => object]>([
    ["a payment", (userId) => ({ userId, scope: `openid id:${API_BANK}`, payment: { amount: 1 } })],
    ["an address nobody registered", (userId) => ({ userId, scope: `openid id:${API_BANK}`, redirectUri: "https://evil.example/" })],
    ["an address close to a registered one", (userId) => ({ userId, scope: `openid id:${API_BANK}`, redirectUri: `${redirectUri}?x=1` })],
    ["a group of banks", (userId) => ({ userId, scope: "openid id:api" })],
    ["no bank", (userId) => ({ userId, scope: "openid accounts:read" })],
    ["a bank nobody knows", (userId) => ({ userId, scope: `openid id:${"0".repeat(32)}` })],
    ["reconsent", (userId) => ({ userId, scope: "openid reconsent", connectionId: `${API_BANK}:x` })],
    ["reauth without a connection", (userId) => ({ userId, scope: "openid reauth" })],
    ["a connection of nobody", (userId) => ({ userId, scope: "openid reauth", connectionId: `${API_BANK}:0` })],
    ["a connection beside a bank", (userId) => ({ userId, scope: `openid id:${API_BANK}`, connectionId: `${API_BANK}:0` })],
    ["a user of nobody", () => ({ userId: "0".repeat(24), scope: `openid id:${API_BANK}` })],
    ["an unknown permission", (userId) => ({ userId, scope: `openid id:${API_BANK}`, permissions: ["Everything"] })],
    ["a consent of 100 days", (userId) => ({ userId, scope: `openid id:${API_BANK}`, expirationDateTime: "2100-01-01T00:00:00Z" })],
    ["a form without an address to come back to", (userId) => ({ userId, scope: `openid id:${FORM_BANK}` })],
  ])("%s, and nothing is stored", async (what, body) => {
    const userId = await registerUser(app, `refused ${what}`);
    const count = async () => (await app.call("GET", "/auth-requests?limit=1", { scope: "auth_requests:read" })).body.meta.total;
    const before = await count();
    expect(await ask(body(userId))).toMatchObject({ status: 400, body: { code: "BadRequest", message: expect.any(String) } });
    expect(await count()).toBe(before);
  });

  it("other clients' requests, another user's connection, a wrong scope and unknown fields", async () => {
    const { connectionId } = await connectByForm(drawbridge, app, "auth-mine");
    const stranger = await registerUser(app, "auth-stranger");
    expect((await ask({ userId: stranger, scope: "openid reauth", connectionId, redirectUri })).status).toBe(400);
    const asked = await ask({ userId: stranger, scope: `openid id:${API_BANK}` });
    const { id } = asked.body.data;
    expect((await app.call("POST", "/auth-requests", { scope: "auth_requests:read", body: { scope: `openid id:${API_BANK}` } })).status).toBe(403);
    expect((await app.call("GET", `/auth-requests/${id}`, write)).status).toBe(403);
    expect((await app.call("PATCH", `/auth-requests/${id}`, { ...write, body: { authParams: {}, status: "complete" } })).status).toBe(400);
    expect((await complete(id, {})).status).toBe(400);
    expect((await read("nothing")).status).toBe(404);
    const made = await drawbridge.api("/v1/oidc-clients", { method: "POST", body: { name: "Other", authMethod: "client_secret_post" } });
    const { id: clientId, secret } = (await made.json()) as { id: string; secret: string };
    const form = { grant_type: "client_credentials", scope: "auth_requests:read", client_id: clientId, client_secret: secret };
    const answer = await fetch(`${app.identity}/oidc/token`, { method: "POST", body: new URLSearchParams(form) });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${app.identity}/auth-requests/${id}`, { headers })).status).toBe(404);
    expect(((await (await fetch(`${app.identity}/auth-requests`, { headers })).json()) as { data: unknown[] }).data).toEqual([]);
  });
});

it("hints change nothing of what is asked for; who is there is kept for the bank", async () => {
  const wanted = { scope: `openid id:${API_BANK}`, redirectUri };
  const optionsOf = async (more: object): Promise<unknown> => {
    const asked = await ask({ userId: await registerUser(app, `hinted-${Object.keys(more).length}`), ...wanted, ...more });
    expect(asked.status).toBe(201);
    const { rows } = await drawbridge.storage.pool.query(
      "select l.options - 'redirectUri' as options from links l join auth_requests r on r.link_id = l.id where r.id = $1",
      [asked.body.data.id],
    );
    return rows[0]?.options;
  };
  const hints = {
    categorisationType: "business",
    customerIpAddress: "192.0.2.7",
    customerLastLoggedTime: "2026-01-01T10:00:00Z",
    accountTypes: ["personal"],
    accountIdentification: ["GBDomestic"],
    env: "live",
  };
  const person = { address: "192.0.2.7", lastSignedInAt: "2026-01-01T10:00:00Z" };
  expect(await optionsOf(hints)).toEqual({ ...Object(await optionsOf({})), person });
  const userId = await registerUser(app, "hinted-wrongly");
  for (const wrong of [{ categorisationType: "both" }, { customerIpAddress: "here" }, { customerLastLoggedTime: "yesterday" }])
    expect(await ask({ userId, ...wanted, ...wrong })).toMatchObject({ status: 400, body: { code: "BadRequest" } });
});

it("an auth request for a verification wants numbers and holders beside what it names", async () => {
  const wanted = { scope: `openid id:${API_BANK}`, redirectUri, permissions: ["ReadTransactionsDetail"], permissionsAction: "replace" };
  const jobsOf = async (more: object): Promise<unknown> => {
    const asked = await ask({ userId: await registerUser(app, `verified-${Object.keys(more).length}`), ...wanted, ...more });
    const { rows } = await drawbridge.storage.pool.query(
      "select l.options -> 'jobTypes' as jobs from links l join auth_requests r on r.link_id = l.id where r.id = $1",
      [asked.body.data.id],
    );
    return rows[0]?.jobs;
  };
  expect(await jobsOf({})).not.toContain("accountOwner");
  expect(await jobsOf({ accountVerification: true })).toEqual(expect.arrayContaining(["accountNumber", "accountOwner", "transactions"]));
});

describe("the consent screen of an auth request", () => {
  it("says who asks for what, leads to a fresh page of the bank, and ends with the request", async () => {
    const asked = await ask({ userId: await registerUser(app, "auth-screen"), scope: `openid id:${API_BANK}`, redirectUri });
    const { id } = asked.body.data;
    const screen = await app.call("GET", `/consents/${id}`);
    expect([screen.status, screen.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(screen.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(screen.body).toMatch(/Share your data with <bdi>Example Budget<.*Harbour Bank.*Transactions/s);
    for (const [wanted, tag, title] of [
      ["fr-CA, en", "fr-CA", "Partager vos données avec"],
      ["ar", 'ar" dir="rtl', "مشاركة بياناتك مع"],
      ["xx", "en", "Share your data with"],
    ] as const) {
      const spoken = await (await fetch(`${app.identity}/consents/${id}`, { headers: { "accept-language": wanted } })).text();
      expect(spoken).toContain(`<html lang="${tag}"`);
      expect(spoken).toContain(title);
    }
    const [, next = ""] = /href="([^"]+\/continue)"/.exec(screen.body) ?? [];
    const onward = await fetch(new URL(next, app.identity), { redirect: "manual" });
    const returned = await visitBank(onward.headers.get("location") ?? "", asked.body.data.redirectParams.returnUrl, { username: "user_ok" });
    expect(returned["state"]).not.toBe(asked.body.data.redirectParams.state); // the earlier address is worth nothing now
    expect((await complete(id, returned)).body.data.status).toBe("complete");
    expect((await app.call("GET", `/consents/${id}`)).status).toBe(410);
    expect((await app.call("GET", `/consents/${id}/continue`)).status).toBe(410);
    expect((await app.call("GET", `/consents/${crypto.randomUUID()}`)).status).toBe(410);
    expect((await app.call("GET", "/consents/nothing")).status).toBe(404);
  });
});
