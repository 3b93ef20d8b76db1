import {
  AccountList,
  ConnectionChangeEntry,
  ConnectionSync,
  FleetConnection,
  ProviderEntry,
  TransactionList,
  UserConnection,
  ConsentHistory,
} from "@drawbridge/contract";
import { Value } from "typebox/value";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { clientApp, connectByForm, connectByRedirect, registerUser, type Answer, type ClientApp } from "./connections-stage.ts";

let drawbridge: TestDrawbridge;
let app: ClientApp;
let ann: { readonly userId: string; readonly connectionId: string };
let ben: { readonly userId: string; readonly connectionId: string };
const clock = { aheadMs: 0 };
const DAY_MS = 86_400_000;

beforeAll(async () => {
  drawbridge = await startDrawbridge({ now: () => new Date(Date.now() + clock.aheadMs) });
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

describe("syncs", () => {
  const write = { scope: "accounts:read accounts:write:all" };

  it("run once, then wait, and are listed with what they came to", async () => {
    const path = `/sync/${ann.connectionId}`;
    // The older transactions come by a sync of the schedule; whoever asks meanwhile is given that one.
    const background = async () =>
      (await app.call("GET", `/users/${ann.userId}/connections/${ann.connectionId}/syncs`, reads)).body.data.map(
        ({ trigger, fetchStatus }: ConnectionSync) => `${trigger} ${fetchStatus}`,
      );
    await expect.poll(background).toContain("schedule success");
    expect(await app.resource("POST", path, { ...write, sub: ann.userId, body: { lastLogin: "now" } })).toMatchObject({
      status: 400,
      body: problem("BadRequest"),
    });
    expect(await app.resource("POST", path, { scope: "accounts:read", sub: ann.userId, body: {} })).toMatchObject({ status: 403 });
    expect(await app.resource("POST", path, { ...write, sub: ben.userId, body: {} })).toMatchObject({ status: 404 });
    const synced = await app.resource("POST", path, { ...write, sub: ann.userId, body: { customerIpAddress: "192.0.2.1" } });
    expect(synced).toMatchObject({ status: 200, body: { data: { syncId: expect.any(String), status: "ok" }, meta: { mode: "attended" } } });
    const early = await app.resource("POST", path.replace(":", "%3A"), { ...write, sub: ann.userId, body: {} });
    expect(early).toMatchObject({
      status: 429,
      body: {
        ...problem("TooManyRequests"),
        retryAfterSecs: expect.any(Number),
        nextSyncAllowedAt: expect.any(String),
        lastUpdated: expect.any(String),
      },
    });
    expect(Number(early.headers.get("retry-after"))).toBeGreaterThan(1700);
    expect(early.headers.get("x-ratelimit-remaining")).toBe("0");

    const { body } = await app.call("GET", `/users/${ann.userId}/connections/${ann.connectionId}/syncs?limit=10`, reads);
    for (const sync of body.data) expect([...Value.Errors(ConnectionSync, sync)]).toEqual([]);
    expect(body.data[0]).toMatchObject({
      id: synced.body.data.syncId,
      action: "client-update",
      attempt: "sync",
      trigger: "partner",
      fetchStatus: "success",
      connectionId: ann.connectionId,
    });
    expect((await app.call("GET", `/users/${ann.userId}/syncs/${synced.body.data.syncId}`, reads)).body.data).toEqual(body.data[0]);
    expect((await app.call("GET", `/users/${ben.userId}/syncs/${synced.body.data.syncId}`, reads)).status).toBe(404);
    const every = (await app.call("GET", `/users/${ann.userId}/syncs`, reads)).body;
    expect(every.meta).toMatchObject({ limit: 100, offset: 0 });
    const first = every.data.find(({ attempt }: ConnectionSync) => attempt === "connect");
    expect(first).toMatchObject({ trigger: "user", attended: true });
    expect(first.stages.map(({ stage, result }: { stage: string; result: string }) => [stage, result])).toEqual([
      ["interactive", "ok"],
      ["fetch_accounts", "ok"],
      ["fetch_recent", "ok"],
      ["finish", "ok"],
    ]);
    expect(body.data[0].stages[0].text).toBe("Reaching the bank: done.");
  });

  it("of version 3 answer at once", async () => {
    const answer = await app.resource("POST", `/v3/sync/${ben.connectionId}`, { ...write, sub: ben.userId, body: {} });
    expect(answer).toMatchObject({ status: 200, body: { data: { status: "ok" } } });
    const path = `/users/${ben.userId}/syncs/${answer.body.data.syncId}`;
    await expect.poll(async () => (await app.call("GET", path, reads)).body.data.fetchStatus, { timeout: 30_000 }).toBe("success");
  });

  it("of a connection that is updated together with the person are refused", async () => {
    const once = await connectByForm(drawbridge, app, "once", "single-sync-bank");
    const answer = await app.resource("POST", `/sync/${once.connectionId}`, { ...write, sub: once.userId, body: {} });
    expect(answer).toMatchObject({
      status: 409,
      body: { ...problem("SingleSyncOnly"), details: { recommendedAction: { row: expect.any(String) } } },
    });
    expect((await app.call("DELETE", `/users/${once.userId}`, { scope: "user:delete" })).status).toBe(204);
  });

  it.each([
    { enableAsync: "yes" },
    { customerIpAddress: 5 },
    { customerIpAddress: "me" },
    { customerIpAddress: "" },
    { customerLastLoggedTime: "once" },
    { customerIpAddress: "192.0.2.1", colour: "red" },
    [],
    "text",
  ])("are not started by %j", async (body) => {
    const answer = await app.resource("POST", `/sync/${ben.connectionId}`, { ...write, sub: ben.userId, body });
    expect(answer).toMatchObject({ status: 400, body: problem("BadRequest") });
  });

  it("of an expired consent say what to do instead", async () => {
    const late = await connectByForm(drawbridge, app, "late");
    const [, uuid] = late.connectionId.split(":");
    const forced = await drawbridge.api(`/v1/sandbox/connections/con_${uuid?.replaceAll("-", "")}/state`, {
      method: "POST",
      body: { consentEndsInDays: -1 },
    });
    expect(forced.ok).toBe(true);
    const answer = await app.resource("POST", `/sync/${late.connectionId}`, { ...write, sub: late.userId, body: {} });
    expect(answer).toMatchObject({
      status: 403,
      body: { code: "ConsentExpired", details: { reason: "consent_ended", recommendedAction: { action: "reauth", row: "L5" } } },
    });
    expect((await app.call("DELETE", `/users/${late.userId}`, { scope: "user:delete" })).status).toBe(204);
  });
});

describe("accounts", () => {
  const read = { scope: "accounts:read" };

  it("are listed in closed shapes, with details only where allowed", async () => {
    const plain = await app.resource("GET", "/accounts", { ...read, sub: ann.userId });
    expect([...Value.Errors(AccountList, plain.body)]).toEqual([]);
    expect(plain.body.data.map(({ type }: { type: string }) => type)).toEqual([
      "cash:current",
      "savings",
      "card",
      "mortgage:repayment",
      "investment",
      "loan",
    ]);
    expect(plain.body.data[0]).toMatchObject({
      connectionId: ann.connectionId,
      providerName: "Drawbridge Bank",
      providerReference: "drawbridge-bank",
      transactionData: { count: expect.any(Number) },
    });
    expect(plain.body.data[0]).not.toHaveProperty("accountReference");
    const detailed = await app.resource("GET", "/accounts", { scope: "accounts:read accounts_details:read", sub: ann.userId });
    expect(detailed.body.data[0]).toMatchObject({ accountReference: expect.stringMatching(/^[0-9]{4}$/), accountHolderName: expect.any(String) });
    expect([...Value.Errors(AccountList, detailed.body)]).toEqual([]);
  });

  it("come in pages whose links keep the version asked for", async () => {
    const page = await app.resource("GET", "/v3/accounts?limit=2&offset=2", { ...read, sub: ann.userId });
    expect(page.body.data).toHaveLength(2);
    expect(page.body.data[0]).not.toHaveProperty("transactionData");
    expect(page.body.links.next).toMatch(/\/v3\/accounts\?limit=2&offset=4$/);
    expect(page.body.links.prev).toMatch(/\/v3\/accounts\?limit=2&offset=0$/);
    expect((await app.resource("GET", "/accounts-list", { ...read, sub: ann.userId })).body.data[0]).not.toHaveProperty("transactionData");
    expect((await app.resource("GET", "/v3/accounts-list", { ...read, sub: ann.userId })).status).toBe(404);
    expect((await app.resource("GET", "/bare/accounts", { ...read, sub: ann.userId })).body.data[0]).toHaveProperty("transactionData");
    expect((await app.resource("GET", "/accounts?limit=many", { ...read, sub: ann.userId })).status).toBe(400);
    expect((await app.resource("GET", `/accounts?connectionId=${ann.connectionId}`, { ...read, sub: ann.userId })).body.data).toHaveLength(6);
    expect((await app.resource("GET", "/accounts", { scope: "user:read" })).status).toBe(403);
  });

  it("say how fresh they are", async () => {
    const { body } = await app.resource("GET", "/accounts/syncs", { ...read, sub: ann.userId });
    expect(body.data).toHaveLength(6);
    const shown = { accountId: expect.any(String), lastSuccessfulSync: expect.stringMatching(/Z$/) };
    const usual = {
      state: "fresh",
      target: "usual",
      dueAt: expect.stringMatching(/Z$/),
      staleAt: expect.stringMatching(/Z$/),
      explanation: expect.any(String),
    };
    expect(body.data[0]).toEqual({ ...shown, freshness: { ...usual, targetHours: 24 } });
    expect(body.data.map(({ freshness }: { freshness: { targetHours: number } }) => freshness.targetHours)).toEqual([24, 24, 24, 720, 24, 720]);
  });

  it("are measured against the client's own targets", async () => {
    const set = (freshnessTargetHours: object | null) =>
      drawbridge.api(`/v1/oidc-clients/${app.clientId}/settings`, { method: "PATCH", body: { freshnessTargetHours } });
    for (const wrong of [{ "cash:current": 0 }, { boat: 5 }]) expect((await set(wrong)).status).toBe(400);
    expect(await (await set({ "cash:current": 1 })).json()).toMatchObject({ freshnessTargetHours: { "cash:current": 1 } });
    const first = async () => (await app.resource("GET", "/accounts/syncs", { ...read, sub: ann.userId })).body.data[0].freshness;
    await expect.poll(first).toMatchObject({ targetHours: 1, target: "client", state: "fresh" });
    clock.aheadMs = 3 * 3_600_000;
    const later = await first().finally(() => {
      clock.aheadMs = 0;
    });
    expect(later).toMatchObject({ targetHours: 1, state: "late" });
    await set(null);
  });
});

describe("accounts kept by hand", () => {
  it("are made, changed, given balances and transactions, and deleted twice", async () => {
    const sub = await registerUser(app, "hand");
    const write = { scope: "accounts:read accounts:write:all", sub };
    const account = { accountName: "Cash box", providerName: "At home", type: "savings", balance: { amount: { value: 12_345 }, date: "2026-01-31" } };
    expect((await app.resource("POST", "/accounts", { ...write, body: { ...account, colour: "red" } })).status).toBe(400);
    expect(
      (await app.resource("POST", "/accounts", { ...write, body: { ...account, balance: { amount: { value: 1 }, date: "2026-02-31" } } })).status,
    ).toBe(400);
    const made = await app.resource("POST", "/accounts", { ...write, body: account });
    expect(made).toMatchObject({
      status: 201,
      body: { data: { accountName: "Cash box", providerId: "API", balance: { amount: { value: 12_345, currency: "GBP" }, date: "2026-01-31" } } },
    });
    const { id } = made.body.data;
    const changed = await app.resource("PATCH", `/accounts/${id}`, { ...write, body: { accountName: "Tin", details: { AER: 1.5 } } });
    expect(changed.body.data).toMatchObject({ accountName: "Tin", details: { AER: 1.5 }, providerName: "At home" });
    expect((await app.resource("POST", `/accounts/${id}/balances`, { ...write, body: { amount: { value: 500 }, date: "2026-02-28" } })).status).toBe(
      201,
    );
    const { body } = await app.resource("GET", `/accounts/${id}/balances`, { scope: "accounts:read", sub });
    expect(body.data).toEqual([
      { amount: { value: 500, currency: "GBP" }, date: "2026-02-28" },
      { amount: { value: 12_345, currency: "GBP" }, date: "2026-01-31" },
    ]);

    const money = { scope: "transactions:read:all transactions:write:all", sub };
    const row = { accountId: id, amount: { value: -250 }, date: "2026-02-27", longDescription: "Bread" };
    const written = await app.resource("POST", "/transactions", { ...money, body: row });
    expect(written).toMatchObject({
      status: 201,
      body: { data: { amount: { value: -250, currency: "GBP" }, date: "2026-02-27T12:00:00.000Z", shortDescription: "Bread", status: "posted" } },
    });
    const many = await app.resource("POST", "/transactions-collection", { ...money, body: [row, { ...row, notes: "again" }] });
    expect(many.body.data).toHaveLength(2);
    expect((await app.resource("POST", "/transactions-collection", { ...money, body: Array.from({ length: 51 }, () => row) })).status).toBe(400);
    const path = `/transactions/${written.body.data.id}`;
    expect((await app.resource("PATCH", path, { ...money, body: { amount: { value: -300 }, notes: "dear" } })).body.data).toMatchObject({
      amount: { value: -300 },
      notes: "dear",
    });
    for (let n = 0; n < 2; n += 1)
      expect((await app.resource("DELETE", path, { scope: "transactions:read:all transactions:write:all", sub })).status).toBe(204);
    expect((await app.resource("GET", path, { ...money })).status).toBe(404);
    for (let n = 0; n < 2; n += 1) expect((await app.resource("DELETE", `/accounts/${id}`, write)).status).toBe(204);
    expect((await app.resource("GET", "/transactions", { ...money })).body.data).toEqual([]);
  });

  it("are the only ones a client may delete or give a balance", async () => {
    const write = { scope: "accounts:read accounts:write:all", sub: ann.userId };
    const { id } = (await app.resource("GET", "/accounts", { scope: "accounts:read", sub: ann.userId })).body.data[0];
    expect((await app.resource("DELETE", `/accounts/${id}`, write)).status).toBe(403);
    expect((await app.resource("POST", `/accounts/${id}/balances`, { ...write, body: { amount: { value: 1 }, date: "2026-01-01" } })).status).toBe(
      403,
    );
    expect((await app.resource("DELETE", `/accounts/${crypto.randomUUID()}`, write)).status).toBe(404);
  });
});

describe("transactions", () => {
  const list = async (query: string, scope = "transactions:read:all") =>
    (await app.resource("GET", `/transactions${query}`, { scope, sub: ann.userId })).body;

  it("are listed in closed shapes and found by what is asked for", async () => {
    const all = await list("?limit=50");
    expect([...Value.Errors(TransactionList, all)]).toEqual([]);
    expect(all.data).toHaveLength(50);
    const [first] = all.data;
    expect(
      (await list(`?accountId=${first.accountId}&limit=5`)).data.every(({ accountId }: { accountId: string }) => accountId === first.accountId),
    ).toBe(true);
    expect((await list(`?categoryId=${first.categoryId}&limit=5`)).data.length).toBeGreaterThan(0);
    expect((await list(`?ids=${first.id}`)).data).toEqual([first]);
    const { count } = (await list("?onlyCount=true")).data;
    const credits = (await list("?onlyCount=true&creditDebitIndicator=credit")).data.count;
    expect((await list("?onlyCount=true", "transactions:read:in")).data.count).toBe(credits);
    expect((await list("?onlyCount=true", "transactions:read:out")).data.count).toBe(count - credits);
    expect((await list(`?text=${encodeURIComponent(first.longDescription.slice(0, 6))}&limit=1`)).data).toHaveLength(1);
    expect((await list("?startDate=2100-01-01")).data).toEqual([]);
    expect((await list("?startDate=soon")).code).toBe("BadRequest");
    expect((await list(`?ids=${Array.from({ length: 51 }, () => first.id).join(",")}`)).code).toBe("BadRequest");
    expect((await list("?counterpartyIds=x")).data).toEqual([]);
  });

  it("keep what a client writes over the bank's words, which cannot be written", async () => {
    const [first] = (await list("?limit=1")).data;
    const path = `/transactions/${first.id}`;
    const money = { scope: "transactions:read:all transactions:write:all", sub: ann.userId };
    const categoryId = `cus:${crypto.randomUUID()}`;
    const changed = await app.resource("PATCH", path, { ...money, body: { categoryId, categoryIdConfirmed: true, notes: "for the tax" } });
    expect(changed.body.data).toMatchObject({ categoryId, categoryIdConfirmed: true, notes: "for the tax", longDescription: first.longDescription });
    expect((await list(`?categoryId=${categoryId}`)).data.map(({ id }: { id: string }) => id)).toEqual([first.id]);
    expect((await app.resource("PATCH", path, { ...money, body: { amount: { value: 1 } } })).status).toBe(403);
    expect((await app.resource("DELETE", path, money)).status).toBe(403);
    expect((await app.resource("GET", path, { scope: "transactions:read:all", sub: ben.userId })).status).toBe(404);
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
    const refused = await drawbridge.api(`/v1/connections/${row.id}/syncs`, { method: "POST", body: {} });
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([429, "RATE_LIMITED"]);
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
