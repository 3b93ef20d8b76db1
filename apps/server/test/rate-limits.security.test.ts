import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeLink } from "../../../tests/e2e/support.ts";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { ConfigError, readConfig, type Config } from "../src/config.ts";
import { addressOf, limitOfRoute } from "../src/http/limit-of-route.ts";
import type { LimitWishes } from "../src/http/limits.ts";
import type { RunningServer } from "../src/run-server.ts";
import { serveBeside } from "./serve-beside.ts";

let drawbridge: TestDrawbridge;
const running: RunningServer[] = [];

beforeAll(async () => {
  drawbridge = await startDrawbridge();
});
afterEach(async () => {
  for (let server = running.pop(); server; server = running.pop()) await server.close();
  await drawbridge.storage.pool.query("delete from rate_limits");
});
afterAll(() => drawbridge.close());

const serve = async (rateLimits: LimitWishes, more: Partial<Config> = {}): Promise<string> => {
  const server = await serveBeside(drawbridge, { rateLimits, ...more });
  running.push(server);
  return `http://127.0.0.1:${new URL(server.origin).port}`;
};

const API_TOKEN = "development-api-token-1";
const bearer = (token: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${token}` });

const post = (
  origin: string,
  path: string,
  { headers = {}, body = {} }: { readonly headers?: Readonly<Record<string, string>>; readonly body?: object },
): Promise<Response> =>
  fetch(`${origin}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID(), ...headers },
    body: JSON.stringify(body),
  });

const times = async <T>(count: number, work: () => Promise<T>): Promise<readonly T[]> => {
  const done: T[] = [];
  for (let n = 0; n < count; n += 1) done.push(await work());
  return done;
};

const statuses = (answers: readonly Response[]): readonly number[] => answers.map(({ status }) => status);

const widgetUser = "/api/token?userId=limited";
const token = (origin: string, credential: string): Promise<Response> => fetch(`${origin}${widgetUser}`, { headers: bearer(credential) });

describe("a limit", () => {
  it("says what is left, and when it starts anew", async () => {
    const origin = await serve({ tokens: { requests: 3 } });
    const answer = await token(origin, API_TOKEN);
    const header = (name: string): string | null => answer.headers.get(name);
    expect([header("ratelimit-limit"), header("ratelimit-remaining"), header("ratelimit-policy")]).toEqual(["3", "2", '"tokens";q=3;w=60']);
    expect(Number(header("ratelimit-reset"))).toBeGreaterThan(0);
    expect(header("ratelimit")).toMatch(/^"tokens";r=2;t=\d+$/);
  });

  it("is one count for two servers of a database", async () => {
    const [one, two] = [await serve({ tokens: { requests: 10 } }), await serve({ tokens: { requests: 10 } })];
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => token(n % 2 === 0 ? one : two, API_TOKEN)));
    expect(statuses(answers).filter((status) => status === 200)).toHaveLength(10);
    expect(statuses(answers).filter((status) => status === 429)).toHaveLength(20);
  });

  it("of one credential is not another's", async () => {
    const origin = await serve({ tokens: { requests: 2 } });
    expect(statuses(await times(3, () => token(origin, API_TOKEN)))).toEqual([200, 200, 429]);
    expect((await token(origin, "someone-elses")).status).toBe(401);
  });

  it("ends with its window", async () => {
    const origin = await serve({ tokens: { requests: 1, seconds: 6 } });
    await token(origin, API_TOKEN);
    const refused = await token(origin, API_TOKEN);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, expect.stringMatching(/^[1-6]$/)]);
    await expect.poll(async () => (await token(origin, API_TOKEN)).status, { timeout: 30_000 }).toBe(200);
  });

  it("keeps hashes of credentials only", async () => {
    const origin = await serve({});
    await token(origin, API_TOKEN);
    await token(origin, "wrong-credential");
    const { rows } = await drawbridge.storage.pool.query<{ key: string }>("select key from rate_limits order by key");
    expect(rows.map(({ key }) => key.split(":")[0])).toEqual(["failures", "tokens", "tokens"]);
    expect(JSON.stringify(rows)).not.toMatch(/credential-|development|wrong/);
  });
});

