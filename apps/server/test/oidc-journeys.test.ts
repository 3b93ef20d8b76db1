import { importJWK, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectThrough, visit } from "../../../tests/conformance/moneyhub-stage.ts";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { openLink, openPerson } from "../../../tests/journeys/person.ts";
import { assertionForm, basicOf, openStage, readAnswer, statement, unsignedObject, type Answer, type FileClient, type Stage } from "./oidc-stage.ts";

const BANK = "06995ed5c6c6f25e323b34dc45968426"; // Drawbridge Bank
const API_BANK = "1ffe704d39629a929c8e293880fb449a"; // Harbour Bank

let drawbridge: TestDrawbridge;
let stage: Stage;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  stage = await openStage(drawbridge);
});
afterAll(() => drawbridge.close());

const own = (): { readonly authorization: string } => basicOf(stage.basic.client_id, stage.basic.client_secret ?? "");
const makeUser = async (): Promise<string> => {
  const { body } = await stage.token({ grant_type: "client_credentials", scope: "user:create" }, own());
  const made = await fetch(`${stage.identity}/users`, { method: "POST", headers: { authorization: `Bearer ${body["access_token"]}` } });
  return String((await readAnswer(made)).body["userId"]);
};

type Wishes = Readonly<Record<string, unknown>>;
const wish = ({ redirect_uri: redirectUri, client_id: clientId }: FileClient, more: Wishes): Record<string, unknown> => ({
  client_id: clientId,
  redirect_uri: redirectUri,
  response_type: "code",
  scope: `openid id:${BANK}`,
  state: "here",
  ...more,
});
const claimsFor = (values: Readonly<Record<string, unknown>>): object => ({
  id_token: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { essential: true, value }])),
});

/** A plain authorization address of the client that may send such. */
const plainUrl = (more: Wishes = {}): string => {
  const params = Object.entries(wish(stage.basic, more)).filter(([, value]) => value !== undefined);
  return `${stage.issuer}/auth?${new URLSearchParams(params.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]))}`;
};

const answerOf = async (url: string): Promise<Record<string, string>> => {
  const response = await fetch(url, { redirect: "manual" });
  const location = response.headers.get("location");
  if (location === null) return { shown: `${response.status} ${await response.text()}` };
  const to = new URL(location, url);
  return to.origin === drawbridge.server ? { page: to.pathname } : { to: `${to.origin}${to.pathname}`, ...Object.fromEntries(to.searchParams) };
};

const exchange = (code: string, more: Record<string, string> = {}, header = own()): Promise<Answer> =>
  stage.token({ grant_type: "authorization_code", code, redirect_uri: stage.basic.redirect_uri, ...more }, header);

const codeOf = async (more: Wishes = {}): Promise<string> => (await connectThrough(drawbridge, plainUrl(more))).searchParams.get("code") ?? "";
const payloadOf = (jwt: string): Record<string, unknown> => JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());

