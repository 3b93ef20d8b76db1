import { createServer as createDoor, connect, type Socket } from "node:net";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { jobTypes } from "@drawbridge/contract";
import { openStorage } from "@drawbridge/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectBank, type Connected } from "../../apps/server/test/connect-bank.ts";
import { serveBeside } from "../../apps/server/test/serve-beside.ts";
import { visitBank } from "../../apps/sandbox-bank/test/bank-visitor.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openPerson } from "../journeys/person.ts";
import { publishedRequests } from "./published-examples.ts";

// What this face never does (widget-and-data.md, section 15), where no other test shows it.

let drawbridge: TestDrawbridge;
let known: Connected;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  known = await connectBank(drawbridge, "known", { jobTypes: ["accountNumber", "accountOwner", "transactions"] });
});
afterAll(() => drawbridge.close());

const call = (method: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${drawbridge.server}${path}`, { method, headers });

const queries = [
  ["GET", "/widget", "jobTypes userId institutionId connectionId aggregator singleAccountSelect token targetOrigin aggregatorOverride"],
  ["GET", "/api/token", "userId"],
  ["GET", "/api/data/accounts", "aggregator userId"],
  ["GET", "/api/data/identity", "aggregator userId"],
  ["GET", "/api/data/transactions", "aggregator userId accountId startDate endDate cursor limit"],
  ["GET", "/api/vc/data/accounts", "aggregator userId"],
  ["GET", "/api/vc/data/identity", "aggregator userId"],
  ["GET", "/api/vc/data/transactions", "aggregator userId accountId startDate endDate"],
  ["DELETE", "/api/user", "aggregator userId"],
  ["DELETE", "/api/connection", "aggregator userId"],
] as const;
const unfit = ["", "%00", "x".repeat(3000)];
/** What is nonsense for a name that has to be one we know; a new user may be called anything of this. */
const unknown = ["%F0%9F%92%A3", "..%2F..%2Fetc%2Fpasswd", "-1", "1e999", "[object%20Object]", "<img%20src=x>", "%27%20or%201=1--"];

/** Requests in which one value, or one name, is nonsense. */
const malformed = queries.flatMap(([method, path, names]) => {
  const good: Readonly<Record<string, string>> = { aggregator: "sandbox", userId: "known", jobTypes: "nonsense", accountId: "acc_x" };
  const all = names.split(" ");
  const rest = (but: string): string =>
    all
      .filter((name) => name !== but && good[name])
      .map((name) => `${name}=${good[name]}`)
      .join("&");
  const values = all.flatMap((name) =>
    [...(path === "/api/token" ? unfit : [...unfit, ...unknown]).map((value) => `${name}=${value}`), `${name}=a&${name}=b`, `${name}[x]=1`].map(
      (bad) => `${bad}&${rest(name)}`,
    ),
  );
  return [...values, "__proto__[x]=1", "constructor=1"].map((query) => ({ method, path: `${path}?${query}` }));
});

const problemOf = async (answer: Response): Promise<readonly string[]> => {
  const text = await answer.text();
  const wrong: string[] = [];
  if (answer.status < 400 || answer.status > 499) wrong.push(`status ${answer.status}`);
  if (answer.headers.get("content-type")?.split(";")[0] !== "application/problem+json")
    wrong.push(`not a problem: ${answer.headers.get("content-type")}`);
  if (/&#x?\d|&quot;|&amp;/.test(text)) wrong.push("HTML entities inside JSON");
  if (/node_modules|\.ts:\d|\bat .+:\d+:\d+|\/src\//.test(text)) wrong.push("shows its insides");
  if (!/"code":"[A-Z_]+"/.test(text)) wrong.push("no code");
  return wrong;
};

describe("nonsense in any parameter", () => {
  it.each(queries.map(([method, path]) => ({ method, path })))(
    "$method $path: a 4xx in the one format, never a 200, a 5xx or a stack",
    async ({ method, path }) => {
      const requests = malformed.filter((one) => one.method === method && one.path.startsWith(`${path}?`));
      const found: string[] = [];
      for (const request of requests) {
        const headers = { "ucw-connection-id": "con_x", "x-forwarded-for": "192.0.2.1" };
        const wrong = await problemOf(await call(request.method, request.path, headers));
        found.push(...wrong.map((each) => `${request.path.slice(0, 120)}: ${each}`));
      }
      expect(found).toEqual([]);
      expect(requests.length).toBeGreaterThan(5);
    },
  );
});

describe("deletion", () => {
  it("means the same in both versions, at once and again, and takes nothing else with it", async () => {
    const [one, two] = [await connectBank(drawbridge, "leaving"), await connectBank(drawbridge, "leaving-2")];
    const v1 = `/api/aggregator/sandbox/user/leaving/connection/${one.connectionId}`;
    expect([(await call("DELETE", v1)).status, (await call("DELETE", v1)).status]).toEqual([204, 204]);
    const v2 = "/api/connection?aggregator=sandbox&userId=leaving-2";
    const header = { "ucw-connection-id": two.connectionId };
    expect((await call("DELETE", "/api/connection?aggregator=sandbox&userId=leaving-2", { "ucw-connection-id": known.connectionId })).status).toBe(
      404,
    );
    expect([(await call("DELETE", v2, header)).status, (await call("DELETE", v2, header)).status]).toEqual([204, 204]);
    const users = ["/api/aggregator/sandbox/user/leaving", "/api/user?aggregator=sandbox&userId=leaving-2"];
    for (const path of users) expect([(await call("DELETE", path)).status, (await call("DELETE", path)).status]).toEqual([204, 204]);
    expect((await call("DELETE", "/api/user?aggregator=sandbox&userId=nobody")).status).toBe(404);
    const left = await call("GET", "/api/data/accounts?aggregator=sandbox&userId=known", { "ucw-connection-id": known.connectionId });
    expect(left.status).toBe(200);
  });
});

describe("what nobody may forge or read", () => {
  it.each([
    ["POST", "/webhook/sandbox/member?status=connected", 404],
    ["GET", "/oauth/sandbox/redirect_from/?state=guess&code=guess", 410],
    ["GET", "/oauth/sandbox/redirect_from/?member_guid=con_x&status=success", 410],
  ] as const)("%s %s changes nothing", async (method, path, status) => {
    // What is read of a new connection in the background is told meanwhile.
    const others = "select count(*)::int as n from events where type !~ '^(sync|transactions)[.]|^connection[.]history_read$'";
    const count = async (): Promise<unknown> => (await drawbridge.storage.pool.query(others)).rows[0];
    const before = await count();
    expect((await call(method, path)).status).toBe(status);
    expect(await count()).toEqual(before);
  });

  it("a password, a code and an access of a bank are in no answer, no event, no message, and in no table as they are", async () => {
    const person = await openPerson(drawbridge, "secretive", { jobTypes: ["transactions"] });
    await choose(person, "harbour-bank");
    const { url } = await person.until("oauth");
    const launched = await fetch(url ?? "", { redirect: "manual" });
    await person.give({ type: "oauth_launched", blocked: false });
    const back = `${drawbridge.server}/oauth/sandbox/redirect_from/`;
    const returned = await visitBank(launched.headers.get("location") ?? "", back, { username: "user_ok" });
    const landed = await (await fetch(`${back}?${new URLSearchParams(returned)}`)).text();
    await person.until("review");
    const secrets = [returned["code"] ?? "", "pass_ok", ...(await accessesOf("secretive"))];
    expect(secrets.length).toBeGreaterThan(2);
    expect(secrets.filter((secret) => secret.length < 7)).toEqual([]);
    const told = [landed, JSON.stringify(person.view()), JSON.stringify(await person.events()), ...(await everyRow())];
    expect(secrets.filter((secret) => told.some((text) => text.includes(secret)))).toEqual([]);
  });
});

/** What the server holds of a bank, opened: every long text in it. */
const accessesOf = async (externalId: string): Promise<readonly string[]> => {
  const { deps, storage } = drawbridge;
  const { rows } = await storage.pool.query(
    `select c.id, c.tenant_id as "tenantId", c.user_id as "userId", c.access_sealed as sealed from connections c
     join users u on u.id = c.user_id where u.external_id = $1`,
    [externalId],
  );
  return rows.flatMap(({ id, tenantId, userId, sealed }) => {
    const plain = deps.vault.open(sealed, { tenantId, userId, ownerId: id, purpose: "access" }).reveal();
    return plain.match(/[\w.~+/-]{20,}/g) ?? [];
  });
};

/** Every row of every table as text, those of the sandbox's own users aside. */
const everyRow = async (): Promise<readonly string[]> => {
  const { pool } = drawbridge.storage;
  const tables = await pool.query<{ name: string }>(
    "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')",
  );
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await pool.query<{ text: string }>(`select string_agg(t::text, E'\\n') as text from ${name} t`);
    texts.push(rows[0]?.text ?? "");
  }
  return texts;
};

/** A way to the database that can be shut. */
const openDoor = async (to: { readonly host: string; readonly port: number }) => {
  const open = new Set<Socket>();
  const door = createDoor((socket) => {
    const through = connect(to.host.startsWith("/") ? { path: `${to.host}/.s.PGSQL.${to.port}` } : to);
    for (const end of [socket, through]) {
      open.add(end);
      end.on("error", () => undefined);
    }
    socket.pipe(through).pipe(socket);
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  const address = door.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    shut: async (): Promise<void> => {
      door.close();
      for (const socket of open) socket.destroy();
      await once(door, "close");
    },
  };
};

describe("what is advertised", () => {
  it("has code behind it: what institutions and aggregators claim, their adapter can do", async () => {
    const { adapters, directory } = drawbridge.deps;
    const claims = directory.offered().flatMap(({ record }) =>
      record.providers.flatMap((row) => {
        const adapter = adapters.get(row.provider);
        if (!adapter) return []; // its rows are shown as not available
        const able = {
          numbers: row.supportsVerification,
          owners: row.supportsIdentification,
          history: row.supportsHistory,
          recent: row.supportsAggregation,
        };
        const jobs = { numbers: "accountNumber", owners: "accountOwner", history: "transactionHistory", recent: "transactions" } as const;
        const keys = { numbers: adapter.accounts, owners: adapter.owners, history: adapter.transactions, recent: adapter.transactions };
        const names = ["numbers", "owners", "history", "recent"] as const;
        const empty = names.filter((name) => able[name] && !(keys[name] && adapter.jobs.includes(jobs[name])));
        const door = row.supportsOauth ? adapter.redirect : adapter.credentials;
        return [...empty, ...(door ? [] : ["no way in"])].map((what) => `${record.slug}: ${what}`);
      }),
    );
    expect(claims).toEqual([]);
    const id = { "ucw-connection-id": (await connectBank(drawbridge, "wants-all", { jobTypes: [...jobTypes] })).connectionId };
    const { accounts } = (await (await call("GET", "/api/data/accounts?aggregator=sandbox&userId=wants-all", id)).json()) as {
      accounts: readonly Readonly<Record<string, { readonly accountId: string; readonly accountNumber?: string }>>[];
    };
    const [first] = accounts.flatMap((one) => Object.values(one));
    expect(first?.accountNumber).toMatch(/\d/);
    for (const path of ["/api/data", "/api/vc/data"])
      for (const tail of ["identity?", `transactions?accountId=${first?.accountId}&`])
        expect((await call("GET", `${path}/${tail}aggregator=sandbox&userId=wants-all`, id)).status).toBe(200);
  });

  // Last: what the guides show turns approvals on.
  it("works as it is printed: every request of the guides, and the source's own widget addresses", async () => {
    const { api } = JSON.parse(await readFile(drawbridge.devFile, "utf8")) as { api: { token: string } };
    const requests = await publishedRequests({ server: drawbridge.server, token: api.token });
    const answers = requests.map(async ({ from, url, init }) => {
      const answer = await fetch(url, init);
      return `${from} ${init.method} ${new URL(url).pathname}: ${answer.ok ? "works" : `${answer.status} ${await answer.text()}`}`;
    });
    expect((await Promise.all(answers)).filter((line) => !line.endsWith("works"))).toEqual([]);
    expect(new Set(requests.map(({ from }) => from))).toEqual(new Set(["device-identity.md", "devices.md", "embed.md", "routing.md"]));
    const refresh = `&connectionId=${known.connectionId}&aggregator=sandbox&institutionId=drawbridge-bank`;
    for (const query of ["userId=test-user-id", `userId=known${refresh}`])
      expect((await call("GET", `/widget?jobTypes=accountOwner&${query}`)).status).toBe(200);
  });
});

describe("health", () => {
  it("is not green while the database is away", async () => {
    const url = new URL(drawbridge.databaseUrl);
    const door = await openDoor({ host: url.searchParams.get("host") ?? "", port: 5432 });
    const storage = await openStorage({ host: "127.0.0.1", port: door.port, user: url.username, database: url.pathname.slice(1) });
    const server = await serveBeside({ ...drawbridge, storage }, {});
    const health = async (): Promise<unknown> => {
      const answer = await fetch(`${server.origin}/health`);
      return [answer.status, await answer.json()];
    };
    expect(await health()).toEqual([200, { status: "healthy" }]);
    await door.shut();
    expect(await health()).toEqual([503, { status: "Service Unavailable" }]);
    await server.close();
    await storage.close();
  });

  it("is not green while there is nothing to search", async () => {
    const { pool } = drawbridge.storage;
    const health = async (): Promise<number> => (await call("GET", "/health")).status;
    expect(await health()).toBe(200);
    const { rows } = await pool.query<{ id: string }>("update institutions set retired_at = now() where retired_at is null returning id");
    await drawbridge.deps.directory.reload();
    expect(await health()).toBe(503);
    await pool.query("update institutions set retired_at = null where id = any($1)", [rows.map(({ id }) => id)]);
    await drawbridge.deps.directory.reload();
    expect(await health()).toBe(200);
  });
});