describe("whoever is over the limit is told in the words of the face", () => {
  it("widget and data", async () => {
    const origin = await serve({ data: { requests: 1 } });
    const ask = () => fetch(`${origin}/api/data/accounts?aggregator=sandbox&userId=nobody`, { headers: bearer(API_TOKEN) });
    await ask();
    const answer = await ask();
    expect(answer.status).toBe(429);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.headers.get("x-ratelimit-limit")).toBe("1");
    expect(answer.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(answer.headers.get("x-ratelimit-reset")).toBe(answer.headers.get("retry-after"));
    expect(await answer.json()).toMatchObject({
      code: "RATE_LIMITED",
      status: 429,
      remediation: "wait",
      type: "urn:drawbridge:problem:rate_limited",
      message: expect.stringContaining("Too many requests"),
    });
  });

  it("Connect", async () => {
    const origin = await serve({ links: { requests: 1 } });
    const ask = () => post(origin, "/connect/v2/generate", { headers: { "app-key": "k", "app-token": "t" } });
    await ask();
    const answer = await ask();
    expect(answer.status).toBe(429);
    expect(await answer.json()).toEqual({
      code: 429,
      status: 429,
      message: expect.stringContaining("Too many"),
      user_message: expect.stringContaining("Too many"),
      tags: "",
    });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("native", async () => {
    const origin = await serve({ links: { requests: 1 } });
    const ask = () => post(origin, "/v1/links", { headers: bearer(API_TOKEN), body: { kind: "connect", user: { externalId: "limited" } } });
    expect((await ask()).status).toBe(201);
    const answer = await ask();
    expect(answer.status).toBe(429);
    expect(await answer.json()).toMatchObject({ code: "RATE_LIMITED", title: "Too many requests", instance: "/v1/links" });
  });
});

describe("people", () => {
  const open = async (origin: string, externalId: string): Promise<Response> => {
    const link = new URL(await makeLink(drawbridge, externalId)).hash.slice("#link=".length);
    return post(origin, "/session", { headers: { "x-drawbridge": "1" }, body: { door: "native", link, tabId: "t" } });
  };
  const input = (origin: string, handle: string): Promise<Response> =>
    post(origin, "/session/inputs", { headers: { "x-drawbridge": "1", ...bearer(handle) }, body: { revision: 1, input: { type: "stay" } } });

  it("behind one address do not use up each other's limits", async () => {
    const origin = await serve({ inputs: { requests: 2 }, opens: { requests: 1 } });
    const opened = await Promise.all(["one", "two", "three"].map((name) => open(origin, `office-${name}`)));
    expect(statuses(opened)).toEqual([200, 200, 200]);
    const handles = await Promise.all(opened.map(async (answer) => ((await answer.json()) as { readonly handle: string }).handle));
    for (const handle of handles) expect(statuses(await times(3, () => input(origin, handle)))).toEqual([200, 200, 429]);
  });

  it("cannot open one link again and again", async () => {
    const origin = await serve({ opens: { requests: 2 } });
    const body = { door: "native", link: new URL(await makeLink(drawbridge, "again")).hash.slice("#link=".length), tabId: "t" };
    expect(statuses(await times(3, () => post(origin, "/session", { headers: { "x-drawbridge": "1" }, body })))).toEqual([200, 200, 429]);
  });
});

describe("an address that keeps failing", () => {
  it("is not listened to, on any server", async () => {
    const [one, two] = [await serve({ failures: { requests: 5 } }), await serve({ failures: { requests: 5 } })];
    expect(statuses(await times(6, () => token(one, crypto.randomUUID())))).toEqual([401, 401, 401, 401, 401, 401]);
    const refused = await token(one, API_TOKEN);
    expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
    expect(statuses(await times(3, () => token(two, crypto.randomUUID())))).toEqual([401, 429, 429]);
  });

  it("also when it looks for links", async () => {
    const origin = await serve({ failures: { requests: 3 } });
    expect(statuses(await times(4, () => fetch(`${origin}/?signature=${crypto.randomUUID()}`)))).toEqual([200, 200, 200, 200]);
    expect((await fetch(`${origin}/?signature=x`)).status).toBe(429);
  });

  it("is the caller's, not the proxy's, once the proxy is known", async () => {
    const from = (origin: string, address: string, credential: string) =>
      fetch(`${origin}${widgetUser}`, { headers: { ...bearer(credential), "x-forwarded-for": address } });
    const wishes = { failures: { requests: 1 } };
    const behind = await serve(wishes, { trustProxy: "loopback" });
    await times(2, () => from(behind, "203.0.113.7", "wrong"));
    expect((await from(behind, "203.0.113.7", API_TOKEN)).status).toBe(429);
    expect((await from(behind, "203.0.113.8", API_TOKEN)).status).toBe(200);
    await drawbridge.storage.pool.query("delete from rate_limits");
    const open = await serve(wishes);
    await from(open, "203.0.113.20", "wrong");
    await from(open, "203.0.113.21", "wrong");
    expect((await from(open, "203.0.113.22", API_TOKEN)).status).toBe(429); // a made-up header changes nothing
  });
});

describe("the table of routes", () => {
  it.each(["/health", "/assets/widget/*", "/assets/visit.css", "/.well-known/jwks.json", "/connect"])("never limits %s", (path) => {
    expect(limitOfRoute(path)).toBeNull();
  });

  it.each([
    ["/", "pages"],
    ["/widget", "pages"],
    ["/oauth/launch/:token", "pages"],
    ["/session", "opens"],
    ["/session/inputs", "inputs"],
    ["/session/institutions", "searches"],
    ["/aggregation/v2/partners/authentication", "tokens"],
    ["/api/token", "tokens"],
    ["/connect/v2/generate/fix", "links"],
    ["/v1/links", "links"],
    ["/widgetUrl", "links"],
    ["/api/data/accounts", "data"],
    ["/v1/events", "api"],
    ["/institution/v2/institutions", "api"],
    ["/csp-reports", "reports"],
  ])("limits %s by %s", (path, limit) => {
    expect(limitOfRoute(path)?.limit).toBe(limit);
  });

  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8:1:2::9", "2001:db8:1:2"],
  ])("takes %s as %s", (ip, key) => {
    expect(addressOf({ ip })).toBe(key);
  });
});

describe("the settings", () => {
  const read = (env: Readonly<Record<string, string>>) => readConfig("/somewhere", env);

  it("change a limit's size and name the proxies", () => {
    expect(read({ RATE_LIMITS: "data=5000, links=2000" }).rateLimits).toEqual({ data: { requests: 5000 }, links: { requests: 2000 } });
    expect(read({ TRUST_PROXY: "loopback, 10.0.0.0/8" }).trustProxy).toBe("loopback,10.0.0.0/8");
    expect(read({}).trustProxy).toBe(false);
  });

  it.each([
    { RATE_LIMITS: "off" },
    { RATE_LIMITS: "data=0" },
    { RATE_LIMITS: "data" },
    { RATE_LIMITS: "toString=1" },
    { TRUST_PROXY: "true" },
    { TRUST_PROXY: "nonsense" },
  ])("refuse %o", (env) => {
    expect(() => read(env)).toThrow(ConfigError);
  });
});
