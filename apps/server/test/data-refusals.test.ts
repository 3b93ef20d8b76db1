import { CredentialClaims } from "@drawbridge/contract";
import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { requireAbility } from "../src/faces/widget/data-request.ts";
import { connectBank, type Connected } from "./connect-bank.ts";
import { dataCalls, faults, type Sent } from "./data-calls.ts";

let drawbridge: TestDrawbridge;
let all: Connected;
let numbers: Connected;
let plain: Connected;
const { get, v2, firstAccount } = dataCalls(() => drawbridge.server);

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  all = await connectBank(drawbridge, "all", { username: "user_alltypes" });
  numbers = await connectBank(drawbridge, "numbers", { jobTypes: ["accountNumber"] });
  plain = await connectBank(drawbridge, "plain", { jobTypes: ["transactions"] });
  const older = "select count(*)::int as n from connections where older_until is not null"; // history is read in the background
  await vi.waitUntil(async () => (await drawbridge.storage.pool.query<{ n: number }>(older)).rows[0]?.n === 0, { timeout: 60_000 });
});
afterAll(() => drawbridge.close());

describe("what is refused", () => {
  const header = (): Sent => ({ "ucw-connection-id": all.connectionId });
  it.each([
    ["/api/data/accounts?userId=all", 400, "VALIDATION_FAILED", '"aggregator" is required'],
    ["/api/data/accounts?aggregator=&userId=all", 400, "VALIDATION_FAILED", '"aggregator" is not allowed to be empty'],
    ["/api/data/accounts?aggregator=plaid&userId=all", 400, "VALIDATION_FAILED", '"aggregator" must be one of [sandbox]'],
    ["/api/data/accounts?aggregator=sandbox", 400, "VALIDATION_FAILED", '"userId" is required'],
    ["/api/data/accounts?aggregator=sandbox&userId=all&userId=b", 400, "VALIDATION_FAILED", '"userId" must be a string'],
    ["/api/data/accounts?aggregator=sandbox&userId=nobody", 404, "USER_NOT_FOUND", "Can't resolve userId"],
    ["/api/data/accounts?aggregator=sandbox&userId=all&connectionId=con_x", 400, "VALIDATION_FAILED", '"connectionId" is not allowed'],
    ["/api/data/transactions?aggregator=sandbox&userId=all&connectionId=con_x", 400, "VALIDATION_FAILED", '"connectionId" is not allowed'],
    ["/api/data/accounts?aggregator=sandbox&userId=all&foo=1", 400, "VALIDATION_FAILED", '"foo" is not allowed'],
    ["/api/data/accounts?aggregator=sandbox&userId=numbers", 404, "CONNECTION_NOT_FOUND", "Connection not found"],
    ["/api/data/transactions?aggregator=sandbox&userId=all", 400, "VALIDATION_FAILED", '"accountId" is required'],
    ["/api/data/transactions?aggregator=sandbox&userId=all&accountId=acc_x", 404, "CONNECTION_NOT_FOUND", "Account not found"],
    [
      "/api/data/transactions?aggregator=sandbox&userId=all&accountId=acc_x&startDate=yesterday",
      400,
      "VALIDATION_FAILED",
      '"startDate" must be in iso format',
    ],
    [
      "/api/data/transactions?aggregator=sandbox&userId=all&accountId=acc_x&startDate=",
      400,
      "VALIDATION_FAILED",
      '"startDate" is not allowed to be empty',
    ],
    [
      "/api/data/transactions?aggregator=sandbox&userId=all&accountId=acc_x&endDate=2024-02-31",
      400,
      "VALIDATION_FAILED",
      '"endDate" must be in iso format',
    ],
    [
      "/api/data/transactions?aggregator=sandbox&userId=all&accountId=acc_x&startDate=2024-02-02&endDate=2024-02-01",
      400,
      "VALIDATION_FAILED",
      '"endDate" must be greater than or equal to "startDate"',
    ],
    [
      "/api/data/transactions?aggregator=sandbox&userId=all&accountId=acc_x&start_time=2024-02-02",
      400,
      "VALIDATION_FAILED",
      '"start_time" is not allowed',
    ],
    ["/api/data/aggregator/sandbox/user/all/account/acc_x/transactions?start_time=x", 400, "VALIDATION_FAILED", '"start_time" must be in iso format'],
    ["/api/data/aggregator/sandbox/user/all/account/acc_x/transactions?userId=b", 400, "VALIDATION_FAILED", '"userId" is not allowed'],
    ["/api/data/accounts?aggregator=sandbox&userId=all&limit=0", 400, "VALIDATION_FAILED", '"limit" must be greater than or equal to 1'],
    ["/api/data/accounts?aggregator=sandbox&userId=all&limit=501", 400, "VALIDATION_FAILED", '"limit" must be less than or equal to 500'],
    ["/api/data/accounts?aggregator=sandbox&userId=all&limit=1.5", 400, "VALIDATION_FAILED", '"limit" must be an integer'],
    ["/api/data/accounts?aggregator=sandbox&userId=all&cursor=x", 400, "VALIDATION_FAILED", '"cursor" is not valid'],
    ["/api/vc/data/accounts?aggregator=sandbox&userId=all&limit=1", 400, "VALIDATION_FAILED", '"limit" is not allowed'],
  ] as const)("%s → %d %s", async (...[path, status, code, text]) => {
    const answer = await get(path, header());
    expect(answer).toMatchObject({ status, body: { status, code, detail: text, message: text, traceId: expect.any(String) } });
    expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    const asText = await fetch(`${drawbridge.server}${path}`, { headers: { ...header(), accept: "text/html,*/*;q=0.8" } });
    expect([asText.status, asText.headers.get("content-type")?.split(";")[0], await asText.text()]).toEqual([
      status,
      "text/html",
      text.replaceAll('"', "&#x22;"),
    ]);
  });

  it("cursors of other places", async () => {
    const id = await firstAccount(all);
    for (const [name, value] of [
      ["cursor", "x"],
      ["cursor", Buffer.from("p 1e9 x").toString("base64url")],
      ["since", "x"],
      ["since", Buffer.from(`s 1 ${Number.MAX_SAFE_INTEGER} ffffffff-ffff-ffff-ffff-ffffffffffff`).toString("base64url")],
    ] as const) {
      const { status, body } = await v2("transactions", all, `&accountId=${id}&${name}=${value}`);
      expect([status, (body as { detail: string }).detail]).toEqual([400, `"${name}" is not valid`]);
    }
  });

  it("a missing header, and a connection of somebody else or of nobody", async () => {
    const path = "/api/data/accounts?aggregator=sandbox&userId=all";
    expect(await get(path)).toMatchObject({ status: 400, body: { detail: "UCW-Connection-Id header is required" } });
    for (const id of [numbers.connectionId, "con_00000000000000000000000000000000", "con_x", all.userId]) {
      expect(await get(path, { "ucw-connection-id": id })).toMatchObject({
        status: 404,
        body: { code: "CONNECTION_NOT_FOUND", detail: "Connection not found" },
      });
    }
  });

  it("an account of one connection under the header of another, or of another user", async () => {
    const id = await firstAccount(all);
    const path = `/api/data/transactions?aggregator=sandbox&accountId=${id}`;
    expect((await get(`${path}&userId=all`)).status).toBe(200);
    expect((await get(`${path}&userId=all`, { "ucw-connection-id": numbers.connectionId })).status).toBe(404);
    expect((await get(`${path}&userId=numbers`)).status).toBe(404);
  });

  it("data that nobody was asked for", async () => {
    const id = await firstAccount(numbers);
    const refusals = [
      await v2("identity", plain),
      await v2("transactions", numbers, `&accountId=${id}`),
      await get(`/api/vc/data/identity?aggregator=sandbox&userId=plain`, { "ucw-connection-id": plain.connectionId }),
    ];
    expect(refusals.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual(refusals.map(() => [403, "JOB_NOT_REQUESTED"]));
  });

  it("another tenant's names are unknown ones", async () => {
    await drawbridge.storage.pool.query(
      `insert into tenants (id, slug, name, partner_secret_hash, app_key_hash, api_token_hash)
       values (gen_random_uuid(), 'other', 'Other', 'x', 'x', encode(sha256('other-token'), 'hex'))`,
    );
    const headers = { ...header(), authorization: "Bearer other-token" };
    expect(await get("/api/data/accounts?aggregator=sandbox&userId=all", headers)).toMatchObject({
      status: 404,
      body: { detail: "Can't resolve userId" },
    });
    expect(await get("/api/data/accounts?aggregator=sandbox&userId=all", { authorization: "Bearer nonsense" })).toMatchObject({
      status: 401,
      body: { code: "TOKEN_INVALID" },
    });
  });

  it("adapters that lack what is asked for", () => {
    expect(() => requireAbility({ id: "thin" }, "transactions", "Data adapter not implemented for")).toThrow("Data adapter not implemented for thin");
    expect(() => requireAbility({ id: "thin" }, "owners", "Unsupported aggregator")).toThrow("Unsupported aggregator thin");
  });
});

describe("verifiable credentials", () => {
  const tails = async () => {
    const id = await firstAccount(all);
    const person = "/api/vc/data/aggregator/sandbox/user/all";
    const query = "?aggregator=sandbox&userId=all";
    return [
      ["accounts", "FinancialAccountCredential", [`${person}/connection/${all.connectionId}/accounts`, `/api/vc/data/accounts${query}`]],
      ["customers", "FinancialIdentityCredential", [`${person}/connection/${all.connectionId}/identity`, `/api/vc/data/identity${query}`]],
      [
        "transactions",
        "FinancialTransactionCredential",
        [`${person}/account/${id}/transactions?startDate=2020-01-01`, `/api/vc/data/transactions${query}&accountId=${id}`],
      ],
    ] as const;
  };
  const issue = async (path: string): Promise<string> => (await get<{ jwt: string }>(path, { "ucw-connection-id": all.connectionId })).body.jwt;
  const verify = async (jwt: unknown): Promise<Record<string, unknown>> =>
    (await (await drawbridge.api("/v1/credentials/verifications", { method: "POST", body: { jwt } })).json()) as Record<string, unknown>;

  it("verify against the published keys, in v1 and v2, and say exactly what the contract says", async () => {
    const keys = createRemoteJWKSet(new URL(`${drawbridge.server}/.well-known/jwks.json`));
    for (const [key, type, paths] of await tails()) {
      for (const path of paths) {
        const jwt = await issue(path);
        const { payload, protectedHeader } = await jwtVerify(jwt, keys, { issuer: drawbridge.server, algorithms: ["EdDSA"] });
        expect(protectedHeader).toEqual({ alg: "EdDSA", typ: "JWT", kid: expect.any(String) });
        expect(faults(CredentialClaims, payload)).toEqual([]);
        expect(payload["vc"]).toMatchObject({
          type: ["VerifiableCredential", type],
          issuer: drawbridge.server,
          credentialSubject: { id: payload.sub, [key]: expect.any(Array) },
        });
        expect(await verify(jwt)).toMatchObject({ valid: true, type, issuer: drawbridge.server, subject: payload.sub });
      }
    }
  });

  it("publish no private part of the key", async () => {
    const { body } = await get<{ keys: Record<string, string>[] }>("/.well-known/jwks.json");
    expect(body.keys).toEqual([{ kty: "OKP", crv: "Ed25519", x: expect.any(String), kid: expect.any(String), alg: "EdDSA", use: "sig" }]);
  });

  it("no longer verify when anything was changed", async () => {
    const jwt = await issue("/api/vc/data/accounts?aggregator=sandbox&userId=all");
    const [head = "", claims = "", signature = ""] = jwt.split(".");
    const forged = Buffer.from(Buffer.from(claims, "base64url").toString().replace("CHECKING", "SAVINGS!")).toString("base64url");
    const tampered = [head, forged, signature].join(".");
    const keys = createLocalJWKSet((await get<{ keys: [] }>("/.well-known/jwks.json")).body);
    await expect(jwtVerify(tampered, keys)).rejects.toThrow("signature verification failed");
    expect(await verify(tampered)).toEqual({ valid: false, reason: "bad_signature" });
    const none = `${Buffer.from(JSON.stringify({ ...decodeProtectedHeader(jwt), alg: "none" })).toString("base64url")}.${claims}.`;
    expect(await verify(none)).toEqual({ valid: false, reason: "unknown_key" });
    const otherKey = `${Buffer.from(JSON.stringify({ ...decodeProtectedHeader(jwt), kid: "x" })).toString("base64url")}.${claims}.${signature}`;
    expect(await verify(otherKey)).toEqual({ valid: false, reason: "unknown_key" });
    expect(await verify("no jwt")).toEqual({ valid: false, reason: "malformed" });
    expect(await verify(7)).toMatchObject({ status: 400 });
  });
});
