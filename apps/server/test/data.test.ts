import {
  AccountsAnswer,
  CredentialClaims,
  IdentityAnswer,
  TransactionChanges,
  TransactionsAnswer,
  type FdxAccount,
  type FdxTransaction,
} from "@drawbridge/contract";
import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { fdxKinds } from "../src/faces/widget/data-shapes.ts";
import { requireAbility } from "../src/faces/widget/data-request.ts";
import { connectBank, type Connected } from "./connect-bank.ts";

let drawbridge: TestDrawbridge;
let all: Connected;
let numbers: Connected;
let plain: Connected;
let big: Connected;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  all = await connectBank(drawbridge, "all", { username: "user_alltypes" });
  numbers = await connectBank(drawbridge, "numbers", { jobTypes: ["accountNumber"] });
  plain = await connectBank(drawbridge, "plain", { jobTypes: ["transactions"] });
  big = await connectBank(drawbridge, "big", { username: "user_10k" });
  const older = "select count(*)::int as n from connections where older_until is not null"; // history is read in the background
  await vi.waitUntil(async () => (await drawbridge.storage.pool.query<{ n: number }>(older)).rows[0]?.n === 0, { timeout: 60_000 });
});
afterAll(() => drawbridge.close());

type Headers = Readonly<Record<string, string>>;
type Answer<T> = { readonly status: number; readonly body: T; readonly headers: globalThis.Headers };

const get = async <T = Record<string, unknown>>(path: string, headers: Headers = {}): Promise<Answer<T>> => {
  const response = await fetch(`${drawbridge.server}${path}`, { headers });
  return { status: response.status, body: (await response.json()) as T, headers: response.headers };
};

const v2 = <T>(name: string, { userId, connectionId }: Connected, more = "") =>
  get<T>(`/api/data/${name}?aggregator=sandbox&userId=${userId}${more}`, { "ucw-connection-id": connectionId });

const v1Path = (name: string, { userId, connectionId }: Connected): string =>
  `/api/data/aggregator/sandbox/user/${userId}/connection/${connectionId}/${name}`;

const listOf = async (who: Connected): Promise<readonly FdxAccount[]> => (await v2<AccountsAnswer>("accounts", who)).body.accounts;

const inside = (account: FdxAccount): Readonly<Record<string, unknown>> => Object.values(account)[0] ?? {};

const firstAccount = async (who: Connected): Promise<string> => String(inside((await listOf(who))[0] ?? {})["accountId"]);

const faults = (schema: TSchema, value: unknown): readonly unknown[] =>
  Value.Check(schema, value) ? [] : [...Value.Errors(schema, value)].slice(0, 3);

