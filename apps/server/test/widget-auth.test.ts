import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { tokenIssuers } from "@drawbridge/storage";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { readAuthGroups, type AuthGroups } from "../src/auth-groups.ts";
import { ConfigError, readConfig } from "../src/config.ts";
import type { RunningServer } from "../src/run-server.ts";
import { serveBeside } from "./serve-beside.ts";

const groupsOf = (env: Readonly<Record<string, string>>): AuthGroups => readAuthGroups(env, (sentence) => new ConfigError(sentence));
const issuer = "https://login.example.com/";
const sharedKey = "a key of more than thirty-two bytes, for tests";

const dataEnv = (jwksUrl: string) => ({
  DRAWBRIDGE_DATA_AUTH_ISSUER: issuer,
  DRAWBRIDGE_DATA_AUTH_AUDIENCE: "data-api, data-api-2",
  DRAWBRIDGE_DATA_AUTH_ALGORITHMS: "ES256",
  DRAWBRIDGE_DATA_AUTH_SCOPES: "read:data",
  DRAWBRIDGE_DATA_AUTH_JWKS_URL: jwksUrl,
});

describe("the set-up of a group", () => {
  const whole = dataEnv("https://login.example.com/jwks.json");
  it.each([
    ["without its issuer", { DRAWBRIDGE_DATA_AUTH_ISSUER: "" }, /data group's authentication is set up in part; DRAWBRIDGE_DATA_AUTH_ISSUER missing/],
    ["without its audience", { DRAWBRIDGE_DATA_AUTH_AUDIENCE: " " }, /DRAWBRIDGE_DATA_AUTH_AUDIENCE missing/],
    [
      "without algorithms and scopes",
      { DRAWBRIDGE_DATA_AUTH_ALGORITHMS: "", DRAWBRIDGE_DATA_AUTH_SCOPES: "" },
      /ALGORITHMS, DRAWBRIDGE_DATA_AUTH_SCOPES missing/,
    ],
    ["without a key", { DRAWBRIDGE_DATA_AUTH_JWKS_URL: "" }, /DRAWBRIDGE_DATA_AUTH_JWKS_URL or DRAWBRIDGE_DATA_AUTH_KEY missing/],
    ["with two keys", { DRAWBRIDGE_DATA_AUTH_KEY: sharedKey }, /both set/],
    ["with a shared algorithm on published keys", { DRAWBRIDGE_DATA_AUTH_ALGORITHMS: "ES256 HS256" }, /names HS256/],
    ["with no signature at all", { DRAWBRIDGE_DATA_AUTH_ALGORITHMS: "none" }, /names none/],
    ["with keys over plain http", { DRAWBRIDGE_DATA_AUTH_JWKS_URL: "http://login.example.com/jwks.json" }, /must be an https address/],
    [
      "with a short shared key",
      { DRAWBRIDGE_DATA_AUTH_JWKS_URL: "", DRAWBRIDGE_DATA_AUTH_KEY: "short", DRAWBRIDGE_DATA_AUTH_ALGORITHMS: "HS256" },
      /at least 32 bytes/,
    ],
    ["with only audiences that are commas", { DRAWBRIDGE_DATA_AUTH_AUDIENCE: "," }, /names no audience/],
    ["neither on nor off", { DRAWBRIDGE_DATA_ROUTES: "maybe" }, /on or off/],
  ] as const)("%s stops the start with a sentence", (_name, change, sentence) => {
    expect(() => groupsOf({ ...whole, ...change })).toThrow(sentence);
    expect(() => readConfig("/tmp", { ...whole, ...change })).toThrow(ConfigError);
  });

  it("is none, whole, or off", () => {
    expect(groupsOf({})).toEqual({ widget: { kind: "standard" }, data: { kind: "standard" }, deletion: { kind: "standard" } });
    expect(groupsOf({ ...whole, DRAWBRIDGE_DELETION_ROUTES: "off" })).toEqual({
      widget: { kind: "standard" },
      deletion: { kind: "off" },
      data: {
        kind: "tokens",
        rules: {
          issuer,
          audiences: ["data-api", "data-api-2"],
          algorithms: ["ES256"],
          scopes: ["read:data"],
          keys: { jwksUrl: whole.DRAWBRIDGE_DATA_AUTH_JWKS_URL },
        },
      },
    });
  });
});

describe("a server with groups", () => {
  let drawbridge: TestDrawbridge;
  let guarded: RunningServer;
  let bare: RunningServer;
  let keyServer: Server;
  let key: CryptoKey;
  let publicKey: JWK;

  beforeAll(async () => {
    const pair = await generateKeyPair("ES256");
    key = pair.privateKey;
    publicKey = { ...(await exportJWK(pair.publicKey)), kid: "k1", alg: "ES256", use: "sig" };
    keyServer = createServer((_request, response) =>
      response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: [publicKey] })),
    );
    keyServer.listen(0, "127.0.0.1");
    await once(keyServer, "listening");
    const address = keyServer.address();
    const jwksUrl = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/jwks.json`;
    drawbridge = await startDrawbridge();
    const widgetEnv = {
      DRAWBRIDGE_WIDGET_AUTH_ISSUER: issuer,
      DRAWBRIDGE_WIDGET_AUTH_AUDIENCE: "widget-api",
      DRAWBRIDGE_WIDGET_AUTH_ALGORITHMS: "HS256",
      DRAWBRIDGE_WIDGET_AUTH_SCOPES: "open:widget",
      DRAWBRIDGE_WIDGET_AUTH_KEY: sharedKey,
      DRAWBRIDGE_DELETION_ROUTES: "off",
    };
    guarded = await serveBeside(drawbridge, { authGroups: groupsOf({ ...dataEnv(jwksUrl), ...widgetEnv }) });
    bare = await serveBeside(drawbridge, { mode: "production", cookieReach: "same-site" });
    const { rows } = await drawbridge.storage.pool.query<{ id: string }>("select id from tenants where slug = 'development'");
    await tokenIssuers(drawbridge.storage.pool).set(rows[0]?.id ?? "", [
      { issuer, audience: "data-api" },
      { issuer, audience: "widget-api" },
    ]);
  });
  afterAll(async () => {
    await guarded.close();
    await bare.close();
    await drawbridge.close();
    keyServer.close();
  });

  interface Wishes {
    readonly iss?: string;
    readonly aud?: string | string[];
    readonly scope?: string;
    readonly life?: string;
    readonly key?: CryptoKey | Uint8Array;
    readonly alg?: string;
  }
  const tokenWith = ({
    iss = issuer,
    aud = "data-api",
    scope = "openid read:data",
    life = "5m",
    key: signer = key,
    alg = "ES256",
  }: Wishes): Promise<string> =>
    new SignJWT({ scope }).setProtectedHeader({ alg, kid: "k1" }).setIssuer(iss).setAudience(aud).setIssuedAt().setExpirationTime(life).sign(signer);
  const ask = async (
    token: string | null,
    path = "/api/data/accounts?aggregator=sandbox&userId=nobody",
    at = guarded,
  ): Promise<readonly [number, string, string | null]> => {
    const answer = await fetch(`${at.origin}${path}`, token === null ? {} : { headers: { authorization: `Bearer ${token}` } });
    const body = (await answer.json()) as { code?: string };
    return [answer.status, body.code ?? "", answer.headers.get("www-authenticate")];
  };
  const passed = [404, "USER_NOT_FOUND", null] as const;
  const refused = [401, "TOKEN_INVALID", 'Bearer error="invalid_token"'] as const;

  it("lets the issuer's tokens in, and asks everybody else for one, also on loopback", async () => {
    expect(await ask(await tokenWith({}))).toEqual(passed);
    expect(await ask(await tokenWith({ aud: ["elsewhere", "data-api"] }))).toEqual(passed);
    expect(await ask("development-api-token-1")).toEqual(passed);
    expect(await ask(null)).toEqual([401, "UNAUTHENTICATED", "Bearer"]);
  });

  it("refuses what the issuer did not sign for this group", async () => {
    const stranger = (await generateKeyPair("ES256")).privateKey;
    const confused = new TextEncoder().encode(JSON.stringify(publicKey));
    const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify({ iss: issuer, aud: "data-api", scope: "read:data", exp: 9e9 })).toString("base64url")}.`;
    const tokens = [
      tokenWith({ iss: "https://evil.example.com/" }),
      tokenWith({ aud: "widget-api" }),
      tokenWith({ life: "-1m" }),
      tokenWith({ key: stranger }),
      tokenWith({ key: confused, alg: "HS256" }),
      none,
      "a.b.c",
      "nonsense",
    ];
    for (const token of tokens) expect(await ask(await token)).toEqual(refused);
  });

  it("refuses a token without an end", async () => {
    const endless = await new SignJWT({ scope: "read:data" })
      .setProtectedHeader({ alg: "ES256", kid: "k1" })
      .setIssuer(issuer)
      .setAudience("data-api")
      .sign(key);
    expect(await ask(endless)).toEqual(refused);
  });

  it("answers 403 for a scope that is missing", async () => {
    expect(await ask(await tokenWith({ scope: "openid" }))).toEqual([403, "SCOPE_MISSING", 'Bearer error="insufficient_scope"']);
    expect(await ask(await tokenWith({ scope: "read:database" }))).toEqual([403, "SCOPE_MISSING", 'Bearer error="insufficient_scope"']);
  });

  it("finds the tenant by issuer and audience; none or two make nobody", async () => {
    expect(await ask(await tokenWith({ aud: "data-api-2" }))).toEqual(refused);
    const { pool } = drawbridge.storage;
    await pool.query(
      "insert into tenants (id, slug, name, partner_secret_hash, app_key_hash, api_token_hash) select gen_random_uuid(), n, n, 'x', 'x', n from unnest(array['twin-a', 'twin-b']) as n",
    );
    const { rows } = await pool.query<{ id: string }>("select id from tenants where slug like 'twin-%'");
    for (const { id } of rows) await tokenIssuers(pool).set(id, [{ issuer, audience: "data-api-2" }]);
    expect(await ask(await tokenWith({ aud: "data-api-2" }))).toEqual(refused);
  });

  it("opens the widget with the widget group's token only", async () => {
    const shared = new TextEncoder().encode(sharedKey);
    const token = await tokenWith({ aud: "widget-api", scope: "open:widget", key: shared, alg: "HS256" });
    const given = await fetch(`${guarded.origin}/api/token?userId=host-user`, { headers: { authorization: `Bearer ${token}` } });
    const { token: once1 } = (await given.json()) as { token: string };
    const page = `${guarded.origin}/widget?jobTypes=transactions&userId=host-user`;
    expect(await ask(null, "/widget?jobTypes=transactions&userId=host-user")).toEqual([401, "UNAUTHENTICATED", "Bearer"]);
    expect(await ask(null, "/widget")).toEqual([401, "UNAUTHENTICATED", "Bearer"]);
    expect(await ask(null, "/widget?token=00000000-0000-4000-8000-000000000000")).toEqual(refused);
    expect((await fetch(`${page}&token=${once1}`)).status).toBe(200);
    const again = await fetch(`${page}&token=${once1}`, { headers: { accept: "text/html" } });
    expect([again.status, await again.text()]).toEqual([401, "token invalid or expired"]);
    expect(await ask(await tokenWith({}), "/api/token?userId=host-user")).toEqual(refused);
    expect(await ask(null, "/api/token?userId=host-user")).toEqual([401, "UNAUTHENTICATED", "Bearer"]);
  });

  it("answers 404 where a group is off", async () => {
    const answer = await fetch(`${guarded.origin}/api/user?aggregator=sandbox&userId=u`, {
      method: "DELETE",
      headers: { authorization: "Bearer development-api-token-1" },
    });
    expect(answer.status).toBe(404);
  });

  it("in production without a set-up only API tokens count", async () => {
    const paths = [
      "/api/data/accounts?aggregator=sandbox&userId=nobody",
      "/api/vc/data/accounts?aggregator=sandbox&userId=nobody",
      "/api/token?userId=u",
      "/widget?jobTypes=transactions&userId=u",
      "/widget",
    ];
    for (const path of paths) expect(await ask(null, path, bare)).toEqual([401, "UNAUTHENTICATED", "Bearer"]);
    expect(await ask(await tokenWith({}), paths[0], bare)).toEqual(refused);
    expect(await ask("development-api-token-1", paths[0], bare)).toEqual(passed);
    const answer = await fetch(`${bare.origin}/api/user?aggregator=sandbox&userId=u`, { method: "DELETE" });
    expect(answer.status).toBe(401);
    const open = await fetch(`${bare.origin}/widgetUrl`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    expect(open.status).toBe(401);
  });

  it("keeps the cookie to its own site where the widget is only embedded there", async () => {
    const made = await fetch(`${bare.origin}/api/token?userId=same`, { headers: { authorization: "Bearer development-api-token-1" } });
    const { token } = (await made.json()) as { token: string };
    const page = await fetch(`${bare.origin}/widget?jobTypes=transactions&userId=same&token=${token}`);
    expect(page.headers.get("set-cookie")).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(readConfig("/tmp", { DRAWBRIDGE_WIDGET_COOKIE: "same-site" })).toMatchObject({ cookieReach: "same-site" });
    expect(() => readConfig("/tmp", { DRAWBRIDGE_WIDGET_COOKIE: "lax" })).toThrow(/can be cross-site or same-site/);
  });

  it("is not held up for good by an issuer that does not answer", async () => {
    const unreachable = await serveBeside(drawbridge, { authGroups: groupsOf(dataEnv("http://127.0.0.1:1/jwks.json")) });
    expect((await ask(await tokenWith({}), undefined, unreachable)).slice(0, 2)).toEqual([503, "PROVIDER_DOWN"]);
    await unreachable.close();
  });
});
