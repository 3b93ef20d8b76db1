import type { ManagedConnection, SessionView } from "@drawbridge/contract";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createSseParser } from "../../apps/widget/src/session/sse-parser.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { openPerson, settled, signInAs, takeAll, type Person } from "./person.ts";
import { startTamperedBank, type TamperedBank } from "./tampered-bank.ts";

let drawbridge: TestDrawbridge;
let bank: TamperedBank;

beforeAll(async () => {
  drawbridge = await startDrawbridge({
    bankDoor: async (origin) => {
      bank = await startTamperedBank(origin);
      return bank.origin;
    },
  });
});
afterEach(() => bank.tamper(null));
afterAll(async () => {
  await drawbridge.close();
  await bank.close();
});

/** Somebody who has connected Drawbridge Bank, of whom nothing more is read by itself, and the connection's id. */
const connect = async (externalId: string, jobTypes: readonly string[]): Promise<{ readonly person: Person; readonly id: string }> => {
  const person = await openPerson(drawbridge, externalId, { jobTypes });
  await signInAs(person, "user_ok");
  await takeAll(person);
  await person.give({ type: "submitted" });
  await settled(person);
  const created = (await person.events()).find(({ type }) => type === "connection.created");
  const { id } = (created?.data["connection"] ?? { id: "" }) as { readonly id: string };
  return { person, id };
};

const post = async (path: string, body: object): Promise<void> => {
  const answer = await drawbridge.api(path, { method: "POST", body });
  expect(answer.ok).toBe(true);
};

/** Holds the bank's answers to requests for data; says when the first came. */
const holdBank = (): { readonly asked: Promise<void>; readonly release: () => void } => {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  bank.tamper(async (_path, answer) => {
    asked.resolve();
    await gate.promise;
    return answer;
  });
  return { asked: asked.promise, release: gate.resolve };
};

const listOf = ({ step }: SessionView): readonly ManagedConnection[] => (step.at === "manage" ? step.connections : []);

/**
 * Follows the list as the page does, and does nothing else: each reason once, as the same list may be told again when the
 * log catches up, and how often it was told.
 */
const watch = async ({ headers }: Person) => {
  const stop = new AbortController();
  const { body } = await fetch(`${drawbridge.server}/session/stream?after=0&tab=tab`, { headers, signal: stop.signal });
  const reasons: string[] = [];
  const told = { times: 0 };
  const feed = createSseParser(({ event, data }) => {
    if (event !== "view") return;
    told.times += 1;
    const reason = listOf(JSON.parse(data) as SessionView)[0]?.reason ?? "nothing";
    if (reasons.at(-1) !== reason) reasons.push(reason);
  });
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of body ?? []) feed(decoder.decode(chunk, { stream: true }));
  };
  const over = read().catch(() => undefined);
  return {
    reasons,
    told,
    close: async (): Promise<void> => {
      stop.abort();
      await over;
    },
  };
};

describe("the list of what is connected", () => {
  it("shows what happened behind it, without an input or a reload", async () => {
    const { id } = await connect("looks-on", ["transactions"]);
    const manage = await openPerson(drawbridge, "looks-on", { kind: "manage" });
    const { revision } = manage.view();
    const list = await watch(manage);
    await expect.poll(() => list.reasons).toEqual(["healthy"]);
    await post(`/v1/sandbox/connections/${id}/state`, { error: "sync_error", lastSyncedMinutesAgo: 60 });
    await expect.poll(() => list.reasons.at(-1)).toBe("sync_failed");
    const held = holdBank();
    await post(`/v1/connections/${id}/syncs`, { attended: false });
    await held.asked;
    await expect.poll(() => list.reasons.at(-1)).toBe("sync_runs");
    held.release();
    await expect.poll(() => list.reasons.at(-1)).toBe("healthy");
    await list.close();
    const again = await openPerson(drawbridge, "looks-on", { kind: "manage" });
    expect(again.view().revision).toBe(revision); // nothing of the session itself had changed
  });

  it("is not told of other people's connections", async () => {
    const alone = await connect("looks-on-alone", ["transactions"]);
    const list = await watch(await openPerson(drawbridge, "looks-on-alone", { kind: "manage" }));
    await expect.poll(() => list.reasons).toEqual(["healthy"]);
    const neighbour = await connect("neighbour", ["transactions"]);
    const theirs = await watch(await openPerson(drawbridge, "neighbour", { kind: "manage" }));
    await expect.poll(() => theirs.reasons).toEqual(["healthy"]);
    await post(`/v1/sandbox/connections/${alone.id}/state`, { error: "credentials_error" });
    await expect.poll(() => list.reasons.at(-1)).toBe("credentials_changed"); // everything before it has been told
    const { times } = list.told;
    for (const round of [1, 2, 3]) {
      for (const [error, reason] of [
        ["credentials_error", "credentials_changed"],
        ["sync_error", "sync_failed"],
      ] as const) {
        await post(`/v1/sandbox/connections/${neighbour.id}/state`, { error, lastSyncedMinutesAgo: 60 * round });
        await expect.poll(() => theirs.reasons.at(-1)).toBe(reason); // the same word of the log reached both streams
      }
    }
    expect(list.told.times - times).toBeLessThan(3); // not six times; its own last change may have been told late
    await Promise.all([list.close(), theirs.close()]);
  });
});

