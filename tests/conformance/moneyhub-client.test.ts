import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { connectThrough, vendorClient } from "./moneyhub-stage.ts";

const LEGACY_BANK = "06995ed5c6c6f25e323b34dc45968426"; // Drawbridge Bank

let drawbridge: TestDrawbridge;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
});
afterAll(() => drawbridge.close());

const paramsOf = (back: URL) => Object.fromEntries(back.searchParams);

describe("the vendor's client: identity", () => {
  it("makes, reads, lists and deletes users", async () => {
    const client = await vendorClient(drawbridge, "secret");
    const made = await client.registerUser({ clientUserId: "person-1" });
    expect(made).toMatchObject({ userId: expect.stringMatching(/^[0-9a-f]{24}$/), clientUserId: "person-1", managedBy: "client" });
    expect(await client.getUser({ userId: made.userId })).toMatchObject({ userId: made.userId, connectionIds: [] });
    expect((await client.getUsers({})).data.map(({ userId }) => userId)).toContain(made.userId);
    expect(await client.deleteUser({ userId: made.userId })).toBe(204);
    expect(await client.deleteUser({ userId: made.userId })).toBe(204);
    await expect(client.getUser({ userId: made.userId })).rejects.toMatchObject({ error: "NotFound" });
  });

  it.each(["secret", "signing"] as const)("connects a bank and exchanges the code, client with %s", async (which) => {
    const client = await vendorClient(drawbridge, which);
    const { userId } = await client.registerUser({ clientUserId: `connect-${which}` });
    const [state, nonce] = ["state-1", "nonce-1"];
    const url = await client.getAuthorizeUrlForCreatedUser({ bankId: LEGACY_BANK, state, nonce, userId });
    const back = await connectThrough(drawbridge, url);
    expect(paramsOf(back)).toMatchObject({ state, code: expect.any(String), iss: `${drawbridge.server}/identity/oidc` });
    const tokens = await client.exchangeCodeForTokens({
      paramsFromCallback: paramsOf(back),
      localParams: { state, nonce, sub: userId, response_type: "code", max_age: 86_400 },
    });
    const claims = tokens.claims();
    expect(claims).toMatchObject({ sub: userId, nonce, "mh:con_id": expect.stringMatching(new RegExp(`^${LEGACY_BANK}:[0-9a-f-]{36}$`)) });
    expect((await client.getUser({ userId })).connectionIds).toEqual([claims["mh:con_id"]]);
  });

  it("pushes a request with PKCE, and mends the connection under the same id", async () => {
    const client = await vendorClient(drawbridge, "signing");
    const { userId } = await client.registerUser({ clientUserId: "pushed" });
    const codeVerifier = client.generators.codeVerifier();
    const codeChallenge = client.generators.codeChallenge(codeVerifier);
    const url = await client.getPushedAuthorisationRequestUrl({ bankId: LEGACY_BANK, userId, state: "par", nonce: "par", codeChallenge });
    expect(new URL(url).searchParams.get("request_uri")).toMatch(/^urn:ietf:params:oauth:request_uri:/);
    const back = await connectThrough(drawbridge, url);
    const tokens = await client.exchangeCodeForTokens({
      paramsFromCallback: paramsOf(back),
      localParams: { state: "par", nonce: "par", sub: userId, response_type: "code", code_verifier: codeVerifier },
    });
    const connectionId = String(tokens.claims()["mh:con_id"]);

    const again = await client.getReauthAuthorizeUrlForCreatedUser({ userId, connectionId, state: "again", nonce: "again" });
    const answer = await connectThrough(drawbridge, again);
    const mended = await client.exchangeCodeForTokens({
      paramsFromCallback: paramsOf(answer),
      localParams: { state: "again", nonce: "again", sub: userId, response_type: "code" },
    });
    expect(mended.claims()["mh:con_id"]).toBe(connectionId);
  });
});
