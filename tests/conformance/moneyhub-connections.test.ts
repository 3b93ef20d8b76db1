import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { visitBank } from "../../apps/sandbox-bank/test/bank-visitor.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { connectFor, connectThrough, exchange, newUser, readDevFile, vendorClient, type VendorClient } from "./moneyhub-stage.ts";

const LEGACY_BANK = "06995ed5c6c6f25e323b34dc45968426"; // Drawbridge Bank
const API_BANK = "1ffe704d39629a929c8e293880fb449a"; // Harbour Bank
const DAY_MS = 86_400_000;

let drawbridge: TestDrawbridge;
let client: VendorClient;
let ann: { readonly userId: string; readonly connectionId: string }; // at a bank with a form
let ben: { readonly userId: string; readonly connectionId: string }; // at a bank with pages of its own

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  client = await vendorClient(drawbridge, "secret");
  ann = await connectFor(drawbridge, client, { clientUserId: "ann", bankId: LEGACY_BANK });
  ben = await connectFor(drawbridge, client, { clientUserId: "ben", bankId: API_BANK });
  const older = "select count(*)::int as n from connections where older_until is not null"; // history is read in the background
  await vi.waitUntil(async () => (await drawbridge.storage.pool.query<{ n: number }>(older)).rows[0]?.n === 0, { timeout: 60_000 });
});
afterAll(() => drawbridge.close());

const connectionOf = async (userId: string) => (await client.getUserConnections({ userId })).data[0];

