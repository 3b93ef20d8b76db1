import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scanDue } from "../../apps/server/src/use-cases/scan-due.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openPerson, type Logged, type Person } from "./person.ts";

const MINUTE_MS = 60_000;
const clock = { ahead: 0 };
let drawbridge: TestDrawbridge;

beforeAll(async () => {
  // Nobody answers at the bank: nothing here gets that far.
  drawbridge = await startDrawbridge({ now: () => new Date(Date.now() + clock.ahead), bankDoor: async () => "http://127.0.0.1:9" });
});
afterAll(() => drawbridge.close());

/** Time passes; the page says that it is there, or has been closed. */
const pass = async (externalId: string, { minutes, seen }: { readonly minutes: number; readonly seen: boolean }): Promise<void> => {
  const at = new Date(Date.now() + clock.ahead + (minutes - (seen ? 0 : 2)) * MINUTE_MS);
  await drawbridge.storage.pool.query(
    "update sessions set last_seen_at = $2 where ended_at is null and user_id = (select id from users where external_id = $1)",
    [externalId, at],
  );
  clock.ahead += minutes * MINUTE_MS; // only now: the server's own scan may come at any time
  await scanDue(drawbridge.deps);
};

const streamOf = async ({ headers }: Person): Promise<{ readonly close: () => void }> => {
  const stop = new AbortController();
  await fetch(`${drawbridge.server}/session/stream?after=0&tab=tab`, { headers, signal: stop.signal });
  return { close: () => stop.abort() };
};
const pagesLeft = async (): Promise<number> => {
  const { rows } = await drawbridge.storage.pool.query("select 1 from sessions where page_left_at is not null");
  return rows.length;
};

const open = (externalId: string): Promise<Person> => openPerson(drawbridge, externalId);

const endOf = (events: readonly Logged[]): readonly unknown[] =>
  events.filter(({ type }) => /^session\.(timed_out|ended)$/.test(type)).map(({ type, data }) => [type, data["reason"] ?? null]);

describe("the life of a session", () => {
  it("ends with its link, however busy the person is", async () => {
    const person = await open("busy");
    for (let step = 0; step < 14; step += 1) {
      await pass("busy", { minutes: 9, seen: true });
      await person.give({ type: "stay" });
    }
    expect(endOf(await person.events())).toEqual([
      ["session.timed_out", null],
      ["session.ended", "timeout"],
    ]);
    expect((await person.give({ type: "consent_given" })).status).toBe(409);
  });

  it("is extended again and again by a person who is there", async () => {
    const person = await open("staying");
    for (let step = 0; step < 10; step += 1) {
      await pass("staying", { minutes: 9, seen: true });
      expect((await person.give({ type: "stay" })).status).toBe(200);
    }
    expect(endOf(await person.events())).toEqual([]);
  });

  it("times out when nobody does anything, and is abandoned when nobody is there", async () => {
    const idle = await open("idle");
    await pass("idle", { minutes: 11, seen: true });
    expect(endOf(await idle.events())).toEqual([
      ["session.timed_out", null],
      ["session.ended", "timeout"],
    ]);
    const gone = await open("gone");
    await pass("gone", { minutes: 11, seen: false });
    expect(endOf(await gone.events())).toEqual([["session.ended", "abandoned"]]);
  });

  it("is abandoned by a page that has just closed, and not by one that is back", async () => {
    const [closed, back] = [await open("closed"), await open("back")];
    clock.ahead += 9.5 * MINUTE_MS;
    for (const page of [closed, back]) (await streamOf(page)).close();
    await expect.poll(() => pagesLeft(), { timeout: 30_000 }).toBe(2);
    const reloaded = await streamOf(back);
    await expect.poll(() => pagesLeft(), { timeout: 30_000 }).toBeLessThan(2);
    clock.ahead += 40_000;
    await scanDue(drawbridge.deps);
    await expect.poll(async () => endOf(await closed.events()), { timeout: 30_000 }).toEqual([["session.ended", "abandoned"]]);
    await expect.poll(async () => endOf(await back.events()).at(-1), { timeout: 30_000 }).toEqual(["session.ended", "timeout"]);
    reloaded.close();
  });

  it("stands still while the bank's window is open, for half an hour at most", async () => {
    const person = await open("at-the-bank");
    await choose(person, "harbour-bank");
    await person.give({ type: "oauth_launched", blocked: false });
    expect(person.view().idleMs).toBeNull();
    await pass("at-the-bank", { minutes: 29, seen: true });
    expect(endOf(await person.events())).toEqual([]);
    await pass("at-the-bank", { minutes: 2, seen: true });
    expect(endOf(await person.events())).toEqual([
      ["session.timed_out", null],
      ["session.ended", "timeout"],
    ]);
  });
});

describe("what is shown over a screen", () => {
  it("is told with the screen it goes back to, and changes nothing", async () => {
    const person = await open("curious");
    const before = person.view().step;
    for (const dialog of ["terms_details", null, "exit_confirm", null] as const) await person.give({ type: "dialog_shown", dialog });
    expect(person.view().step).toEqual(before);
    const told = (await person.events()).filter(({ type }) => type.startsWith("dialog."));
    expect(told.map(({ type, data }) => [type, data["dialog"] ?? data["to"]])).toEqual([
      ["dialog.opened", "terms_details"],
      ["dialog.closed", "consent"],
      ["dialog.opened", "exit_confirm"],
      ["dialog.closed", "consent"],
    ]);
    await person.give({ type: "exit" });
    expect((await person.give({ type: "dialog_shown", dialog: "exit_confirm" })).status).toBe(409);
  });
});

describe("a bank that gives no address to sign in at", () => {
  it("is told as a launch that failed, and can be tried again", async () => {
    const person = await open("launcher");
    await choose(person, "harbour-bank");
    const { url } = await person.until("oauth");
    const answer = await fetch(url ?? "", { redirect: "manual" });
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining("The bank is not answering")]);
    expect(await person.until("error")).toMatchObject({ failure: "bank_down", canRetry: true });
    const log = (await person.events()).filter(({ type }) => /^(oauth|alert)\./.test(type));
    expect(log.map(({ type, data }) => [type, data["failure"]])).toEqual([
      ["oauth.launched", "bank_down"],
      ["alert.shown", "bank_down"],
    ]);
    await person.give({ type: "retry" });
    expect(person.view().step).toMatchObject({ at: "oauth", launched: false });
  });
});

it("a link that nobody made starts nothing", async () => {
  const answer = await fetch(`${drawbridge.server}/session`, {
    method: "POST",
    headers: { "x-drawbridge": "1", "content-type": "application/json" },
    body: JSON.stringify({ door: "native", link: "0".repeat(64), tabId: "t" }),
  });
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, "LINK_UNKNOWN"]);
});
