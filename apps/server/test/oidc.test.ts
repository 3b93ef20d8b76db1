import { createPublicKey } from "node:crypto";
import { exportJWK, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { assertionForm, basicOf, openStage, readAnswer, statement, type Answer, type Stage, type Twist } from "./oidc-stage.ts";

let drawbridge: TestDrawbridge;
let stage: Stage;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  stage = await openStage(drawbridge);
});
afterAll(() => drawbridge.close());

const own = (): { readonly authorization: string } => basicOf(stage.basic.client_id, stage.basic.client_secret ?? "");
const grant = (scope: string, more: Record<string, string> = {}): Promise<Answer> =>
  stage.token({ grant_type: "client_credentials", scope, ...more }, own());
const tokenFor = async (scope: string, more: Record<string, string> = {}): Promise<string> => String((await grant(scope, more)).body["access_token"]);
const postUser = async (token: string, body: unknown): Promise<Answer> =>
  readAnswer(
    await fetch(`${stage.identity}/users`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
const newUser = async (clientUserId: string): Promise<string> =>
  String((await postUser(await tokenFor("user:create"), { clientUserId })).body["userId"]);
const publicPem = (): Buffer =>
  Buffer.from(createPublicKey({ key: { ...stage.signing.keys[0] } as never, format: "jwk" }).export({ type: "spki", format: "pem" }));

describe("what discovery says", () => {
  it("names what clients look for", async () => {
    const { body } = await readAnswer(await fetch(`${stage.issuer}/.well-known/openid-configuration`));
    expect(body).toMatchObject({
      issuer: stage.issuer,
      authorization_endpoint: `${stage.issuer}/auth`,
      token_endpoint: `${stage.issuer}/token`,
      jwks_uri: `${stage.issuer}/certs`,
      pushed_authorization_request_endpoint: `${stage.issuer}/request`,
      claims_parameter_supported: true,
      request_parameter_supported: true,
      request_uri_parameter_supported: true,
      require_request_uri_registration: true,
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ["S256"],
      subject_types_supported: ["public"],
      all_connections_endpoint: `${stage.issuer}/.well-known/all-connections`,
    });
    expect(body["scopes_supported"]).toEqual(expect.arrayContaining(["openid", "reauth", "accounts:read", "id:06995ed5c6c6f25e323b34dc45968426"]));
    expect(body["token_endpoint_auth_signing_alg_values_supported"]).toEqual(expect.arrayContaining(["HS256", "RS256"]));
    expect(body["response_modes_supported"].toSorted()).toEqual(["form_post", "fragment", "query"]);
    expect(body["token_endpoint_auth_methods_supported"]).toEqual(
      expect.arrayContaining(["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"]),
    );
    expect(body["id_token_signing_alg_values_supported"]).not.toContain("none");
    expect(body["request_object_signing_alg_values_supported"]).toEqual(expect.arrayContaining(["RS256", "PS256", "ES256", "HS256", "none"]));
    expect(body["claims_supported"]).toEqual(
      expect.arrayContaining(["sub", "sid", "auth_time", "iss", "tenant_id", "mh:con_id", "mh:sync", "mh:cat_type"]),
    );
    const unserved = ["introspection", "revocation", "registration", "end_session", "userinfo"].map((name) => `${name}_endpoint`);
    for (const name of unserved) expect(body).not.toHaveProperty(name);
    expect(body["response_types_supported"]).toEqual(expect.arrayContaining(["code", "code id_token", "id_token", "none"]));
  });

  it("shows public keys only", async () => {
    const { body } = await readAnswer(await fetch(`${stage.issuer}/certs`));
    for (const key of body["keys"]) {
      expect(key).toMatchObject({ kid: expect.any(String), alg: expect.stringMatching(/^(RS|PS)256$/), use: "sig" });
      expect(key).not.toHaveProperty("d");
    }
  });
});

describe("client credentials", () => {
  it("are answered with a signed token of ten minutes, bound to the user asked for", async () => {
    const userId = await newUser("bound");
    const { status, body } = await grant("accounts:read transactions:read:all", { sub: userId });
    expect([status, body["token_type"], body["expires_in"], body["scope"]]).toEqual([200, "Bearer", 600, "accounts:read transactions:read:all"]);
    const payload = JSON.parse(Buffer.from(body["access_token"].split(".")[1], "base64url").toString());
    expect(payload).toMatchObject({
      iss: stage.issuer,
      aud: stage.basic.client_id,
      sub: userId,
      scope: "accounts:read transactions:read:all",
      jti: expect.any(String),
    });
  });

  it("keep only what needs no user when there is none", async () => {
    expect((await grant("user:read accounts:read")).body["scope"]).toBe("user:read");
    expect(await grant("accounts:read")).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
  });

  it.each([
    ["an unknown scope", "user:read payments:write"],
    ["a scope for authorization requests", "reauth"],
    ["two ways of reading", "transactions:read:all transactions:read:in"],
    ["writing without reading", "transactions:write"],
    ["nothing", ""],
  ])("refuse %s", async (_what, scope) => {
    const userId = await newUser(`scope ${scope}`);
    expect(await grant(scope, { sub: userId })).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
  });

  it("refuse a user of nobody, and writing for people who manage themselves", async () => {
    expect(await grant("accounts:read", { sub: "0".repeat(24) })).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    const userId = await newUser("own master");
    await drawbridge.storage.pool.query("update users set managed_by = 'user' where hex_id = $1", [userId]);
    expect(await grant("accounts:read accounts:write:all", { sub: userId })).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
  });

  it("refuse a wrong secret, another method and an unknown client", async () => {
    const { client_id: id, client_secret: secret = "" } = stage.basic;
    const form = { grant_type: "client_credentials", scope: "user:read" };
    expect(await stage.token(form, basicOf(id, "wrong"))).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    expect(await stage.token({ ...form, client_id: id })).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    expect(await stage.token(form, basicOf("nobody", secret))).toMatchObject({ status: 401, body: { error: "invalid_client" } });
  });
});

describe("assertions of a client", () => {
  const byAssertion = async (audience: string | string[], twist: Twist = {}): Promise<Answer> =>
    stage.token({ grant_type: "client_credentials", scope: "user:read", ...assertionForm(await statement(stage.signing, audience, twist)) });

  it("may name the issuer, the token endpoint or several", async () => {
    for (const audience of [stage.issuer, `${stage.issuer}/token`, [stage.issuer, "https://elsewhere.example"]]) {
      expect((await byAssertion(audience)).status).toBe(200);
    }
  });

  it("work once, also when they come twice at the same time", async () => {
    const form = { grant_type: "client_credentials", scope: "user:read", ...assertionForm(await statement(stage.signing, stage.issuer)) };
    const answers = await Promise.all([1, 2, 3, 4].map(() => stage.token(form)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401]);
  });

  it.each<readonly [string, () => Promise<Twist>]>([
    ["expired", async () => ({ lifeS: -60 })],
    ["of another issuer", async () => ({ claims: { iss: "somebody" } })],
    ["without a jti", async () => ({ claims: { jti: undefined } })],
    ["signed with a strange key", async () => ({ key: (await generateKeyPair("RS256")).privateKey })],
    [
      "with an algorithm its key is not for",
      async () => ({ alg: "PS512", key: await importJWK({ ...stage.signing.keys[0], kty: "RSA", alg: "PS512" }, "PS512") }),
    ],
    ["signed with the public key as a secret", async () => ({ alg: "HS256", key: publicPem() })],
  ])("are refused when %s", async (_what, twist) => {
    expect(await byAssertion(stage.issuer, await twist())).toMatchObject({ status: 401, body: { error: "invalid_client" } });
  });

  it("are refused unsigned and for another server", async () => {
    const iat = Math.floor(Date.now() / 1000);
    const unsigned = new UnsecuredJWT({
      iss: stage.signing.client_id,
      sub: stage.signing.client_id,
      aud: stage.issuer,
      jti: "n",
      iat,
      exp: iat + 60,
    }).encode();
    expect((await stage.token({ grant_type: "client_credentials", scope: "user:read", ...assertionForm(unsigned) })).status).toBe(401);
    expect((await byAssertion("https://elsewhere.example")).status).toBe(401);
  });
});

describe("users", () => {
  const call = async (path: string, scope: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${stage.identity}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${await tokenFor(scope)}`, "content-type": "application/json" },
    });

  it("answer below both spellings of the identity server, within the client's limit", async () => {
    const made = await call("/oidc/users", "user:create", { method: "POST", body: "{}" });
    expect([made.status, made.headers.get("x-ratelimit-limit")]).toEqual([201, expect.stringMatching(/^[1-9][0-9]*$/)]);
    const { userId } = (await made.json()) as { userId: string };
    expect((await call(`/users/${userId}`, "user:read")).status).toBe(200);
    expect((await call(`/oidc/users/${userId}?undefined`, "user:read")).status).toBe(200);
    expect(await (await call("/users?isDemo=true&limit=5", "user:read")).json()).toEqual({ data: [], meta: { total: 0, limit: 5, offset: 0 } });
    expect((await call(`/oidc/users/${userId}`, "user:delete", { method: "DELETE", body: "{}" })).status).toBe(204);
  });

  it.each([
    ["a name of 257 characters", { clientUserId: "x".repeat(257) }],
    ["a name that is none", { clientUserId: 5 }],
    ["an unknown field", { clientUserId: "x", managedBy: "user" }],
  ])("are not made with %s", async (_what, body) => {
    expect(await postUser(await tokenFor("user:create"), body)).toMatchObject({ status: 400, body: { code: "BadRequest" } });
  });

  it("are listed in pages that make sense", async () => {
    for (const query of ["limit=0", "limit=1001", "limit=many", "offset=-1"]) expect((await call(`/users?${query}`, "user:read")).status).toBe(400);
  });
});

describe("JWT bearer", () => {
  const bearer = async (twist: Twist = {}, scope = "accounts:read"): Promise<Answer> =>
    stage.token({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      scope,
      assertion: await statement(stage.signing, stage.issuer, twist),
      ...assertionForm(await statement(stage.signing, stage.issuer)),
    });

  it("gives a token of the user, once", async () => {
    const sub = await newUser("bearer");
    const jti = crypto.randomUUID();
    expect(await bearer({ claims: { sub, jti } })).toMatchObject({ status: 200, body: { scope: "accounts:read" } });
    expect(await bearer({ claims: { sub, jti } })).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });

  it.each<readonly [string, () => Twist]>([
    ["that lives too long", () => ({ lifeS: 3600 })],
    ["that is over", () => ({ lifeS: -60 })],
    ["of another client", () => ({ claims: { iss: "somebody" } })],
    ["for another server", () => ({ claims: { aud: "https://elsewhere.example" } })],
    ["signed with the public key as a secret", () => ({ alg: "HS256", key: publicPem() })],
    ["for nobody", () => ({ claims: { sub: "0".repeat(24) } })],
  ])("refuses an assertion %s", async (_what, twist) => {
    const sub = await newUser(`bearer ${_what}`);
    const made = twist();
    expect(await bearer({ ...made, claims: { sub, ...made.claims } })).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });
});

describe("access tokens", () => {
  it("are refused when anybody else made them", async () => {
    const good = await tokenFor("user:read");
    const [head = "", body = "", mark = ""] = good.split(".");
    const claims = JSON.parse(Buffer.from(body, "base64url").toString());
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    const foreign = await new SignJWT(claims).setProtectedHeader({ alg: "RS256", typ: "at+jwt", jwk: await exportJWK(publicKey) }).sign(privateKey);
    const confused = await new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "at+jwt" }).sign(publicPem());
    const more = Buffer.from(JSON.stringify({ ...claims, scope: "user:delete" })).toString("base64url");
    const tries = [foreign, confused, new UnsecuredJWT(claims).encode(), `${head}.${more}.${mark}`, `${head}.${body}.`, "x", "a.b.c"];
    const answers = await Promise.all(tries.map((token) => stage.get("/users", token)));
    expect(answers.map(({ status }) => status)).toEqual(tries.map(() => 401));
    expect((await stage.get("/users", good)).status).toBe(200);
  });

  it("open only what their scopes say, and only their own user", async () => {
    const [one, other] = [await newUser("one"), await newUser("other")];
    expect(await stage.get("/users", await tokenFor("user:create"))).toMatchObject({
      status: 403,
      body: { code: "Forbidden", message: expect.any(String) },
    });
    const bound = await tokenFor("user:read", { sub: one });
    expect((await stage.get(`/users/${one}`, bound)).status).toBe(200);
    expect((await stage.get(`/users/${other}`, bound)).status).toBe(404);
  });

  it("end with their client", async () => {
    const made = await readAnswer(
      await drawbridge.api("/v1/oidc-clients", { method: "POST", body: { name: "Short", authMethod: "client_secret_post" } }),
    );
    const { id, secret } = made.body;
    const { body } = await stage.token({ grant_type: "client_credentials", scope: "user:read", client_id: id, client_secret: secret });
    expect((await stage.get("/users", body["access_token"])).status).toBe(200);
    const headers = { authorization: "Bearer development-api-token-1" };
    expect((await fetch(`${drawbridge.server}/v1/oidc-clients/${id}`, { method: "DELETE", headers })).status).toBe(204);
    await expect.poll(async () => (await stage.get("/users", body["access_token"])).status).toBe(401);
  });
});