describe("accounts", () => {
  it.each(["v1", "v2"] as const)("%s answers every kind of account as the closed schema says", async (version) => {
    const { status, body } = version === "v1" ? await get<AccountsAnswer>(v1Path("accounts", all)) : await v2<AccountsAnswer>("accounts", all);
    expect(status).toBe(200);
    expect(faults(AccountsAnswer, body)).toEqual([]);
    const seen = body.accounts.map((account) => `${Object.keys(account)[0]} ${String(inside(account)["accountType"])}`);
    expect(new Set(seen)).toEqual(new Set(Object.values(fdxKinds).map((kind) => kind.join(" "))));
    expect(body.accounts).toHaveLength(18);
  });

  it("puts the kinds that are often mistaken where they belong", async () => {
    const byName = new Map((await listOf(all)).map((account) => [inside(account)["productName"], account]));
    expect(byName.get("Money Market")).toMatchObject({
      depositAccount: { accountType: "MONEYMARKET", accountCategory: "DEPOSIT_ACCOUNT", balanceType: "ASSET" },
    });
    expect(byName.get("Growth Portfolio")).toMatchObject({
      investmentAccount: { accountType: "INVESTMENTACCOUNT", currentValue: expect.any(Number) },
    });
    expect(byName.get("Home Mortgage")).toMatchObject({ loanAccount: { balanceType: "LIABILITY", interestRate: 4.12 } });
    expect(byName.get("Drawbridge Rewards Card")).toMatchObject({ locAccount: { creditLine: 7500, purchasesApr: 21.99 } });
    expect(Number(inside(byName.get("Home Mortgage") ?? {})["principalBalance"])).toBeGreaterThan(0);
    expect(byName.get("Rainy Day Savings")).toMatchObject({
      depositAccount: { annualPercentageYield: 3.85, lastActivityDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    });
  });

  it("tells account and routing numbers only where the job was asked for", async () => {
    const [withJob, without] = [await listOf(numbers), await listOf(plain)];
    expect(inside(withJob[0] ?? {})).toMatchObject({
      accountNumber: expect.stringMatching(/^\d+$/),
      routingTransitNumber: expect.stringMatching(/^\d{9}$/),
    });
    expect(inside(withJob[0] ?? {})).not.toHaveProperty("lastActivityDate");
    for (const account of without) {
      expect(inside(account)).not.toHaveProperty("accountNumber");
      expect(inside(account)).not.toHaveProperty("routingTransitNumber");
    }
  });

  it("shows no id of the provider", async () => {
    expect(JSON.stringify(await listOf(all))).not.toMatch(/bank-[0-9a-f]/);
  });

  it("pages a list without losing or doubling one", async () => {
    const seen: string[] = [];
    let cursor = "";
    for (let turns = 0; turns < 10; turns += 1) {
      const { body } = await v2<AccountsAnswer>("accounts", all, `&limit=5${cursor}`);
      expect(faults(AccountsAnswer, body)).toEqual([]);
      seen.push(...body.accounts.map((account) => String(inside(account)["accountId"])));
      if (!body.nextCursor) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual((await listOf(all)).map((account) => inside(account)["accountId"]));
  });
});

describe("identity", () => {
  it.each(["v1", "v2"] as const)("%s answers holders as the closed schema says", async (version) => {
    const { status, body } = version === "v1" ? await get<IdentityAnswer>(v1Path("identity", all)) : await v2<IdentityAnswer>("identity", all);
    expect(status).toBe(200);
    expect(faults(IdentityAnswer, body)).toEqual([]);
    expect(body.customers.length).toBeGreaterThanOrEqual(1);
    expect(body.customers[0]).toMatchObject({ email: [expect.stringContaining("@")], name: { first: expect.any(String) } });
    expect(body.customers[0]).not.toHaveProperty("emails");
  });
});

describe("transactions", () => {
  const whole = async (who: Connected, query = ""): Promise<Answer<TransactionsAnswer>> =>
    v2<TransactionsAnswer>("transactions", who, `&accountId=${await firstAccount(who)}${query}`);
  const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const timeOf = (item: FdxTransaction): string => Object.values(item)[0]?.transactionTimestamp ?? "";
  const idOf = (item: FdxTransaction): string => Object.values(item)[0]?.transactionId ?? "";

  it.each(["v1", "v2"] as const)("%s answers them as the closed schema says, newest first", async (version) => {
    const id = await firstAccount(all);
    const { status, body } =
      version === "v1" ? await get<TransactionsAnswer>(`/api/data/aggregator/sandbox/user/all/account/${id}/transactions`) : await whole(all);
    expect(status).toBe(200);
    expect(faults(TransactionsAnswer, body)).toEqual([]);
    const times = body.transactions.map(timeOf);
    expect(times.length).toBeGreaterThan(10);
    expect(times).toEqual(times.toSorted().toReversed());
    expect((times.at(-1) ?? "") >= day(-120)).toBe(true);
    expect(JSON.stringify(body)).not.toMatch(/bank-[0-9a-f]/);
  });

  it("are the same by v1's older words for the dates", async () => {
    const id = await firstAccount(all);
    const path = `/api/data/aggregator/sandbox/user/all/account/${id}/transactions`;
    const [older, newer] = [
      await get(`${path}?start_time=${day(-20)}&end_time=${day(0)}`),
      await get(`${path}?startDate=${day(-20)}&endDate=${day(0)}`),
    ];
    expect(older.body).toEqual(newer.body);
    expect((older.body["transactions"] as FdxTransaction[]).every((item) => timeOf(item) >= day(-20))).toBe(true);
  });

  it("ten thousand come whole, each once, and the same by pages", async () => {
    const accounts = await listOf(big);
    const range = `&startDate=${day(-730)}&endDate=${day(5)}`;
    let total = 0;
    let largest = { id: "", count: 0 };
    for (const account of accounts) {
      const id = String(inside(account)["accountId"]);
      const { body } = await v2<TransactionsAnswer>("transactions", big, `&accountId=${id}${range}`);
      expect(new Set(body.transactions.map(idOf)).size).toBe(body.transactions.length);
      expect(faults(TransactionsAnswer, body)).toEqual([]);
      total += body.transactions.length;
      if (body.transactions.length > largest.count) largest = { id, count: body.transactions.length };
    }
    expect(total).toBeGreaterThanOrEqual(10_000);
    const seen = new Set<string>();
    for (let cursor = "", more = true; more;) {
      const { body } = await v2<TransactionsAnswer>("transactions", big, `&accountId=${largest.id}${range}&limit=500${cursor}`);
      for (const item of body.transactions) seen.add(idOf(item));
      more = body.nextCursor !== undefined;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(seen.size).toBe(largest.count);
  });

  it("tells what was added, modified and removed since a cursor, and nothing else", async () => {
    const id = await firstAccount(plain);
    const { body } = await whole(plain);
    const changes = async (from: string, more = "") =>
      (await v2<TransactionChanges>("transactions", plain, `&accountId=${id}&since=${from}${more}`)).body;
    // Changes are told once no older transaction of the server is open, and other tests share it.
    const tellsOf = async (from: () => Promise<string>, counts: readonly number[]): Promise<TransactionChanges> => {
      const told: TransactionChanges[] = [];
      await expect
        .poll(async () => {
          told.unshift(await changes(await from()));
          return [told[0]?.added.length, told[0]?.modified.length, told[0]?.removed.length];
        })
        .toEqual(counts);
      return told[0] ?? expect.unreachable();
    };
    const quiet = await tellsOf(async () => (await whole(plain)).headers.get("ucw-next-since") ?? "", [0, 0, 0]);
    expect(quiet.hasMore).toBe(false);
    const [first, second] = body.transactions.map((item) => idOf(item).slice(4));
    const { pool } = drawbridge.storage;
    await pool.query("update transactions set description = 'Corrected' where replace(id::text, '-', '') = $1", [first]);
    await pool.query("delete from transactions where replace(id::text, '-', '') = $1", [second]);
    await pool.query(
      `insert into transactions (id, tenant_id, account_id, stable_id, amount, currency, description, status, transacted_at)
       select gen_random_uuid(), tenant_id, account_id, 'late', 5, 'USD', 'Late', 'pending', now() from transactions where replace(id::text, '-', '') = $1`,
      [first],
    );
    const news = await tellsOf(async () => quiet.nextSince, [1, 1, 1]);
    expect(faults(TransactionChanges, news)).toEqual([]);
    expect([news.added.length, news.modified.map(idOf), news.removed]).toEqual([1, [`txn_${first}`], [{ transactionId: `txn_${second}` }]]);
    expect(Object.values(news.added[0] ?? {})[0]).toMatchObject({ description: "Late", status: "PENDING", debitCreditMemo: "CREDIT" });
    expect(await changes(news.nextSince)).toMatchObject({ added: [], modified: [], removed: [] });
    const pages: TransactionChanges[] = [];
    for (let from = quiet.nextSince, more = true; more;) {
      const page = await changes(from, "&limit=1");
      pages.push(page);
      [from, more] = [page.nextSince, page.hasMore];
    }
    expect([
      pages.flatMap(({ added }) => added).length,
      pages.flatMap(({ modified }) => modified).length,
      pages.flatMap(({ removed }) => removed).length,
    ]).toEqual([1, 1, 1]);
    expect((await changes("start")).added.length).toBeGreaterThan(10);
  });
});

describe("what is refused", () => {
  const header = (): Headers => ({ "ucw-connection-id": all.connectionId });
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
