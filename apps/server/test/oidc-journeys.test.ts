import { describe, expect, it } from "vitest";
import { connectThrough, visit } from "../../../tests/conformance/moneyhub-stage.ts";
import { openLink, openPerson } from "../../../tests/journeys/person.ts";
import {
  answerOf,
  API_BANK,
  BANK,
  claimsFor,
  codeOf,
  exchange,
  makeUser,
  own,
  payloadOf,
  plainUrl,
  stage,
  the,
  useJourneys,
} from "./oidc-journey-stage.ts";
import { testRequests } from "./oidc-request-cases.ts";
import { assertionForm, readAnswer, statement } from "./oidc-stage.ts";

useJourneys();
testRequests();

describe("the end of a journey", () => {
  it("is not what an address says", async () => {
    const visitor = await visit(the(), plainUrl());
    await expect(visitor.leave()).rejects.toThrow("answered 410"); // nobody has opened the page
    const person = await openLink(the(), { token: visitor.link, userId: "" });
    await expect(visitor.leave()).rejects.toThrow("answered 410"); // this browser does not hold the session
    visitor.hold(person);
    await expect(visitor.leave()).rejects.toThrow("answered 410"); // it is still open
    const other = await openPerson(the(), "somebody else");
    await other.give({ type: "exit" });
    visitor.hold(other);
    await expect(visitor.leave()).rejects.toThrow("answered 410"); // another link's end
  });

  it("tells the client that the person left, and forgets the person of one use", async () => {
    const visitor = await visit(the(), plainUrl());
    const person = await openLink(the(), { token: visitor.link, userId: "" });
    visitor.hold(person);
    await person.give({ type: "exit" });
    const back = await visitor.leave();
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      error: "access_denied",
      error_description: "the person left before the end",
      state: "here",
      iss: stage().issuer,
    });
    const { rows } = await the().storage.pool.query(
      "select 1 from users u where managed_by = 'user' and exists (select 1 from oidc_journeys j where j.user_id = u.id and j.outcome is null and j.link_id in (select link_id from sessions where end_reason = 'exit'))",
    );
    expect(rows).toEqual([]);
  });
});