describe("an authorization request", () => {
  it.each<readonly [string, () => Promise<Wishes>, string]>([
    ["an unknown scope", async () => ({ scope: `openid id:${BANK} payments` }), "invalid_scope"],
    ["two banks", async () => ({ scope: `openid id:${BANK} id:all` }), "invalid_scope"],
    ["no bank", async () => ({ scope: "openid accounts:read" }), "invalid_scope"],
    ["a bank nobody knows", async () => ({ scope: `openid id:${"0".repeat(32)}` }), "invalid_scope"],
    ["reauth with more beside it", async () => ({ scope: "openid reauth accounts:read" }), "invalid_scope"],
    ["reauth without a connection", async () => ({ scope: "openid reauth", claims: claimsFor({ sub: await makeUser() }) }), "invalid_claims"],
    [
      "a connection of nobody",
      async () => ({ scope: "openid reauth", claims: claimsFor({ sub: await makeUser(), "mh:con_id": `${BANK}:0` }) }),
      "invalid_claims",
    ],
    ["a user of nobody", async () => ({ claims: claimsFor({ sub: "0".repeat(24) }) }), "invalid_claims"],
    ["another prompt", async () => ({ prompt: "login" }), "invalid_request"],
    [
      "a consent of 100 days",
      async () => ({ claims: claimsFor({ "mh:consent": { expirationDateTime: new Date(Date.now() + 100 * 86_400_000).toISOString() } }) }),
      "invalid_claims",
    ],
    [
      "a consent of yesterday",
      async () => ({ claims: claimsFor({ "mh:consent": { expirationDateTime: new Date(Date.now() - 86_400_000).toISOString() } }) }),
      "invalid_claims",
    ],
    [
      "transactions from before the bank's history",
      async () => ({ claims: claimsFor({ "mh:consent": { transactionFromDateTime: new Date(Date.now() - 800 * 86_400_000).toISOString() } }) }),
      "invalid_claims",
    ],
    ["an unknown permission", async () => ({ claims: claimsFor({ "mh:consent": { permissions: ["Everything"] } }) }), "invalid_claims"],
    ["writing for nobody", async () => ({ scope: `openid id:${BANK} accounts:read accounts:write:all` }), "invalid_scope"],
    ["plain PKCE", async () => ({ code_challenge: "x".repeat(43), code_challenge_method: "plain" }), "invalid_request"],
  ])("with %s comes back with an error", async (_what, wishes, error) => {
    const answer = await answerOf(plainUrl(await wishes()));
    expect(answer).toMatchObject({ to: stage.basic.redirect_uri, error, error_description: expect.any(String), state: "here", iss: stage.issuer });
  });

  it("may come as a form, from another site and without any cookie", async () => {
    const post = (wishes: Wishes): Promise<Response> => {
      const { origin, pathname, searchParams } = new URL(plainUrl(wishes));
      return fetch(`${origin}${pathname}`, { method: "POST", body: searchParams, redirect: "manual", headers: { "sec-fetch-site": "cross-site" } });
    };
    const begun = await post({});
    expect([begun.status, begun.headers.get("location")]).toEqual([303, expect.stringContaining("/identity/oidc/interaction/")]);
    const kept = begun.headers.getSetCookie();
    expect(kept.filter((cookie) => !/samesite=lax/i.test(cookie))).toEqual([]); // nothing of it is ever sent from another site
    const cookie = kept.map((line) => line.split(";")[0]).join("; ");
    const page = await fetch(new URL(begun.headers.get("location") ?? "", stage.issuer), { redirect: "manual", headers: { cookie } });
    expect([page.status, page.headers.get("location")]).toEqual([303, expect.stringMatching(/#link=/)]);
    const refused = await post({ scope: "openid accounts:read" });
    expect(new URL(refused.headers.get("location") ?? "").searchParams.get("error")).toBe("invalid_scope");
    const json = await fetch(`${stage.issuer}/auth`, { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
    expect(json.status).toBe(400);
  });

  it.each([
    "http://localhost:3001/oidc/callback/..",
    "http://localhost:3001/oidc/callback?x=1",
    "http://localhost:3001@evil.example/oidc/callback",
    "https://evil.example/oidc/callback",
    "http://LOCALHOST.evil.example:3001/oidc/callback",
    "javascript:alert(1)",
    "//evil.example",
  ])("never sends anybody to %s", async (redirectUri) => {
    const answer = await answerOf(plainUrl({ redirect_uri: redirectUri }));
    expect(answer["shown"]).toMatch(/^400 .*invalid_redirect_uri/);
  });

  it("is refused unsigned where the client signs, and signed otherwise than registered", async () => {
    const { signing, issuer } = stage;
    const plain = wish(signing, {});
    const start = `${issuer}/auth?client_id=${signing.client_id}&redirect_uri=${encodeURIComponent(signing.redirect_uri)}&response_type=code&scope=openid`;
    expect(await answerOf(`${start}+id:${BANK}`)).toMatchObject({ error: "invalid_request" });
    const unsigned = unsignedObject(signing, issuer, plain);
    expect(await answerOf(`${start}&request=${unsigned}`)).toMatchObject({
      error: "invalid_request_object",
      error_description: expect.stringMatching(/RS256.*none/),
    });
    const other = await statement(signing, issuer, {
      alg: "RS512",
      key: await importJWK({ ...signing.keys[0], kty: "RSA", alg: "RS512" }, "RS512"),
      claims: plain,
    });
    expect(await answerOf(`${start}&request=${other}`)).toMatchObject({
      error: "invalid_request_object",
      error_description: expect.stringMatching(/RS256.*RS512/),
    });
    const late = unsignedObject(stage.basic, issuer, { ...wish(stage.basic, {}), exp: 1000 });
    expect(await answerOf(`${issuer}/auth?client_id=${stage.basic.client_id}&request=${late}`)).toMatchObject({ error: "invalid_request_object" });
  });
});

describe("a stored request", () => {
  const push = async (form: Record<string, string>): Promise<Answer> =>
    readAnswer(await fetch(`${stage.issuer}/request`, { method: "POST", body: new URLSearchParams(form) }));

  it("opens with its address alone, for its client only, and counts as it was pushed", async () => {
    const { signing, issuer } = stage;
    const request = await statement(signing, issuer, { claims: wish(signing, {}), lifeS: 300 });
    const { status, body } = await push({ request, ...assertionForm(await statement(signing, `${issuer}/request`)) });
    expect([status, body["expires_in"]]).toEqual([201, expect.any(Number)]);
    const uri = encodeURIComponent(body["request_uri"]);
    expect(await answerOf(`${issuer}/auth?request_uri=${uri}&client_id=${stage.basic.client_id}`)).toMatchObject({ error: "invalid_request_object" });
    expect(await answerOf(`${issuer}/auth?request_uri=${uri}&scope=openid+user:read&redirect_uri=https://evil.example/`)).toMatchObject({
      page: expect.stringContaining("/interaction/"),
    });
    expect(await answerOf(`${issuer}/auth?request_uri=urn:ietf:params:oauth:request_uri:nothing`)).toMatchObject({
      shown: expect.stringMatching(/^400 /),
    });
  });

  it("works for one journey, however often its address is opened before", async () => {
    const form = Object.fromEntries(Object.entries(wish(stage.basic, { state: "pushed" })).map(([name, value]) => [name, String(value)]));
    const headers = own();
    const pushed = await readAnswer(await fetch(`${stage.issuer}/request`, { method: "POST", headers, body: new URLSearchParams(form) }));
    const url = `${stage.issuer}/auth?request_uri=${encodeURIComponent(pushed.body["request_uri"])}`;
    expect(await answerOf(url)).toMatchObject({ page: expect.stringContaining("/interaction/") }); // a browser that loads the page twice
    const back = await connectThrough(drawbridge, url);
    expect(back.searchParams.get("state")).toBe("pushed");
    expect(await answerOf(url)).not.toHaveProperty("page");
  });

  it("is pushed by nobody else and with nothing that would be refused in the open", async () => {
    const pushAs = async (headers: Record<string, string>, more: Wishes): Promise<Answer> => {
      const form = Object.entries(wish(stage.basic, more)).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
      return readAnswer(await fetch(`${stage.issuer}/request`, { method: "POST", headers, body: new URLSearchParams(form) }));
    };
    expect(await pushAs({}, {})).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    expect(await pushAs(own(), { scope: `openid id:${BANK} payments` })).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
    expect(await pushAs(own(), { redirect_uri: "https://evil.example/" })).toMatchObject({ status: 400 });
    expect(await pushAs(own(), { claims: claimsFor({ sub: "0".repeat(24) }) })).toMatchObject({ status: 400, body: { error: "invalid_claims" } });
    expect(await pushAs(own(), { request_uri: "https://evil.example/object" })).toMatchObject({ status: 400 });
  });

  it("may have any type in its header", async () => {
    const { signing, issuer } = stage;
    for (const typ of ["JWT", "oauth-authz-req+jwt"]) {
      const key = await importJWK(signing.keys[0] ?? { kty: "RSA" }, "RS256");
      const iat = Math.floor(Date.now() / 1000);
      const object = await new SignJWT({ ...wish(signing, {}), iss: signing.client_id, aud: issuer, jti: crypto.randomUUID(), iat, exp: iat + 300 })
        .setProtectedHeader({ alg: "RS256", typ, kid: "development-client" })
        .sign(key);
      expect(await answerOf(`${issuer}/auth?client_id=${signing.client_id}&request=${object}`)).toMatchObject({ page: expect.any(String) });
    }
  });

  it("of the older endpoint works once", async () => {
    const object = unsignedObject(stage.basic, stage.issuer, { ...wish(stage.basic, {}), claims: claimsFor({ sub: await makeUser() }) });
    const left = await fetch(`${stage.identity}/request`, { method: "POST", headers: { "content-type": "application/jws" }, body: object });
    const uri = await left.text();
    expect([left.status, uri]).toEqual([201, expect.stringMatching(/^urn:x-mh-request:[0-9a-f-]{36}$/)]);
    expect(await answerOf(`${stage.issuer}/auth?request_uri=${uri}`)).toMatchObject({ page: expect.stringContaining("/interaction/") });
    expect(await answerOf(`${stage.issuer}/auth?request_uri=${uri}`)).toMatchObject({ shown: expect.stringMatching(/^400 /) });
  });
});

describe("the end of a journey", () => {
  it("is not what an address says", async () => {
    const visitor = await visit(drawbridge, plainUrl());
    await expect(visitor.leave()).rejects.toThrow("answered 410"); // nobody has opened the page
    const person = await openLink(drawbridge, { token: visitor.link, userId: "" });
    await expect(visitor.leave()).rejects.toThrow("answered 410"); // this browser does not hold the session
    visitor.hold(person);
    await expect(visitor.leave()).rejects.toThrow("answered 410"); // it is still open
    const other = await openPerson(drawbridge, "somebody else");
    await other.give({ type: "exit" });
    visitor.hold(other);
    await expect(visitor.leave()).rejects.toThrow("answered 410"); // another link's end
  });

  it("tells the client that the person left, and forgets the person of one use", async () => {
    const visitor = await visit(drawbridge, plainUrl());
    const person = await openLink(drawbridge, { token: visitor.link, userId: "" });
    visitor.hold(person);
    await person.give({ type: "exit" });
    const back = await visitor.leave();
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      error: "access_denied",
      error_description: "the person left before the end",
      state: "here",
      iss: stage.issuer,
    });
    const { rows } = await drawbridge.storage.pool.query(
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
      iss: stage.issuer,
      sid: expect.stringMatching(/^[0-9a-f]{64}$/),
      "mh:consent": { expirationDateTime: expect.any(String) },
    });
    expect(payloadOf(first.body["id_token"])).not.toHaveProperty("nonce");
    const refreshed = await stage.token({ grant_type: "refresh_token", refresh_token: first.body["refresh_token"] }, own());
    expect(payloadOf(refreshed.body["id_token"])["mh:con_id"]).toBe(payloadOf(first.body["id_token"])["mh:con_id"]);
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect((await stage.token({ grant_type: "refresh_token", refresh_token: refreshed.body["refresh_token"] }, own())).status).toBe(400);
  });

  it("is for its client, its address, its verifier and its user", async () => {
    const userId = await makeUser();
    const claims = claimsFor({ sub: userId });
    expect((await exchange(await codeOf({ claims }), { redirect_uri: "https://evil.example/" })).status).toBe(400);
    expect((await exchange(await codeOf({ claims }), { sub: await makeUser() })).status).toBe(400);
    const pkce = { claims, code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };
    expect((await exchange(await codeOf(pkce), { code_verifier: "w".repeat(43) })).status).toBe(400);
    expect((await exchange(await codeOf(pkce))).status).toBe(400);
    const stolen = await stage.token({
      grant_type: "authorization_code",
      code: await codeOf({ claims }),
      redirect_uri: stage.basic.redirect_uri,
      ...assertionForm(await statement(stage.signing, stage.issuer)),
    });
    expect(stolen).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect(await exchange(await codeOf({ claims }), { sub: userId })).toMatchObject({ status: 200 });
  });

  it("comes without a refresh token where none was asked for, and tells a first sync only where it was", async () => {
    const plain = await exchange(await codeOf({ scope: `openid id:${BANK} accounts:read`, max_age: "600" }));
    expect(plain.body).not.toHaveProperty("refresh_token");
    const claims = payloadOf(plain.body["id_token"]);
    expect(claims).toMatchObject({ auth_time: expect.any(Number), aud: stage.basic.client_id });
    expect([claims["mh:sync"], Number(claims["exp"]) - Number(claims["iat"])]).toEqual([undefined, 3600]);
    const head = JSON.parse(Buffer.from(String(plain.body["id_token"]).split(".")[0] ?? "", "base64url").toString());
    expect(head).toMatchObject({ alg: "RS256", kid: expect.any(String) });
    const told = await exchange(await codeOf({ claims: claimsFor({ "mh:sync": { enableAsync: true } }) }));
    expect(payloadOf(told.body["id_token"])["mh:sync"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("comes with an ID token that names it, where that was asked for", async () => {
    const back = await connectThrough(drawbridge, plainUrl({ response_type: "code id_token", nonce: "n-1" }));
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
  const visitor = await visit(drawbridge, plainUrl({ scope: "openid reconsent", claims }));
  const person = await openLink(drawbridge, { token: visitor.link, userId: "" });
  visitor.hold(person);
  expect(person.view()).toMatchObject({ step: { at: "consent" }, institution: { name: "Harbour Bank" } });
  await person.give({ type: "consent_given" });
  await person.until("review");
  await person.give({ type: "submitted" });
  const { redirectTo } = await person.until("ended");
  const back = await visitor.leave(redirectTo ?? undefined);
  expect(await made(back.searchParams.get("code") ?? "")).toBe(connectionId);
  const { rows } = await drawbridge.storage.pool.query(
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
  const read = async (path: string) => readAnswer(await fetch(`${drawbridge.server}/v2.0/${path}`, { headers }));
  expect((await read("accounts")).body["data"].length).toBeGreaterThan(0);
  expect((await read("transactions")).body["data"]).toEqual([]);
});

it("reads nothing older than the consent reaches, in the background neither", async () => {
  const from = new Date(Date.now() - 20 * 86_400_000).toISOString();
  const userId = await makeUser();
  const claims = claimsFor({ sub: userId, "mh:consent": { transactionFromDateTime: from } });
  const { body } = await exchange(await codeOf({ scope: `openid id:${BANK} transactions:read:all`, claims }));
  const asked = { grant_type: "client_credentials", scope: "transactions:read:all accounts:read accounts:write:all", sub: userId };
  const headers = { authorization: `Bearer ${(await stage.token(asked, own())).body["access_token"]}` };
  const count = async (query: string) =>
    (await readAnswer(await fetch(`${drawbridge.server}/v2.0/transactions?onlyCount=true${query}`, { headers }))).body["data"].count;
  const all = await count("");
  expect(all).toBeGreaterThan(0);
  expect(await count(`&endDate=${from}`)).toBe(0);
  const connectionId = payloadOf(body["id_token"])["mh:con_id"];
  const synced = await fetch(`${drawbridge.server}/v2.0/sync/${String(connectionId)}`, { method: "POST", headers });
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
