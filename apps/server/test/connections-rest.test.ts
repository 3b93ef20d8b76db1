import { ConnectionChangeEntry, FleetConnection, ProviderEntry, UserConnection, ConsentHistory } from "@drawbridge/contract";
import { Value } from "typebox/value";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { clientApp, connectByForm, connectByRedirect, type Answer, type ClientApp } from "./connections-stage.ts";

let drawbridge: TestDrawbridge;
let app: ClientApp;
let ann: { readonly userId: string; readonly connectionId: string };
let ben: { readonly userId: string; readonly connectionId: string };
const DAY_MS = 86_400_000;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  app = await clientApp(drawbridge);
  ann = await connectByForm(drawbridge, app, "ann");
  ben = await connectByRedirect(drawbridge, app, "ben");
});
afterAll(() => drawbridge.close());

const problem = (code: string) => ({ code, message: expect.stringMatching(/.+/), correlationId: expect.stringMatching(/.+/) });
const reads = { scope: "connection:read" };

describe("connections of a user", () => {
  it("have exactly the fields of the contract, health and what to do next", async () => {
    const isRunning = async () => (await app.call("GET", `/users/${ann.userId}/connections`, reads)).body.data[0].health.sync.state;
    await expect.poll(isRunning, { timeout: 30_000 }).toBe("ok");
    const { status, body } = await app.call("GET", `/users/${ann.userId}/connections?undefined`, reads);
    expect([status, Object.keys(body)]).toEqual([200, ["data", "meta"]]);
    const [connection] = body.data;
    expect([...Value.Errors(UserConnection, connection)]).toEqual([]);
    expect(connection).toMatchObject({
      id: expect.stringMatching(/^06995ed5c6c6f25e323b34dc45968426:[0-9a-f-]{36}$/),
      name: "Drawbridge Bank",
      type: "legacy",
      status: "ok",
      error: null,
      accountIds: expect.arrayContaining([expect.any(String)]),
      tppConsent: false,
      singleSyncOnly: false,
      recommendedAction: { action: "none", row: "L1", reason: "healthy" },
      health: {
        consent: { state: "active" },
        auth: { state: "ok" },
        sync: { state: "ok" },
        freshness: { state: "fresh" },
        provider: { state: "available" },
      },
    });
    // Its older transactions may still be read.
    const redirected = async () => (await app.call("GET", `/users/${ben.userId}/connections`, { scope: "user:read", sub: ben.userId })).body.data[0];
    await expect.poll(redirected, { timeout: 30_000 }).toMatchObject({ type: "api", tppConsent: true, recommendedAction: { row: "A1" } });
  });

  it("are nobody else's: other users, wrong scopes, no token", async () => {
    const path = `/users/${ann.userId}/connections`;
    expect(await app.call("GET", path, { scope: "connection:read", sub: ben.userId })).toMatchObject({ status: 404, body: problem("NotFound") });
    expect(await app.call("GET", path, { scope: "user:create" })).toMatchObject({ status: 403, body: problem("Forbidden") });
    expect(await app.call("GET", path)).toMatchObject({ status: 401, body: problem("Unauthorized") });
    expect(await app.call("GET", `/users/${"0".repeat(24)}/connections`, reads)).toMatchObject({ status: 404, body: problem("NotFound") });
    expect(await app.call("DELETE", `/users/${ben.userId}/connection/${ann.connectionId}`, { scope: "user:delete" })).toMatchObject({ status: 404 });
  });

  it("are extended only by clients with consent screens of their own, and only where the bank allows it", async () => {
    const path = `/users/${ben.userId}/connections/${ben.connectionId}`;
    const expiresAt = new Date(Date.now() + 30 * DAY_MS).toISOString();
    const change = (target: string, body: unknown) => app.call("PATCH", target, { scope: "connection:update", body });
    expect(await change(path, { expiresAt })).toMatchObject({ status: 403, body: problem("Forbidden") });
    const set = (enforceUserConsent: boolean) =>
      drawbridge.api(`/v1/oidc-clients/${app.clientId}/settings`, { method: "PATCH", body: { enforceUserConsent } });
    expect((await set(false)).status).toBe(200);
    await expect.poll(async () => (await change(path, { expiresAt })).status).toBe(204);
    expect((await app.call("GET", `/users/${ben.userId}/connections`, reads)).body.data[0]).toMatchObject({ expiresAt, tppConsent: true });
    for (const wrong of [
      { expiresAt: "tomorrow" },
      { expiresAt: new Date(Date.now() + 91 * DAY_MS).toISOString() },
      { expiresAt: "2020-01-01T00:00:00Z" },
      { expiresAt, status: "ok" },
      {},
    ]) {
      expect(await change(path, wrong)).toMatchObject({ status: 400, body: problem("BadRequest") });
    }
    expect(await change(`/users/${ann.userId}/connections/${ann.connectionId}`, { expiresAt })).toMatchObject({ status: 403 });
    await set(true);
  });
});

