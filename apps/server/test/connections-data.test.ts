import { AccountList, TransactionList } from "@drawbridge/contract";
import { Value } from "typebox/value";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { clientApp, connectByForm, connectByRedirect, registerUser, type ClientApp } from "./connections-stage.ts";

let drawbridge: TestDrawbridge;
let app: ClientApp;
let ann: { readonly userId: string; readonly connectionId: string };
let ben: { readonly userId: string; readonly connectionId: string };
const clock = { aheadMs: 0 };

beforeAll(async () => {
  drawbridge = await startDrawbridge({ now: () => new Date(Date.now() + clock.aheadMs) });
  app = await clientApp(drawbridge);
  ann = await connectByForm(drawbridge, app, "ann");
  ben = await connectByRedirect(drawbridge, app, "ben");
});
afterAll(() => drawbridge.close());

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
    const { explanation: _text, target: _target, ...times } = usual;
    const dataset = { ...times, lastSuccessfulSync: body.data[0].lastSuccessfulSync };
    const datasets = { accounts: dataset, balances: dataset, transactions: dataset };
    expect(body.data[0]).toEqual({ ...shown, freshness: { ...usual, targetHours: 24 }, datasets });
    expect(body.data.map(({ freshness }: { freshness: { targetHours: number } }) => freshness.targetHours)).toEqual([24, 24, 24, 720, 24, 720]);
  });

  it("are measured against the client's own targets", async () => {
    const set = (freshnessTargetHours: object | null) =>
      drawbridge.api(`/v1/oidc-clients/${app.clientId}/settings`, { method: "PATCH", body: { freshnessTargetHours } });
    for (const wrong of [{ "cash:current": 0 }, { boat: 5 }]) expect((await set(wrong)).status).toBe(400);
    expect(await (await set({ "cash:current": 1 })).json()).toMatchObject({ freshnessTargetHours: { "cash:current": 1 } });
    const first = async () => (await app.resource("GET", "/accounts/syncs", { ...read, sub: ann.userId })).body.data[0].freshness;
    await expect.poll(first).toMatchObject({ targetHours: 1, target: "type", state: "fresh" });
    clock.aheadMs = 3 * 3_600_000;
    const later = await first().finally(() => {
      clock.aheadMs = 0;
    });
    expect(later).toMatchObject({ targetHours: 1, state: "late" });
    // One set for the account itself wins over its type's, for this account alone.
    const [{ accountId }] = (await app.resource("GET", "/accounts/syncs", { ...read, sub: ann.userId })).body.data;
    const own = (freshnessTargetHours: unknown) =>
      app.resource("PATCH", `/accounts/${accountId}`, {
        scope: "accounts:read accounts:write:all",
        sub: ann.userId,
        body: { freshnessTargetHours },
      });
    for (const wrong of [0, 2161, 1.5, "2", {}]) expect((await own(wrong)).status).toBe(400);
    expect((await own(6)).status).toBe(200);
    expect(await first()).toMatchObject({
      targetHours: 6,
      target: "account",
      explanation: expect.stringContaining("Its target of 6 hours is set for this account."),
    });
    const every = (await app.resource("GET", "/accounts/syncs", { ...read, sub: ann.userId })).body.data;
    expect(every.map(({ freshness: { target } }: { freshness: { target: string } }) => target)).toEqual(["account", ...Array(5).fill("usual")]);
    expect((await own(null)).status).toBe(200);
    expect(await first()).toMatchObject({ targetHours: 1, target: "type" });
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