describe("a code", () => {
  it("works once; a second try takes back what the first gave", async () => {
    const code = await codeOf({ scope: `openid id:${BANK} accounts:read offline_access` });
    const first = await exchange(code);
    expect(first).toMatchObject({
      status: 200,
      body: { token_type: "Bearer", scope: "openid accounts:read offline_access", refresh_token: expect.any(String) },
    });
    expect(payloadOf(first.body["id_token"])).toMatchObject({
      iss: stage().issuer,
      sid: expect.stringMatching(/^[0-9a-f]{64}$/),
      "mh:consent": { expirationDateTime: expect.any(String) },
    });
    expect(payloadOf(first.body["id_token"])).not.toHaveProperty("nonce");
    const refreshed = await stage().token({ grant_type: "refresh_token", refresh_token: first.body["refresh_token"] }, own());
    expect(payloadOf(refreshed.body["id_token"])["mh:con_id"]).toBe(payloadOf(first.body["id_token"])["mh:con_id"]);
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect((await stage().token({ grant_type: "refresh_token", refresh_token: refreshed.body["refresh_token"] }, own())).status).toBe(400);
  });

  it("is for its client, its address, its verifier and its user", async () => {
    const userId = await makeUser();
    const claims = claimsFor({ sub: userId });
    expect((await exchange(await codeOf({ claims }), { redirect_uri: "https://evil.example/" })).status).toBe(400);
    expect((await exchange(await codeOf({ claims }), { sub: await makeUser() })).status).toBe(400);
    const pkce = { claims, code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };
    expect((await exchange(await codeOf(pkce), { code_verifier: "w".repeat(43) })).status).toBe(400);
    expect((await exchange(await codeOf(pkce))).status).toBe(400);
    const stolen = await stage().token({
      grant_type: "authorization_code",
      code: await codeOf({ claims }),
      redirect_uri: stage().basic.redirect_uri,
      ...assertionForm(await statement(stage().signing, stage().issuer)),
    });
    expect(stolen).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect(await exchange(await codeOf({ claims }), { sub: userId })).toMatchObject({ status: 200 });
  });

  it("comes without a refresh token where none was asked for, and tells a first sync only where it was", async () => {
    const plain = await exchange(await codeOf({ scope: `openid id:${BANK} accounts:read`, max_age: "600" }));
    expect(plain.body).not.toHaveProperty("refresh_token");
    const claims = payloadOf(plain.body["id_token"]);
    expect(claims).toMatchObject({ auth_time: expect.any(Number), aud: stage().basic.client_id });
    expect([claims["mh:sync"], Number(claims["exp"]) - Number(claims["iat"])]).toEqual([undefined, 3600]);
    const head = JSON.parse(Buffer.from(String(plain.body["id_token"]).split(".")[0] ?? "", "base64url").toString());
    expect(head).toMatchObject({ alg: "RS256", kid: expect.any(String) });
    const told = await exchange(await codeOf({ claims: claimsFor({ "mh:sync": { enableAsync: true } }) }));
    expect(payloadOf(told.body["id_token"])["mh:sync"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("comes with an ID token that names it, where that was asked for", async () => {
    const back = await connectThrough(the(), plainUrl({ response_type: "code id_token", nonce: "n-1" }));
    const front = new URLSearchParams(back.hash.slice(1));
    const claims = payloadOf(front.get("id_token") ?? "");
    expect(claims).toMatchObject({ nonce: "n-1", c_hash: expect.any(String), "mh:con_id": expect.stringMatching(new RegExp(`^${BANK}:`)) });
    expect(claims).not.toHaveProperty("at_hash");
    expect((await exchange(front.get("code") ?? "")).status).toBe(200);
  });
});

it("renews a consent on the consent screen, without the bank, and only where the bank's access lasts", async () => {
  const userId = await makeUser();
  const made = async (code: string): Promise<unknown> => payloadOf((await exchange(code)).body["id_token"])["mh:con_id"];
  const connectionId = await made(await codeOf({ scope: `openid id:${API_BANK}`, claims: claimsFor({ sub: userId }) }));
  const claims = claimsFor({ sub: userId, "mh:con_id": connectionId });
  const visitor = await visit(the(), plainUrl({ scope: "openid reconsent", claims }));
  const person = await openLink(the(), { token: visitor.link, userId: "" });
  visitor.hold(person);
  expect(person.view()).toMatchObject({ step: { at: "consent" }, institution: { name: "Harbour Bank" } });
  await person.give({ type: "consent_given" });
  await person.until("review");
  await person.give({ type: "submitted" });
  const { redirectTo } = await person.until("ended");
  const back = await visitor.leave(redirectTo ?? undefined);
  expect(await made(back.searchParams.get("code") ?? "")).toBe(connectionId);
  const { rows } = await the().storage.pool.query(
    `select e.type, e.data ->> 'journey' as journey from events e join sessions s on s.id = e.session_id
     where s.hex_id = (select hex_id from sessions order by created_at desc limit 1) and e.type in ('oauth.launched', 'connection.renewed')`,
  );
  expect(rows).toEqual([{ type: "connection.renewed", journey: "reconsent" }]);
  const chosen = await codeOf({
    scope: "openid reauth",
    claims: claimsFor({
      sub: userId,
      "mh:con_id": connectionId,
      "mh:consent": { expirationDateTime: new Date(Date.now() + 9 * 86_400_000).toISOString() },
    }),
  });
  expect(await made(chosen)).toBe(connectionId);
  expect(await answerOf(plainUrl({ scope: "openid reconsent", claims }))).toMatchObject({
    error: "invalid_scope",
    error_description: expect.stringContaining("tppConsent"),
  });
});

it("asks the bank for no more than a request names", async () => {
  const limited = { "mh:consent": { permissions: ["ReadAccountsBasic"], permissionsAction: "replace" } };
  const { body } = await exchange(await codeOf({ scope: `openid id:${BANK} accounts:read transactions:read:all`, claims: claimsFor(limited) }));
  const headers = { authorization: `Bearer ${body["access_token"]}` };
  const read = async (path: string) => readAnswer(await fetch(`${the().server}/v2.0/${path}`, { headers }));
  expect((await read("accounts")).body["data"].length).toBeGreaterThan(0);
  expect((await read("transactions")).body["data"]).toEqual([]);
});

it("reads nothing older than the consent reaches, in the background neither", async () => {
  const from = new Date(Date.now() - 20 * 86_400_000).toISOString();
  const userId = await makeUser();
  const claims = claimsFor({ sub: userId, "mh:consent": { transactionFromDateTime: from } });
  const { body } = await exchange(await codeOf({ scope: `openid id:${BANK} transactions:read:all`, claims }));
  const asked = { grant_type: "client_credentials", scope: "transactions:read:all accounts:read accounts:write:all", sub: userId };
  const headers = { authorization: `Bearer ${(await stage().token(asked, own())).body["access_token"]}` };
  const count = async (query: string) =>
    (await readAnswer(await fetch(`${the().server}/v2.0/transactions?onlyCount=true${query}`, { headers }))).body["data"].count;
  const all = await count("");
  expect(all).toBeGreaterThan(0);
  expect(await count(`&endDate=${from}`)).toBe(0);
  const connectionId = payloadOf(body["id_token"])["mh:con_id"];
  const synced = await fetch(`${the().server}/v2.0/sync/${String(connectionId)}`, { method: "POST", headers });
  expect(await readAnswer(synced)).toMatchObject({ status: 200, body: { data: { status: "ok" } } });
  expect([await count(`&endDate=${from}`), await count("")]).toEqual([0, all]);
});

it("refuses journeys a kind of connection does not have", async () => {
  const userId = await makeUser();
  const made = payloadOf((await exchange(await codeOf({ claims: claimsFor({ sub: userId }) }))).body["id_token"])["mh:con_id"];
  const repair = (scope: string): string => plainUrl({ scope, claims: claimsFor({ sub: userId, "mh:con_id": made }) });
  expect(await answerOf(repair("openid reconsent"))).toMatchObject({ error: "invalid_scope" });
  expect(await answerOf(repair("openid refresh"))).toMatchObject({ page: expect.any(String) });
  expect(await answerOf(plainUrl({ scope: `openid id:${API_BANK}` }))).toMatchObject({ page: expect.any(String) });
  expect(await answerOf(plainUrl({ scope: "openid refresh", claims: claimsFor({ sub: await makeUser(), "mh:con_id": made }) }))).toMatchObject({
    error: "invalid_claims",
  });
});
