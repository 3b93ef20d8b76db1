import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { scanDue } from "../src/use-cases/scan-due.ts";
import { bothForms, cookieOf, cookiePair, handleIn, navigation, refusal } from "./widget-parameters-stage.ts";
import { connectBank } from "./connect-bank.ts";
import { freePorts, spawnDrawbridge } from "./spawn-drawbridge.ts";

const clock = { ahead: 0 };
let drawbridge: TestDrawbridge;

beforeAll(async () => {
  drawbridge = await startDrawbridge({ now: () => new Date(Date.now() + clock.ahead) });
});
afterAll(() => drawbridge.close());

const host = "http://localhost:3001";
const jobs = "accountNumber, accountOwner, transactions, transactionHistory";
const uriText = '"targetOrigin" must be a valid uri with a scheme matching the http|https pattern';

const open = (query: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${drawbridge.server}/widget${query}`, { headers });
const ask = (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${drawbridge.server}/widgetUrl`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const tokenFor = async (body: object = {}): Promise<string> => {
  const answer = await ask({ jobTypes: ["transactions"], userId: "u", targetOrigin: host, ...body });
  return ((await answer.json()) as { widgetUrl: string }).widgetUrl.split("token=")[1] ?? "";
};
const oldTokenFor = async (userId: string): Promise<string> =>
  ((await (await fetch(`${drawbridge.server}/api/token?userId=${userId}`)).json()) as { token: string }).token;

describe("GET /widget, v1", () => {
  it.each([
    ["userId=u", '"jobTypes" is required'],
    ["jobTypes=&userId=u", '"jobTypes" is not allowed to be empty'],
    ["jobTypes=foo&userId=u", '"jobTypes" contains an invalid value'],
    ["jobTypes=accountNumber,%20transactions&userId=u", '"jobTypes" contains an invalid value'],
    ["jobTypes=transactions&jobTypes=accountOwner&userId=u", '"jobTypes" must be a string'],
    ["jobTypes=transactions", '"userId" is required'],
    ["jobTypes=transactions&userId=", '"userId" is not allowed to be empty'],
    [`jobTypes=transactions&userId=${"u".repeat(201)}`, '"userId" length must be less than or equal to 200 characters long'],
    ["jobTypes=transactions&userId=u&connectionId=con_x", '"connectionId" missing required peer "institutionId"'],
    ["jobTypes=transactions&userId=u&aggregator=sandbox", '"aggregator" missing required peer "institutionId"'],
    ["jobTypes=transactions&userId=u&connectionId=con_x&institutionId=drawbridge-bank", '"connectionId" missing required peer "aggregator"'],
    ["jobTypes=transactions&userId=u&aggregator=sandbox&institutionId=drawbridge-bank", '"aggregator" missing required peer "connectionId"'],
    ["jobTypes=transactions&userId=u&aggregator=plaid", '"aggregator" must be one of [sandbox]'],
    ["jobTypes=transactions&userId=u&aggregatorOverride=plaid", '"aggregatorOverride" must be one of [sandbox]'],
    ["jobTypes=transactions&userId=u&institutionId=", '"institutionId" is not allowed to be empty'],
    ["jobTypes=transactions&userId=u&singleAccountSelect=maybe", '"singleAccountSelect" must be a boolean'],
    ["jobTypes=transactions&userId=u&targetOrigin=*", uriText],
    ["jobTypes=transactions&userId=u&targetOrigin=javascript:alert(1)", uriText],
    ["jobTypes=transactions&userId=u&targetOrigin=https://evil.example.com", '"targetOrigin" must be a registered origin'],
    ["jobTypes=transactions&userId=u&foo=1", '"foo" is not allowed'],
    ["jobTypes=transactions&foo=1", '"userId" is required'],
    ["jobTypes=transactions&userId=u&foo=1&connectionId=con_x", '"foo" is not allowed'],
    ["foo=1", '"jobTypes" is required'],
  ] as const)("%s → %s", async (query, text) => {
    expect(await bothForms((headers) => open(`?${query}`, headers))).toEqual(refusal(400, text));
  });

  it.each([
    ["an institution nobody knows", "institutionId=no-such-bank", "Institution not found"],
    ["a connection nobody knows", "institutionId=drawbridge-bank&aggregator=sandbox&connectionId=con_x", "Connection not found"],
  ] as const)("%s → 404", async (_name, more, text) => {
    expect(await bothForms((headers) => open(`?jobTypes=transactions&userId=u&${more}`, headers))).toEqual(refusal(404, text));
  });

  it.each([
    "jobTypes=accountNumber,accountOwner,transactions,transactionHistory&userId=u",
    "jobTypes=accountNumber&userId=u&singleAccountSelect=false",
    `jobTypes=transactions&userId=u&targetOrigin=${encodeURIComponent(host)}`,
    "jobTypes=transactions&userId=u&institutionId=drawbridge-bank",
    "jobTypes=transactions&userId=u&aggregatorOverride=sandbox",
  ])("%s opens the page", async (query) => {
    const answer = await open(`?${query}`, navigation);
    expect([
      answer.status,
      answer.headers.get("content-type")?.split(";")[0],
      answer.headers.get("referrer-policy"),
      answer.headers.get("cache-control"),
    ]).toEqual([200, "text/html", "no-referrer", "no-store"]);
    expect(answer.headers.get("content-security-policy")).toMatch(/frame-ancestors http:\/\/localhost:3001/);
    expect(answer.headers.get("content-security-policy")).not.toMatch(/unsafe-inline/);
    expect(handleIn(await answer.text())).toMatch(/^[\w-]{43}$/);
  });

  it("sets the handle as the rulings say", async () => {
    const answer = await open("?jobTypes=transactions&userId=u");
    expect(cookieOf(answer)).toMatch(/^authorizationToken=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=None; Partitioned$/);
  });

  it("takes a token once, and only for its own user", async () => {
    const query = (token: string, userId = "owner"): string => `?jobTypes=transactions&userId=${userId}&token=${token}`;
    const token = await oldTokenFor("owner");
    expect(token).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect((await open(query(token))).status).toBe(200);
    expect(await bothForms((headers) => open(query(token), headers))).toEqual(refusal(401, "token invalid or expired"));
    expect(await bothForms(async (headers) => open(query(await oldTokenFor("owner"), "somebody"), headers))).toEqual(
      refusal(401, "token invalid or expired"),
    );
    const late = await oldTokenFor("owner");
    clock.ahead = 301_000;
    const answer = await open(query(late));
    clock.ahead = 0;
    expect(answer.status).toBe(401);
  });

  it("does not take a token that stands for other parameters, and leaves it as it was", async () => {
    const token = await tokenFor({ userId: "bound", jobTypes: ["transactions"] });
    expect((await open(`?jobTypes=accountNumber&userId=bound&token=${token}`)).status).toBe(401);
    expect((await open(`?token=${token}`)).status).toBe(200);
  });

  it.each([
    ["", '"userId" is required'],
    ["?userId=", '"userId" is not allowed to be empty'],
    ["?userId=a&userId=b", '"userId" must be a string'],
    ["?userId=a&foo=1", '"foo" is not allowed'],
  ] as const)("GET /api/token%s → %s", async (query, text) => {
    const answer = await fetch(`${drawbridge.server}/api/token${query}`);
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([400, text]);
  });
});

describe("POST /widgetUrl, v2", () => {
  const good = { jobTypes: ["transactions"], userId: "u", targetOrigin: host };
  const { userId: _user, ...noUser } = good;
  const { targetOrigin: _origin, ...noOrigin } = good;
  it.each([
    ["jobTypes of another kind", { ...good, jobTypes: 7 }, '"jobTypes" must be an array'],
    ["jobTypes as an object", { ...good, jobTypes: {} }, '"jobTypes" must be an array'],
    ["no jobTypes", { userId: "u", targetOrigin: host }, '"jobTypes" is required'],
    ["no userId", noUser, '"userId" is required'],
    ["no targetOrigin", noOrigin, '"targetOrigin" is required'],
    ["no targetOrigin and something else", { ...noOrigin, foo: 1 }, '"targetOrigin" is required'],
    ["an empty list", { ...good, jobTypes: [] }, '"jobTypes" must contain at least 1 items'],
    ["a bad item", { ...good, jobTypes: ["foo"] }, `"jobTypes[0]" must be one of [${jobs}]`],
    ["a bad second item", { ...good, jobTypes: ["transactions", null] }, `"jobTypes[1]" must be one of [${jobs}]`],
    ["a string with a space", { ...good, jobTypes: "transactions, accountOwner" }, `"jobTypes[1]" must be one of [${jobs}]`],
    ["any origin", { ...good, targetOrigin: "*" }, uriText],
    ["a script", { ...good, targetOrigin: "javascript:alert(1)" }, uriText],
    ["an origin of nobody", { ...good, targetOrigin: "https://evil.example.com" }, '"targetOrigin" must be a registered origin'],
    ["a number as user", { ...good, userId: 7 }, '"userId" must be a string'],
    ["null as user", { ...good, userId: null }, '"userId" must be a string'],
    ["aggregator alone", { ...good, aggregator: "sandbox" }, "aggregator missing required peer connectionId"],
    [
      "aggregator and institution",
      { ...good, aggregator: "sandbox", institutionId: "drawbridge-bank" },
      "aggregator missing required peer connectionId",
    ],
    ["connectionId alone", { ...good, connectionId: "con_x" }, '"connectionId" missing required peer "institutionId"'],
    [
      "connectionId and institution",
      { ...good, connectionId: "con_x", institutionId: "drawbridge-bank" },
      '"connectionId" missing required peer "aggregator"',
    ],
    ["an unknown aggregator", { ...good, aggregator: "plaid" }, '"aggregator" must be one of [sandbox]'],
    ["an unknown override", { ...good, aggregatorOverride: "plaid" }, '"aggregatorOverride" must be one of [sandbox]'],
    ["a text as boolean", { ...good, singleAccountSelect: "true" }, '"singleAccountSelect" must be a boolean'],
    ["an unknown field", { ...good, foo: 1 }, '"foo" is not allowed'],
    ["a list", [], '"value" must be of type object'],
  ] as const)("%s → 400", async (_name, body, text) => {
    expect(await bothForms((headers) => ask(body, headers))).toEqual(refusal(400, text));
  });

  it("answers malformed JSON with the parser's words, and no stack", async () => {
    const answer = await ask('{"jobTypes":');
    const body = (await answer.json()) as { code: string; detail: string };
    expect([answer.status, body.code]).toEqual([400, "VALIDATION_FAILED"]);
    expect(body.detail).toMatch(/JSON/);
    expect(JSON.stringify(body)).not.toMatch(/\.ts|\.js|node_modules/);
  });

  it.each([
    ["a list", good],
    ["a comma list", { ...good, jobTypes: "transactions,accountOwner" }],
    ["a token, ignored", { ...good, token: "x" }],
    ["single select off", { ...good, singleAccountSelect: false }],
    ["an institution", { ...good, institutionId: "drawbridge-bank" }],
    ["an override", { ...good, aggregatorOverride: "sandbox" }],
  ] as const)("%s → an address with a one-time token", async (_name, body) => {
    const answer = await ask(body);
    const { widgetUrl } = (await answer.json()) as { widgetUrl: string };
    expect(answer.status).toBe(200);
    expect(widgetUrl).toMatch(
      new RegExp(`^${drawbridge.server}/widget\\?token=[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`),
    );
  });
});

describe("GET /widget?token=, v2", () => {
  it.each(["", "?token=", "?token=00000000-0000-4000-8000-000000000000"])("widget%s → 400 in loopback development", async (query) => {
    expect(await bothForms((headers) => open(query, headers))).toEqual(refusal(400, "A valid token is required"));
  });

  it("opens once; the same browser may reload it, nobody else may", async () => {
    const token = await tokenFor();
    const first = await open(`?token=${token}`, navigation);
    const handle = handleIn(await first.text());
    expect([first.status, first.headers.get("referrer-policy")]).toEqual([200, "no-referrer"]);
    const again = await open(`?token=${token}`, { ...navigation, cookie: cookiePair(first) });
    expect([again.status, handleIn(await again.text())]).toEqual([200, handle]);
    expect((await open(`?token=${token}`)).status).toBe(400);
  });

  it("a browser's session on one token is not resumed by another", async () => {
    const [mine, other] = [await tokenFor({ userId: "mine" }), await tokenFor({ userId: "other" })];
    const [first, second] = [await open(`?token=${mine}`), await open(`?token=${other}`)];
    expect((await open(`?token=${mine}`, { cookie: cookiePair(second) })).status).toBe(400);
    expect((await open(`?token=${mine}`, { cookie: cookiePair(first) })).status).toBe(200);
    expect((await open("?token=00000000-0000-4000-8000-000000000000", { cookie: cookiePair(first) })).status).toBe(400);
  });

  it("with an override offers only what that aggregator serves, in search and in choice", async () => {
    const searchAs = async (body: object) => {
      const handle = handleIn(await (await open(`?token=${await tokenFor(body)}`)).text());
      const headers = { "x-drawbridge": "1", authorization: `Bearer ${handle}`, "content-type": "application/json" };
      const answer = await fetch(`${drawbridge.server}/session/institutions?search=bank&limit=50`, { headers });
      const found = (await answer.json()) as { total: number; institutions: readonly { id: string; connectable: boolean }[] };
      return { ...found, headers };
    };
    const [any, only] = [await searchAs({ userId: "any" }), await searchAs({ userId: "only", aggregatorOverride: "sandbox" })];
    expect(any.institutions.some(({ connectable }) => !connectable)).toBe(true);
    expect(only.institutions.every(({ connectable }) => connectable)).toBe(true);
    expect(only.total).toBe(only.institutions.length);
    expect(any.total).toBeGreaterThan(only.total);
  });

  it("is kept as long as its link can be reloaded, and forgotten after that (15.15)", async () => {
    const count = async (): Promise<number> => {
      const { rows } = await drawbridge.storage.pool.query<{ n: number }>("select count(*)::int as n from widget_tokens");
      return rows[0]?.n ?? 0;
    };
    await open(`?token=${await tokenFor()}`);
    clock.ahead = 7_100_000; // nearly the two hours of its link
    await scanDue(drawbridge.deps);
    expect(await count()).toBeGreaterThan(0);
    clock.ahead = 12_000_000;
    await scanDue(drawbridge.deps);
    clock.ahead = 0;
    expect(await count()).toBe(0);
  });

  it("is over after five minutes", async () => {
    const token = await tokenFor();
    clock.ahead = 301_000;
    const answer = await open(`?token=${token}`);
    clock.ahead = 0;
    expect(answer.status).toBe(400);
  });

  it("opens a refresh of the user's own connection, and of no one else's", async () => {
    const { connectionId } = await connectBank(drawbridge, "refresher");
    const refresh = { connectionId, aggregator: "sandbox", institutionId: "drawbridge-bank" };
    expect((await open(`?token=${await tokenFor({ userId: "refresher", ...refresh })}`)).status).toBe(200);
    expect(await bothForms(async (headers) => open(`?token=${await tokenFor({ userId: "thief", ...refresh })}`, headers))).toEqual(
      refusal(404, "Connection not found"),
    );
    const { rows } = await drawbridge.storage.pool.query<{ kind: string }>(
      "select l.kind from links l join users u on u.id = l.user_id where u.external_id = 'refresher' and l.vocabulary = 'widget'",
    );
    expect(rows).toEqual([{ kind: "refresh" }]);
  });

  it("fifty uses at once over two server processes: exactly one opens it", async () => {
    const dataDir = dirname(drawbridge.devFile);
    const second = spawnDrawbridge({
      ...(await freePorts()),
      DATABASE_URL: drawbridge.databaseUrl,
      DRAWBRIDGE_DATA: dataDir,
      DRAWBRIDGE_DEV_FILE: join(dataDir, "second.json"),
    });
    try {
      await second.running();
      for (const query of [`?token=${await tokenFor()}`, `?jobTypes=transactions&userId=racer&token=${await oldTokenFor("racer")}`]) {
        const origins = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? drawbridge.server : second.origin));
        const answers = await Promise.all(origins.map((origin) => fetch(`${origin}/widget${query}`)));
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
        expect(new Set(answers.map(({ status }) => status)).size).toBe(2);
      }
    } finally {
      second.process.kill("SIGTERM");
      await second.ended;
    }
  });
});
