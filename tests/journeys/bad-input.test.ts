import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openLink, openPerson, signInAs, takeAll, type Person } from "./person.ts";

const HOUR_MS = 3_600_000;
let drawbridge: TestDrawbridge;
const clock = { ahead: 0 };

beforeAll(async () => {
  drawbridge = await startDrawbridge({ now: () => new Date(Date.now() + clock.ahead) });
});
afterAll(() => drawbridge.close());

const newLink = async (externalId: string, wishes: object = {}): Promise<{ readonly token: string; readonly userId: string }> => {
  const made = await drawbridge.api("/v1/links", { method: "POST", body: { kind: "connect", user: { externalId }, ...wishes } });
  const { url, userId } = (await made.json()) as { url: string; userId: string };
  return { token: url.split("#link=")[1] ?? "", userId };
};

const open = (token: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${drawbridge.server}/session`, {
    method: "POST",
    headers: { "x-drawbridge": "1", "content-type": "application/json", ...headers },
    body: JSON.stringify({ door: "native", link: token, tabId: "t" }),
  });

const codeOf = async (response: Response): Promise<string> => ((await response.json()) as { code: string }).code;

const countOf = async (person: Person): Promise<number> => (await person.events()).length;

describe("links", () => {
  it("an expired link says so, and starts nothing", async () => {
    const link = await newLink("expired");
    clock.ahead = 3 * HOUR_MS;
    const answer = await open(link.token);
    clock.ahead = 0;
    expect([answer.status, await codeOf(answer)]).toEqual([410, "LINK_EXPIRED"]);
    const { rows } = await drawbridge.storage.pool.query("select 1 from sessions s join users u on u.id = s.user_id where u.external_id = 'expired'");
    expect(rows).toEqual([]);
  });

  it("two sessions finish a single-use link at once: one does, the other hears that it was used", async () => {
    const link = await newLink("single", { singleUse: true });
    const people = [await openLink(drawbridge, link), await openLink(drawbridge, link)];
    for (const [index, person] of people.entries()) {
      await signInAs(person, index === 0 ? "user_ok" : "user_alltypes");
      await takeAll(person);
    }
    const answers = await Promise.all(people.map((person) => person.give({ type: "submitted" })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410]);
    const ends = (await people[0]?.events())?.filter(({ type }) => type === "session.ended");
    expect(ends).toHaveLength(1);
    const late = await open(link.token);
    expect([late.status, await codeOf(late)]).toEqual([410, "LINK_SPENT"]);
  });

  it("a link of many uses opens again after a session has ended", async () => {
    const link = await newLink("many");
    const first = await openLink(drawbridge, link);
    await first.give({ type: "exit" });
    expect((await open(link.token)).status).toBe(200);
  });
});

describe("inputs of the widget", () => {
  it("an input with an old revision changes nothing and shows the state as it is", async () => {
    const person = await openPerson(drawbridge, "stale");
    const send = (revision: number) =>
      fetch(`${drawbridge.server}/session/inputs`, {
        method: "POST",
        headers: person.headers,
        body: JSON.stringify({ revision, input: { type: "consent_given" } }),
      });
    const { revision } = person.view();
    const answers = await Promise.all([send(revision), send(revision), send(revision)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
    expect((await person.events()).filter(({ type }) => type === "consent.given")).toHaveLength(1);
  });

  it.each([
    ["accounts before sign-in", { type: "accounts_chosen", accountIds: ["acc_x"] }],
    ["the end before anything was added", { type: "submitted" }],
    ["an institution that does not exist", { type: "institution_chosen", institutionId: "ins_00000000000000000000000000000000" }],
    ["a cancelled bank window that was never opened", { type: "oauth_cancelled" }],
  ] as const)("refuses %s", async (_name, input) => {
    const person = await openPerson(drawbridge, `order-${input.type}`);
    await person.give({ type: "consent_given" });
    const before = await countOf(person);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- readonly in the table, the same shape
    const answer = await person.give(input as Parameters<Person["give"]>[0]);
    expect([answer.status, await codeOf(answer)]).toEqual([409, "INPUT_NOT_POSSIBLE"]);
    expect(await countOf(person)).toBe(before);
  });

  it.each([
    ["no JSON", "{"],
    ["an array", "[]"],
    ["null", "null"],
    ["an unknown field", '{"revision":1,"input":{"type":"exit","extra":1}}'],
    ["a wrong type", '{"revision":"one","input":{"type":"exit"}}'],
    ["an unknown input", '{"revision":1,"input":{"type":"become_root"}}'],
    ["prototype keys", '{"revision":1,"input":{"type":"exit"},"__proto__":{"admin":true}}'],
    ["nothing", ""],
  ] as const)("answers %s with one clear error", async (_name, body) => {
    const person = await openPerson(drawbridge, "malformed");
    const before = await countOf(person);
    const answer = await fetch(`${drawbridge.server}/session/inputs`, { method: "POST", headers: person.headers, body });
    expect([answer.status, await codeOf(answer)]).toEqual([400, "VALIDATION_FAILED"]);
    expect(await countOf(person)).toBe(before);
  });

  it("accounts of somebody else cannot be chosen", async () => {
    const [mine, other] = [await openPerson(drawbridge, "mine"), await openPerson(drawbridge, "other")];
    await signInAs(other, "user_ok");
    await signInAs(mine, "user_alltypes");
    const foreign = await other.until("accounts");
    const answer = await mine.give({ type: "accounts_chosen", accountIds: foreign.accounts.map(({ id }) => id) });
    expect(await codeOf(answer)).toBe("INPUT_NOT_POSSIBLE");
    expect(mine.view().step.at).toBe("accounts");
  });

  it("a value sealed for another session opens nothing", async () => {
    const [mine, other] = [await openPerson(drawbridge, "seal-mine"), await openPerson(drawbridge, "seal-other")];
    await choose(mine, "drawbridge-bank");
    const stolen = await other.seal([
      { name: "username", value: "user_ok" },
      { name: "password", value: "pass_ok" },
    ]);
    await mine.give({ type: "credentials_submitted", fields: stolen });
    expect(await mine.until("error", "accounts", "sign_in")).toMatchObject({ at: "error", failure: "unexpected" });
  });

  it("script in a search is kept as text", async () => {
    const person = await openPerson(drawbridge, "script");
    await person.give({ type: "consent_given" });
    const term = `<script>alert("1")</script>`;
    expect((await person.give({ type: "search_settled", term })).status).toBe(200);
    const logged = (await person.events()).find(({ type }) => type === "institution.searched");
    expect(logged?.data).toMatchObject({ term, resultCount: 0 });
    const page = await fetch(`${drawbridge.server}/connect`);
    expect(page.headers.get("content-security-policy")).toMatch(/script-src/);
  });
});

describe("requests from elsewhere", () => {
  it("another tenant's ids answer like unknown ones", async () => {
    const person = await openPerson(drawbridge, "ours");
    const { pool } = drawbridge.storage;
    const tenantId = randomUUID();
    await pool.query(
      `insert into tenants (id, slug, name, partner_secret_hash, app_key_hash, api_token_hash)
       values ($1, 'other', 'Other', 'x', 'x', encode(sha256('other-token'), 'hex'))`,
      [tenantId],
    );
    const asOther = { headers: { authorization: "Bearer other-token" } };
    const answer = await fetch(`${drawbridge.server}/v1/events?userId=${person.userId}`, asOther);
    expect([answer.status, await answer.json()]).toEqual([200, { events: [], next: null }]);
  });

  it.each([
    ["GET", "/v1/events", {}, 401],
    ["GET", "/v1/events?limit=9999", { authorization: "Bearer development-api-token-1" }, 400],
    ["GET", "/v1/events?after=evt_nonsense", { authorization: "Bearer development-api-token-1" }, 400],
    ["GET", "/v1/events?unknown=1", { authorization: "Bearer development-api-token-1" }, 400],
    ["GET", "/session/stream?after=0&tab=x", { "x-drawbridge": "1" }, 401],
    ["GET", "/oauth/launch/nonsense", {}, 410],
    ["GET", `/oauth/launch/${"x".repeat(2000)}`, {}, 400],
    ["GET", "/oauth/sandbox/redirect_from/?state=forged&code=1", {}, 410],
    ["GET", "/oauth/sandbox/redirect_from/", {}, 410],
    ["GET", "/%E0%A4%A", {}, 400],
    ["PUT", "/v1/links", {}, 404],
  ] as const)("%s %.40s answers plainly", async (method, path, headers, status) => {
    const answer = await fetch(`${drawbridge.server}${path}`, { method, headers });
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toMatch(/at .*\.(ts|js):\d/);
  });

  it("a page of another site cannot open a session", async () => {
    const link = await newLink("foreign");
    const answer = await open(link.token, { "sec-fetch-site": "cross-site" });
    expect([answer.status, await codeOf(answer)]).toEqual([403, "FORBIDDEN"]);
  });
});