describe("a list with nothing on it", () => {
  it("leads to the first bank, and back", async () => {
    const person = await openPerson(drawbridge, "begins-here", { kind: "manage", jobTypes: ["transactions"] });
    expect(person.view().step).toMatchObject({ at: "manage", connections: [], canConnect: true });
    await person.give({ type: "another_requested" });
    if (person.view().step.at === "consent") {
      await person.give({ type: "back" });
      expect(person.view().step).toMatchObject({ at: "manage", connections: [] });
      await person.give({ type: "another_requested" });
      await person.give({ type: "consent_given" });
    }
    expect(person.view().step).toMatchObject({ at: "search", canLeave: true });
    await person.give({ type: "back" });
    expect(person.view().step).toMatchObject({ at: "manage", connections: [] });
    await person.give({ type: "another_requested" });
    expect(person.view().step.at).toBe("search"); // what was allowed is not asked twice
    await signInAs(person, "user_ok");
    await takeAll(person);
    await person.give({ type: "submitted" });
    expect(person.view().step.at).toBe("manage");
    await person.give({ type: "submitted" });
    expect(person.view().step).toMatchObject({ at: "ended", reason: "complete" });
    await settled(person);
    const list = await openPerson(drawbridge, "begins-here", { kind: "manage" });
    expect(listOf(list.view())).toMatchObject([{ state: "healthy", receipts: [{ state: "current", jobTypes: ["transactions"] }] }]);
    const types = (await person.events()).map(({ type }) => type);
    expect(types.filter((type) => ["consent.given", "accounts.submitted", "connection.created"].includes(type))).toEqual([
      "consent.given",
      "connection.created",
      "accounts.submitted",
    ]);
  });
});

describe("a state that a sandbox connection is made into", () => {
  it("is not undone by a sync that was at work", async () => {
    const { person, id } = await connect("forced", ["transactions"]);
    const stateOf = async (): Promise<unknown> => {
      const { rows } = await drawbridge.storage.pool.query(
        `select error, sync_lease_until as lease,
           (select count(*)::int from sync_runs where connection_id = $1 and status = 'running') as running from connections where id = $1`,
        [id.slice(4)],
      );
      return rows[0];
    };
    const held = holdBank();
    await post(`/v1/connections/${id}/syncs`, { attended: true });
    await held.asked;
    expect(await stateOf()).toMatchObject({ error: null, running: 1 });
    await post(`/v1/sandbox/connections/${id}/state`, { error: "credentials_error" });
    const forced = { error: "credentials_error", lease: null, running: 0 };
    expect(await stateOf()).toEqual(forced);
    held.release();
    const jobs = async (): Promise<number> =>
      (await drawbridge.storage.pool.query("select 1 from graphile_worker.jobs where key like 'sync:%'")).rows.length;
    await expect.poll(jobs, { timeout: 30_000 }).toBe(0);
    expect(await stateOf()).toEqual(forced);
    expect(listOf((await openPerson(drawbridge, "forced", { kind: "manage" })).view())[0]).toMatchObject({ id, action: "reauth" });
    const told = (await person.events()).filter(({ type }) => type === "sync.finished");
    expect(told.map(({ data }) => data["trigger"])).toEqual(["connect"]); // not the one that was stopped
  });
});
