import { generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { visitBank, type Visitor } from "./bank-visitor.ts";
import { authorizeUrl, redirectUri, requestFor, startPushedClient, type PushedClient } from "./pushed-client.ts";

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

/** Why the bank sends a browser straight back; null when it lets it in. */
const turnedAway = async (url: string): Promise<string | null> => {
  const response = await fetch(url, { redirect: "manual" });
  const location = new URL(response.headers.get("location") ?? "", url);
  return location.pathname.includes("/interaction/") || location.searchParams.has("code") ? null : location.searchParams.get("error");
};

describe("a pushed request", () => {
  it("is the only way in", async () => {
    const query = new URLSearchParams({ client_id: "drawbridge", ...requestFor(client.verifier) });
    expect(await turnedAway(`${client.bank.origin}/oidc/auth?${query.toString()}`)).toBe("invalid_request");
  });

  it("that nobody pushed leads nowhere", async () => {
    expect(await turnedAway(authorizeUrl(client.bank, "urn:ietf:params:oauth:request_uri:unknown"))).toBe("invalid_request_uri");
  });

  it("leads to the bank once", async () => {
    const url = await client.begin();
    expect((await visitBank(url, redirectUri, { username: "user_ok" }))["code"]).toBeDefined();
    expect(await turnedAway(url)).toBe("invalid_request_uri");
  });

  it.each([
    ["an address that is not registered", { redirect_uri: "http://127.0.0.1:9/elsewhere" }],
    ["a registered address with something behind it", { redirect_uri: `${redirectUri}/more` }],
    ["no code challenge", { code_challenge: "" }],
    ["a plain code challenge", { code_challenge_method: "plain" }],
    ["a token in the address", { response_type: "id_token token" }],
  ])("is refused with %s", async (_name, form) => {
    expect((await client.push({ form })).status).toBe(400);
  });

  it("is refused from a client that proves nothing", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    const answers = [
      await client.push({ audience: "https://elsewhere.example" }),
      await client.push({ clientKey: privateKey }),
      await client.push({ form: { client_assertion: "" } }),
    ];
    expect(answers.map(({ status, body }) => [status, body["error"]])).toEqual([
      [401, "invalid_client"],
      [401, "invalid_client"],
      [expect.any(Number), expect.stringMatching(/^invalid_/)],
    ]);
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
  it("is refused with another verifier", async () => {
    const { code = "" } = await visit();
    const answer = await client.redeem(code, { form: { code_verifier: "another-verifier-that-is-long-enough-to-be-one" } });
    expect([answer.status, answer.body["error"]]).toEqual([400, "invalid_grant"]);
  });

  it("is refused for another address", async () => {
    const { code = "" } = await visit();
    expect((await client.redeem(code, { form: { redirect_uri: "http://127.0.0.1:9/elsewhere" } })).status).toBe(400);
  });

  it("is refused from a client whose assertion is for somebody else", async () => {
    const { code = "" } = await visit();
    const answer = await client.redeem(code, { audience: "https://elsewhere.example" });
    expect([answer.status, answer.body["error"]]).toEqual([401, "invalid_client"]);
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
  it("is needed for a token, and must be made for the token endpoint", async () => {
    const { code = "" } = await visit();
    const elsewhere = await client.proof({ method: "POST", url: `${client.bank.origin}/oidc/elsewhere` });
    expect((await client.redeem(code, { proof: elsewhere })).status).toBe(400);
    const second = await visit();
    expect((await client.redeem(second["code"] ?? "", { proof: null })).status).toBe(400);
  });

  it("gets a token once", async () => {
    const proof = await client.proof({ method: "POST", url: `${client.bank.origin}/oidc/token` });
    const redeemNew = async (deviation = {}) => client.redeem((await visit())["code"] ?? "", deviation);
    expect((await redeemNew({ proof })).status).toBe(200);
    expect((await redeemNew({ proof })).body["error"]).toBe("invalid_grant");
    expect((await redeemNew()).status).toBe(200);
  });

  it("reads once", async () => {
    const token = await signIn();
    const proof = await client.proof({ method: "GET", url: accountsUrl(), token });
    expect([(await client.read(token, proof)).status, (await client.read(token, proof)).status]).toEqual([200, 401]);
  });

  it.each([
    ["another address", { method: "GET", url: "http://127.0.0.1:9/data/accounts" }],
    ["another method", { method: "DELETE" }],
    ["another token", { method: "GET", token: "another" }],
    ["an empty token", { method: "GET", token: "" }],
    ["an hour ago", { method: "GET", iat: Math.floor(Date.now() / 1000) - 3600 }],
    ["the future", { method: "GET", iat: Math.floor(Date.now() / 1000) + 3600 }],
  ])("for %s reads nothing", async (_name, wrong) => {
    const token = await signIn();
    const proof = await client.proof({ url: accountsUrl(), token, ...wrong });
    expect((await client.read(token, proof)).status).toBe(401);
  });

  it("is needed: a key-bound token alone reads nothing", async () => {
    const token = await signIn();
    expect((await client.read(token, "")).status).toBe(401);
    expect((await fetch(accountsUrl(), { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
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