describe("the vendor's client: data", () => {
  it("reads connections", async () => {
    expect(await connectionOf(ann.userId)).toMatchObject({
      id: ann.connectionId,
      name: "Drawbridge Bank",
      type: "legacy",
      status: "ok",
      error: null,
      lastUpdated: expect.any(String),
      recommendedAction: { action: "none" },
    });
    expect(await connectionOf(ben.userId)).toMatchObject({ id: ben.connectionId, type: "api", status: "ok", tppConsent: true });
  });

  it("reads accounts, their details and balances", async () => {
    const { userId } = ann;
    const { data, meta } = await client.getAccounts({ userId, params: { limit: 3, offset: 0 } });
    expect([data.length, meta]).toEqual([3, { correlationId: expect.any(String) }]);
    const [first] = data;
    const accountId = first?.id ?? "";
    expect(first).toMatchObject({ type: "cash:current", currency: "USD", connectionId: ann.connectionId });
    expect(first).not.toHaveProperty("accountReference");
    const [detailed] = (await client.getAccountsWithDetails({ userId })).data;
    expect(detailed).toMatchObject({ id: accountId, accountReference: expect.any(String), accountHolderName: expect.any(String) });
    expect((await client.getAccountsList({ userId })).data).toHaveLength(6);
    expect((await client.getAccountsListWithDetails({ userId })).data[0]).toMatchObject({ accountReference: expect.any(String) });
    expect((await client.getAccount({ userId, accountId })).data).toMatchObject({ id: accountId, accountName: first?.accountName });
    expect((await client.getAccountWithDetails({ userId, accountId })).data).toMatchObject({
      providerAccountIdentifications: [{ type: "accountNumber" }],
    });
    const [balance] = (await client.getAccountBalances({ userId, accountId })).data;
    expect(balance).toEqual({ amount: { value: expect.any(Number), currency: "USD" }, date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  });

  it("reads transactions and writes over them", async () => {
    const { userId } = ann;
    const { data } = await client.getTransactions({ userId, params: { limit: 5, startDate: new Date(Date.now() - 60 * DAY_MS).toISOString() } });
    expect(data).toHaveLength(5);
    const [first] = data;
    const transactionId = first?.id ?? "";
    expect((await client.getTransaction({ userId, transactionId })).data).toEqual(first);
    const notes = "for the tax";
    expect((await client.updateTransaction({ userId, transactionId, transaction: { notes } })).data).toMatchObject({
      id: transactionId,
      notes,
    });
    await expect(client.getTransaction({ userId: ben.userId, transactionId })).rejects.toMatchObject({ error: "NotFound" });
  });

  it("keeps accounts and transactions by hand", async () => {
    const userId = await newUser(client, "hand");
    const account = {
      accountName: "Tin",
      providerName: "Home",
      type: "savings",
      accountType: "personal",
      balance: { date: "2026-01-31", amount: { value: 1200 } },
    } as const;
    const { id: accountId } = (await client.createAccount({ userId, account: account })).data;
    expect((await client.updateAccount({ userId, accountId, account: { accountName: "Box", providerName: "Home" } })).data).toMatchObject({
      accountName: "Box",
    });
    const added = await client.addAccountBalance({ userId, accountId, balance: { date: "2026-02-01", amount: { value: 900 } } });
    expect(added.data).toMatchObject({ amount: { value: 900, currency: "GBP" } });
    const row = { accountId, amount: { value: -300 }, categoryId: `cus:${crypto.randomUUID()}`, date: "2026-02-01", longDescription: "Bread" };
    const { id: transactionId } = (await client.addTransaction({ userId, transaction: row })).data;
    expect((await client.addTransactions({ userId, transactions: [row, row] })).data).toHaveLength(2);
    expect(await client.deleteTransaction({ userId, transactionId })).toBe(204);
    expect(await client.deleteAccount({ userId, accountId })).toBe(204);
    expect((await client.getAccounts({ userId })).data).toEqual([]);
  });
});

describe("the vendor's client: keeping a connection healthy", () => {
  it("syncs, is told when it may again, and reads what syncs came to", async () => {
    const { userId, connectionId } = ann;
    const now = { customerIpAddress: "192.0.2.1", customerLastLoggedTime: new Date().toISOString() };
    const { data } = await client.syncUserConnection({ userId, connectionId, ...now });
    expect(data).toEqual({ syncId: expect.any(String), status: "ok" });
    await expect(client.syncUserConnection({ userId, connectionId })).rejects.toMatchObject({
      error: "TooManyRequests",
      error_description: expect.stringMatching(/\d+ s/),
      response: { statusCode: 429, headers: { "retry-after": expect.stringMatching(/^1[78]\d\d$/) } },
    });
    const { syncId } = data as unknown as { syncId: string };
    const syncs = await client.getConnectionSyncs({ userId, connectionId, params: { limit: 5 } });
    expect(syncs.data[0]).toMatchObject({ id: syncId, connectionId, action: "client-update", method: "UPDATE", fetchStatus: "success" });
    expect((await client.getSync({ userId, syncId })).data).toEqual(syncs.data[0]);
    await expect(client.getSync({ userId: ben.userId, syncId })).rejects.toMatchObject({ error: "NotFound" });
  });

  it.each([
    ["reauth of a form", () => ann, "getReauthAuthorizeUrlForCreatedUser"],
    ["reauth at the bank", () => ben, "getReauthAuthorizeUrlForCreatedUser"],
    ["refresh", () => ann, "getRefreshAuthorizeUrlForCreatedUser"],
    ["reconsent", () => ben, "getReconsentAuthorizeUrlForCreatedUser"],
  ] as const)("%s ends with the same connection", async (name, who, method) => {
    const { userId, connectionId } = who();
    const before = (await client.getAccounts({ userId })).data.map(({ id }) => id);
    const url = await client[method]({ userId, connectionId, state: name, nonce: name });
    const claims = await exchange(client, await connectThrough(drawbridge, url), { userId, state: name, nonce: name });
    expect(claims).toMatchObject({ sub: userId, "mh:con_id": connectionId });
    expect(await connectionOf(userId)).toMatchObject({ id: connectionId, status: "ok", error: null });
    expect((await client.getAccounts({ userId })).data.map(({ id }) => id)).toEqual(before);
  });

  it("renews a consent until the day it names", async () => {
    const { userId, connectionId } = ben;
    const until = new Date(Date.now() + 40 * DAY_MS).toISOString();
    const url = await client.getReconsentAuthorizeUrlForCreatedUser({ userId, connectionId, expiresAt: until, state: "until", nonce: "until" });
    await exchange(client, await connectThrough(drawbridge, url), { userId, state: "until", nonce: "until" });
    expect(await connectionOf(userId)).toMatchObject({ expiresAt: until, tppConsent: true });
  });

  it("moves the end of a consent where it runs its own consent screens", async () => {
    const { userId, connectionId } = ben;
    const expiresAt = new Date(Date.now() + 60 * DAY_MS).toISOString();
    await expect(client.updateUserConnection({ userId, connectionId, expiresAt })).rejects.toMatchObject({ error: "Forbidden" });
    const [own] = (await readDevFile(drawbridge)).clients;
    await drawbridge.api(`/v1/oidc-clients/${own?.client_id}/settings`, { method: "PATCH", body: { enforceUserConsent: false } });
    await expect.poll(() => client.updateUserConnection({ userId, connectionId, expiresAt }).catch(() => 403)).toBe(204);
    expect(await connectionOf(userId)).toMatchObject({ expiresAt });
  });
});

describe("the vendor's client: auth requests", () => {
  const complete = (id: string, back: Readonly<Record<string, string>>) => client.completeAuthRequest({ id, authParams: back });

  it("connects with the bank's page alone", async () => {
    const userId = await newUser(client, "auth-request");
    const { data } = await client.createAuthRequest({ userId, scope: `openid id:${API_BANK}` });
    const { id, redirectParams } = data;
    expect(data).toMatchObject({ userId, bankId: API_BANK, status: "pending", scope: `openid id:${API_BANK}` });
    const back = await visitBank(redirectParams?.authUrl ?? "", redirectParams?.returnUrl ?? "", { username: "user_ok" });
    expect(back["state"]).toBe(redirectParams?.state);
    const done = (await complete(id, back)).data;
    expect(done).toMatchObject({ id, status: "complete", connectionId: expect.stringMatching(new RegExp(`^${API_BANK}:`)) });
    expect((await client.getAuthRequest({ id })).data).toEqual(done);
    expect((await client.getAllAuthRequests({ limit: 1 })).data).toEqual([done]);
    expect((await client.getAccounts({ userId })).data.length).toBeGreaterThan(0);
    const history = await fetch(`${(await readDevFile(drawbridge)).identity}/consent-history`, {
      headers: { authorization: `Bearer ${(await client.getClientCredentialTokens({ scope: "consent_history:read", sub: userId })).access_token}` },
    });
    expect(await history.json()).toMatchObject({ data: [{ authorizationRequestId: id, consentStatus: "Authorised", userId, provider: API_BANK }] });
  });

  it("signs in again for a connection, whose id stays", async () => {
    const { userId, connectionId } = ben;
    const { data } = await client.createAuthRequest({ userId, connectionId, scope: "openid reauth" });
    const { authUrl = "", returnUrl = "" } = data.redirectParams ?? {};
    const done = await complete(data.id, await visitBank(authUrl, returnUrl, { username: "user_ok" }));
    expect(done.data).toMatchObject({ status: "complete", connectionId });
    expect(await connectionOf(userId)).toMatchObject({ id: connectionId, status: "ok" });
  });

  it("ends with an error when the person says no, and nothing is left", async () => {
    const userId = await newUser(client, "says-no");
    const { data } = await client.createAuthRequest({ userId, scope: `openid id:${API_BANK}` });
    const { authUrl = "", returnUrl = "" } = data.redirectParams ?? {};
    const back = await visitBank(authUrl, returnUrl, { username: "user_ok", decision: "deny" });
    expect((await complete(data.id, back)).data).toMatchObject({ status: "error" });
    expect((await client.getUserConnections({ userId })).data).toEqual([]);
  });
});

describe("the vendor's client: deleting", () => {
  it("deletes a connection twice, and its data with it", async () => {
    for (const { userId, connectionId } of [ann, ben]) {
      expect(await client.deleteUserConnection({ userId, connectionId })).toBe(204);
      expect(await client.deleteUserConnection({ userId, connectionId })).toBe(204);
      expect((await client.getUserConnections({ userId })).data).toEqual([]);
      expect((await client.getAccounts({ userId })).data).toEqual([]);
      expect(await client.deleteUser({ userId })).toBe(204);
      expect(await client.deleteUser({ userId })).toBe(204);
    }
  });
});