describe("provider lists and icons", () => {
  it("are bare arrays of closed entries", async () => {
    const sizes = new Map<string, number>();
    for (const list of ["all", "api", "legacy", "test", "beta", "payments", "zoopla", "mouseprice", "autotrader"]) {
      const { status, body } = await app.call("GET", `/oidc/.well-known/${list}-connections?undefined`);
      expect([status, Array.isArray(body)]).toEqual([200, true]);
      for (const entry of body.slice(0, 20)) expect([...Value.Errors(ProviderEntry, entry)]).toEqual([]);
      sizes.set(list, body.length);
    }
    expect(sizes.get("all")).toBeGreaterThan(100);
    expect(sizes.get("api")).toBeGreaterThan(10);
    expect(sizes.get("test")).toBeLessThan(15);
    expect([sizes.get("payments"), sizes.get("zoopla"), sizes.get("autotrader")]).toEqual([0, 1, 1]);
    expect((await app.call("GET", "/oidc/.well-known/test-connections")).body.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(["1ffe704d39629a929c8e293880fb449a", "5233db2a04fe41dd01d3308ea92e8bd7", "06995ed5c6c6f25e323b34dc45968426"]),
    );
  });

  it("icons are drawings that run nothing", async () => {
    const icon = await app.call("GET", "/bank-icons/harbour-bank");
    expect([icon.status, icon.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    expect(icon.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await app.call("GET", "/bank-icons/nobody")).status).toBe(404);
    expect((await app.call("GET", "/bank-icons/nobody?defaultIcon=true")).status).toBe(200);
    expect((await app.call("GET", "/bank-icons/default")).status).toBe(200);
    expect((await app.call("GET", "/bank-icons/harbour-bank.png")).status).toBe(404);
  });
});

describe("the fleet", () => {
  it("is filtered and read page by page, with every name of a thing", async () => {
    const get = async (path: string) => (await drawbridge.api(path)).json();
    const all = await get("/v1/connections");
    expect(all.connections.map(({ kind }: { kind: string }) => kind).toSorted()).toEqual(["api", "legacy"]);
    const first = await get("/v1/connections?limit=1");
    expect((await get(`/v1/connections?after=${first.next}`)).connections).toHaveLength(1);
    expect((await get("/v1/connections?action=reauth")).connections).toEqual([]);
    expect((await get("/v1/connections?kind=legacy&status=ok")).connections).toHaveLength(1);
    expect((await get(`/v1/connections?expiringBefore=${new Date(Date.now() + 60 * DAY_MS).toISOString()}`)).connections).toHaveLength(1);
    expect((await drawbridge.api("/v1/connections?colour=red")).status).toBe(400);
    const [row] = (await get("/v1/connections?kind=legacy")).connections;
    expect(await get(`/v1/connections/${row.id}`)).toMatchObject({
      ids: { native: row.id, connections: { connectionId: ann.connectionId } },
      accounts: expect.any(Array),
    });
    expect(await get(`/v1/users/${row.userId}`)).toMatchObject({
      externalId: "ann",
      ids: { connections: { userId: ann.userId } },
      connections: [row.id],
    });
    // Who asks while one runs is given that one; after it, the limit counts.
    const asked = async () => (await drawbridge.api(`/v1/connections/${row.id}/syncs`, { method: "POST", body: {} })).json();
    await expect.poll(asked, { timeout: 20_000 }).toMatchObject({ code: "RATE_LIMITED" });
  });
});

describe("the fleet of a client", () => {
  const fleet = (query = "", more: object = {}) => app.call("GET", `/connections${query}`, { ...reads, ...more });

  it("is read page by page with whose each is, filtered, and by one person's token theirs alone", async () => {
    const { status, body } = await fleet("?undefined&colour=red");
    for (const one of body.data) expect([...Value.Errors(FleetConnection, one)]).toEqual([]);
    const names = ({ body: page }: Pick<Answer, "body">) => page.data.map(({ id, userId }: FleetConnection) => [userId, id]);
    expect([status, names({ body })]).toEqual([200, [ann, ben].map(({ userId, connectionId }) => [userId, connectionId])]);
    const first = await fleet("?limit=1");
    expect(names(await fleet(`?limit=1&after=${first.body.meta.next}`))).toEqual([[ben.userId, ben.connectionId]]);
    await expect
      .poll(async () => names(await fleet("?type=legacy&status=ok&action=none")), { timeout: 30_000 })
      .toEqual([[ann.userId, ann.connectionId]]);
    const soon = new Date(Date.now() + 60 * DAY_MS).toISOString();
    expect(names(await fleet(`?expiringBefore=${soon}`))).toEqual([[ben.userId, ben.connectionId]]);
    expect(names(await fleet(`?bankId=${ann.connectionId.split(":")[0]}`))).toEqual([[ann.userId, ann.connectionId]]);
    expect(names(await fleet("", { sub: ben.userId }))).toEqual([[ben.userId, ben.connectionId]]);
    for (const wrong of ["?status=fine", "?limit=0", "?limit=501", "?after=x", "?updatedBefore=soon", "/counts?type=bank", "/changes?after=1"])
      expect(await fleet(wrong)).toMatchObject({ status: 400, body: problem("BadRequest") });
    expect((await app.call("GET", "/connections", { scope: "user:create" })).status).toBe(403);
  });

  it("is counted by every filter", async () => {
    const data = { total: 2, status: { ok: 2 }, error: { none: 2 }, type: { api: 1, legacy: 1 }, action: { none: 2 } };
    await expect.poll(async () => (await fleet("/counts")).body, { timeout: 30_000 }).toMatchObject({ data, meta: { next: null } });
    expect((await fleet("/counts?type=api")).body.data.total).toBe(1);
    expect(await (await drawbridge.api("/v1/connections/counts?kind=legacy")).json()).toMatchObject({ total: 1, kind: { legacy: 1 }, next: null });
  });

  it("tells what happened since the last look, once, in order", async () => {
    const all: ConnectionChangeEntry[] = [];
    let after = "";
    for (;;) {
      const { data, meta } = (await fleet(`/changes?limit=2${after && `&after=${after}`}`)).body;
      all.push(...data);
      after = meta.next;
      if (data.length === 0) break;
    }
    for (const entry of all) expect([...Value.Errors(ConnectionChangeEntry, entry)]).toEqual([]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const of = (connectionId: string) => all.filter((one) => one.connectionId === connectionId).map(({ eventType }) => eventType);
    expect(of(ann.connectionId)).toEqual(expect.arrayContaining(["connection.created", "account.added"]));
    expect(all.find((one) => one.connectionId === ben.connectionId)).toMatchObject({ userId: ben.userId, eventType: expect.stringContaining(".") });
    const mine = (await fleet("/changes", { sub: ben.userId })).body.data;
    expect(new Set(mine.map(({ userId }: { userId: string }) => userId))).toEqual(new Set([ben.userId]));
  });

  it("has each connection with its ETag", async () => {
    const path = `/users/${ann.userId}/connections/${ann.connectionId}`;
    const seen = await app.call("GET", path, reads);
    expect([...Value.Errors(UserConnection, seen.body.data)]).toEqual([]);
    expect(seen.headers.get("etag")).toMatch(/^".+"$/);
    const again = async () => {
      const etag = (await app.call("GET", path, reads)).headers.get("etag") ?? "";
      return (await app.call("GET", path, { ...reads, headers: { "if-none-match": etag } })).status;
    };
    await expect.poll(again).toBe(304);
    expect((await app.call("GET", path, { ...reads, headers: { "if-none-match": '"old"' } })).status).toBe(200);
    expect((await app.call("GET", `/users/${ben.userId}/connections/${ann.connectionId}`, reads)).status).toBe(404);
  });
});

describe("consents", () => {
  it("are told to their person", async () => {
    const { body } = await app.call("GET", `/consent-history?userId=${ben.userId}`, { scope: "consent_history:read", sub: ben.userId });
    for (const entry of body.data) expect([...Value.Errors(ConsentHistory, entry)]).toEqual([]);
    expect(body.data.map(({ consentStatus }: { consentStatus: string }) => consentStatus)).toEqual(["Replaced", "Authorised"]);
    expect((await app.call("GET", `/consent-history?userId=${ann.userId}`, { scope: "consent_history:read", sub: ben.userId })).status).toBe(404);
  });
});

describe("deleting a connection", () => {
  it("answers 204 on both paths, twice", async () => {
    for (const name of ["connection", "connections", "connection"]) {
      expect((await app.call("DELETE", `/users/${ann.userId}/${name}/${ann.connectionId}`, { scope: "connection:delete" })).status).toBe(204);
    }
    expect((await app.call("DELETE", `/users/${ann.userId}/connection/nothing:here`, { scope: "user:delete" })).status).toBe(404);
    expect((await app.call("GET", `/users/${ann.userId}/connections`, reads)).body.data).toEqual([]);
    expect((await app.resource("GET", "/accounts", { scope: "accounts:read", sub: ann.userId })).body.data).toEqual([]);
  });
});
