import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { visitBank, type Visitor } from "./bank-visitor.ts";
import { authorizeUrl, redirectUri, startPushedClient, type PushedClient } from "./pushed-client.ts";

let client: PushedClient;
beforeAll(async () => {
  client = await startPushedClient();
});
afterAll(() => client.bank.close());

const visit = async (visitor: Visitor = { username: "user_ok" }) => visitBank(await client.begin(), redirectUri, visitor);

const signIn = async (visitor?: Visitor): Promise<string> => {
  const { code = "" } = await visit(visitor);
  return String((await client.redeem(code)).body["access_token"]);
};

const accountsUrl = (): string => `${client.bank.origin}/data/accounts`;

const read = async (token: string) => client.read(token, await client.proof({ method: "GET", url: accountsUrl(), token }));

const accountIds = async (token: string): Promise<unknown> => {
  const { accounts } = (await read(token)).body;
  return Array.isArray(accounts) ? accounts.map(({ stableId }) => stableId) : accounts;
};

// What the FAPI 2.0 profile says of requests, codes, assertions and proofs: tests/conformance/openid/bank.test.ts.

describe("a pushed request", () => {
  it("that nobody pushed leads nowhere", async () => {
    const response = await fetch(authorizeUrl(client.bank, "urn:ietf:params:oauth:request_uri:unknown"), { redirect: "manual" });
    expect([response.status, await response.text()]).toEqual([400, "This request to the bank is not valid: invalid_request_uri"]);
  });
});

describe("the return", () => {
  it("carries the state and names the issuer", async () => {
    expect(await visit()).toEqual({ code: expect.any(String), state: "the-state", iss: `${client.bank.origin}/oidc` });
  });

  it.each([
    ["the person says no", { username: "user_ok", decision: "deny" }, "access_denied"],
    ["user_oauth_deny", { username: "user_oauth_deny" }, "access_denied"],
    ["user_oauth_error", { username: "user_oauth_error" }, "server_error"],
  ] as const)("says so when %s", async (_name, visitor, error) => {
    expect(await visit(visitor)).toMatchObject({ error, state: "the-state", iss: `${client.bank.origin}/oidc` });
  });

  it("is for the same person every time, and for user_oauth_swap is not", async () => {
    expect(await accountIds(await signIn())).toEqual(await accountIds(await signIn()));
    const swap = { username: "user_oauth_swap" };
    const [first, second, third] = [await accountIds(await signIn(swap)), await accountIds(await signIn(swap)), await accountIds(await signIn(swap))];
    expect(third).toEqual(first);
    expect([first, second].flat()).toHaveLength(12);
    expect(new Set([first, second].flat()).size).toBe(12);
  });
});

describe("a code", () => {
  it("is refused for another address", async () => {
    const { code = "" } = await visit();
    expect((await client.redeem(code, { form: { redirect_uri: "http://127.0.0.1:9/elsewhere" } })).status).toBe(400);
  });

  it("works once; a second use ends what the first one gave", async () => {
    const { code = "" } = await visit();
    const token = String((await client.redeem(code)).body["access_token"]);
    expect((await read(token)).status).toBe(200);
    expect((await client.redeem(code)).body["error"]).toBe("invalid_grant");
    expect((await read(token)).status).toBe(401);
  });
});

describe("a proof", () => {
  it("must be made for the token endpoint", async () => {
    const { code = "" } = await visit();
    const elsewhere = await client.proof({ method: "POST", url: `${client.bank.origin}/oidc/elsewhere` });
    expect((await client.redeem(code, { proof: elsewhere })).status).toBe(400);
  });

  it("gets a token once", async () => {
    const proof = await client.proof({ method: "POST", url: `${client.bank.origin}/oidc/token` });
    const redeemNew = async (deviation = {}) => client.redeem((await visit())["code"] ?? "", deviation);
    expect((await redeemNew({ proof })).status).toBe(200);
    expect((await redeemNew({ proof })).body["error"]).toBe("invalid_grant");
    expect((await redeemNew()).status).toBe(200);
  });
});

describe("consent", () => {
  it("covers the accounts that were chosen and no other", async () => {
    const all = await accountIds(await signIn());
    const some = await accountIds(await signIn({ username: "user_ok", untick: 4 }));
    expect([all, some].map((ids) => (Array.isArray(ids) ? ids.length : 0))).toEqual([6, 2]);
  });

  it("ends when it is given back, and again", async () => {
    const token = await signIn();
    const url = `${client.bank.origin}/data/consent`;
    const end = async () =>
      fetch(url, { method: "DELETE", headers: { authorization: `DPoP ${token}`, dpop: await client.proof({ method: "DELETE", url, token }) } });
    expect([(await end()).status, (await read(token)).status, (await end()).status]).toEqual([204, 401, 204]);
  });
});
