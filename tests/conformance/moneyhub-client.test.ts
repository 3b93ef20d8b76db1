import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { connectThrough, exchange, newUser, paramsOf, readDevFile, vendorClient, type VendorClient } from "./moneyhub-stage.ts";

const LEGACY_BANK = "06995ed5c6c6f25e323b34dc45968426"; // Drawbridge Bank
const API_BANK = "1ffe704d39629a929c8e293880fb449a"; // Harbour Bank

let drawbridge: TestDrawbridge;
let secret: VendorClient;
let signing: VendorClient;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  secret = await vendorClient(drawbridge, "secret");
  signing = await vendorClient(drawbridge, "signing");
});
afterAll(() => drawbridge.close());

describe("the vendor's client: discovery and lists", () => {
  it("finds every endpoint it uses", async () => {
    const { issuer, resource } = await readDevFile(drawbridge);
    const found = (await secret.getOpenIdConfig()) as Record<string, unknown>;
    expect(found).toMatchObject({ issuer, token_endpoint: `${issuer}/token`, pushed_authorization_request_endpoint: `${issuer}/request` });
    expect(resource).toMatch(/\/v2\.0$/);
  });

  it("reads lists of providers, also narrowed to a client", async () => {
    const { clients } = await readDevFile(drawbridge);
    const [all, api, test, beta, payments] = await Promise.all([
      secret.listConnections(undefined),
      secret.listAPIConnections({ clientId: clients[0]?.client_id ?? "" }),
      secret.listTestConnections(undefined),
      secret.listBetaConnections(undefined),
      secret.listPaymentsConnections(undefined),
    ]);
    const ids = (list: unknown): readonly string[] => (list as readonly { id: string }[]).map(({ id }) => id);
    expect(ids(all).length).toBeGreaterThan(100);
    expect(ids(api)).toContain(API_BANK);
    expect(ids(test)).toEqual(expect.arrayContaining([LEGACY_BANK, API_BANK]));
    expect([ids(beta), ids(payments)]).toEqual([[], []]);
  });
});

describe("the vendor's client: users", () => {
  it("makes, reads, lists and deletes them", async () => {
    const made = await secret.registerUser({ clientUserId: "person-1" });
    expect(made).toMatchObject({ userId: expect.stringMatching(/^[0-9a-f]{24}$/), clientUserId: "person-1", managedBy: "client" });
    expect(await secret.getUser({ userId: made.userId })).toMatchObject({ userId: made.userId, connectionIds: [] });
    const listed = await secret.getUsers({ limit: 1, offset: 0 });
    expect(listed).toMatchObject({ data: [expect.anything()], meta: { limit: 1, offset: 0, total: expect.any(Number) } });
    expect((await secret.getUsers({})).data.map(({ userId }) => userId)).toContain(made.userId);
    expect(await secret.deleteUser({ userId: made.userId })).toBe(204);
    expect(await secret.deleteUser({ userId: made.userId })).toBe(204);
    await expect(secret.getUser({ userId: made.userId })).rejects.toMatchObject({ error: "NotFound", error_description: expect.any(String) });
  });
});

describe("the vendor's client: connecting", () => {
  it.each([
    ["client_secret_basic", "a bank with a form", LEGACY_BANK],
    ["client_secret_basic", "a bank's own pages", API_BANK],
    ["private_key_jwt", "a bank with a form", LEGACY_BANK],
    ["private_key_jwt", "a bank's own pages", API_BANK],
  ] as const)("authenticates with %s and goes through %s", async (method, _way, bankId) => {
    const client = method === "private_key_jwt" ? signing : secret;
    const userId = await newUser(client, `${method} ${bankId}`);
    const [state, nonce] = ["state-1", "nonce-1"];
    const url = await client.getAuthorizeUrlForCreatedUser({ bankId, state, nonce, userId });
    const back = await connectThrough(drawbridge, url);
    expect(paramsOf(back)).toMatchObject({ state, code: expect.any(String), iss: `${drawbridge.server}/identity/oidc` });
    const tokens = await client.exchangeCodeForTokens({
      paramsFromCallback: paramsOf(back),
      localParams: { state, nonce, sub: userId, response_type: "code", max_age: 86_400 },
    });
    const claims = tokens.claims();
    expect(claims).toMatchObject({ sub: userId, nonce, "mh:con_id": expect.stringMatching(new RegExp(`^${bankId}:[0-9a-f-]{36}$`)) });
    expect(claims).not.toHaveProperty("mh:sync");
    expect((await client.getUser({ userId })).connectionIds).toEqual([claims["mh:con_id"]]);
  });

  it("pushes a request with PKCE, and keeps the id when it signs in again", async () => {
    const userId = await newUser(signing, "pushed");
    const verifier = signing.generators.codeVerifier();
    const codeChallenge = signing.generators.codeChallenge(verifier);
    const url = await signing.getPushedAuthorisationRequestUrl({ bankId: LEGACY_BANK, userId, state: "par", nonce: "par", codeChallenge });
    expect(new URL(url).searchParams.get("request_uri")).toMatch(/^urn:ietf:params:oauth:request_uri:/);
    const claims = await exchange(signing, await connectThrough(drawbridge, url), { userId, state: "par", nonce: "par", verifier });
    const connectionId = String(claims["mh:con_id"]);
    const again = await signing.getReauthAuthorizeUrlForCreatedUser({ userId, connectionId, state: "again", nonce: "again" });
    const mended = await exchange(signing, await connectThrough(drawbridge, again), { userId, state: "again", nonce: "again" });
    expect(mended["mh:con_id"]).toBe(connectionId);
  });

  it("leaves a request object at the older endpoint and sends people with its address alone", async () => {
    const userId = await newUser(secret, "stored");
    const claims = { id_token: { sub: { essential: true, value: userId }, "mh:con_id": { essential: true } } };
    const object = await secret.requestObject({ scope: `openid id:${LEGACY_BANK}`, state: "old", nonce: "old", claims });
    const requestUri = await secret.getRequestUri(object);
    expect(requestUri).toMatch(/^urn:x-mh-request:/);
    const url = secret.getAuthorizeUrlFromRequestUri({ requestUri });
    const answered = await exchange(secret, await connectThrough(drawbridge, url), { userId, state: "old", nonce: "old" });
    expect(answered["sub"]).toBe(userId);
  });

  it("makes the person on the way, with limits of the consent, the first sync and a refresh token", async () => {
    const until = new Date(Date.now() + 20 * 86_400_000).toISOString();
    const url = await secret.getAuthorizeUrl({
      scope: `openid offline_access id:${API_BANK} accounts:read transactions:read:all`,
      state: "once",
      nonce: "once",
      expirationDateTime: until,
      transactionFromDateTime: new Date(Date.now() - 30 * 86_400_000).toISOString(),
      permissions: ["ReadAccountsBasic", "ReadTransactionsDetail"],
      enableAsync: true,
    });
    const back = await connectThrough(drawbridge, url);
    const tokens = await secret.exchangeCodeForTokens({
      paramsFromCallback: paramsOf(back),
      localParams: { state: "once", nonce: "once", response_type: "code" },
    });
    const claims = tokens.claims();
    const userId = claims.sub;
    expect(claims).toMatchObject({ "mh:sync": expect.stringMatching(/^[0-9a-f-]{36}$/), "mh:consent": { expirationDateTime: until } });
    expect((await secret.getSync({ userId, syncId: String(claims["mh:sync"]) })).data).toMatchObject({ method: "ADD", fetchStatus: "success" });
    const [connection] = (await secret.getUserConnections({ userId })).data;
    expect(connection).toMatchObject({ id: claims["mh:con_id"], expiresAt: until, tppConsent: false });
    const renewed = await secret.refreshTokens({ refreshToken: tokens.refresh_token ?? "" });
    expect(renewed.claims()).toMatchObject({ sub: userId, "mh:con_id": claims["mh:con_id"] });
    const [account] = (await secret.getAccounts({ userId })).data;
    expect(account).toMatchObject({ connectionId: claims["mh:con_id"] });
  });

  it("asks for a token of a person with a JWT of its own", async () => {
    const userId = await newUser(signing, "bearer");
    const { access_token: token, scope } = await signing.getJWTBearerToken({ scope: "accounts:read", sub: userId });
    expect([scope, token?.split(".").length]).toEqual(["accounts:read", 3]);
    const { token_type: type } = await secret.getClientCredentialTokens({ scope: "accounts:read", sub: userId });
    expect(type).toBe("Bearer");
  });
});
