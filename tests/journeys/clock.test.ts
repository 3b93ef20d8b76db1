import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startReceiver, type Receiver } from "../../apps/server/test/webhook-stage.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openPerson, signInAs, signInWith, takeAll, type Logged, type Person } from "./person.ts";

let drawbridge: TestDrawbridge;
let receiver: Receiver;

beforeEach(async () => {
  drawbridge = await startDrawbridge({ random: () => 0.5 });
  receiver = await startReceiver();
});
afterEach(async () => {
  receiver.close();
  await drawbridge.close();
});

const HOUR = 3600;
const DAY = 24 * HOUR;

interface Connected {
  readonly person: Person;
  readonly id: string;
}

const created = async (person: Person): Promise<Connected> => {
  await takeAll(person);
  await person.give({ type: "submitted" });
  const event = (await person.events()).find(({ type }) => type === "connection.created");
  return { person, id: (event?.data["connection"] as { id: string } | undefined)?.id ?? "" };
};

const connect = async (externalId: string, username: string): Promise<Connected> => {
  const person = await openPerson(drawbridge, externalId, { jobTypes: ["transactions"] });
  await signInAs(person, username);
  return created(person);
};

const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
  const answer = await drawbridge.api(path, { method: "POST", body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
};

const advance = (seconds: number, stepSeconds?: number) => post("/v1/sandbox/clock/advance", { seconds, ...(stepSeconds && { stepSeconds }) });
const stateOf = async (id: string) => post(`/v1/sandbox/connections/${id}/state`, {});

/** Events of a connection in the log, beside its sessions' own. */
const logged = async ({ person }: Connected): Promise<readonly Logged[]> =>
  (await person.events()).filter(({ type }) => /^(connection\.(?!created|renewed)|sync\.|account\.)/.test(type));
const count = (events: readonly Logged[], type: string): number => events.filter((one) => one.type === type).length;

describe("the sandbox clock", () => {
  it("goes forward, by seconds or to a moment, and never back", async () => {
    const before = (await (await drawbridge.api("/v1/sandbox/clock")).json()) as { now: string };
    const after = await advance(DAY);
    expect(after).toMatchObject({ aheadSeconds: DAY });
    expect(Date.parse(String(after["now"])) - Date.parse(before.now)).toBeGreaterThanOrEqual(DAY * 1000);
    for (const body of [{ until: before.now }, { seconds: 1, until: before.now }, {}, { until: "soon" }, { seconds: -1 }, { seconds: 1, extra: 1 }]) {
      expect((await drawbridge.api("/v1/sandbox/clock/advance", { method: "POST", body })).status).toBe(400);
    }
  });

  it("is refused to a tenant that is no sandbox", async () => {
    await drawbridge.storage.pool.query("update tenants set slug = 'live'");
    expect((await drawbridge.api("/v1/sandbox/clock/advance", { method: "POST", body: { seconds: 1 } })).status).toBe(403);
    await drawbridge.storage.pool.query("update tenants set sandbox = true");
    expect((await drawbridge.api("/v1/sandbox/clock")).status).toBe(200);
  });

  it("ends sessions that idle by it, and leaves tokens and links alone", async () => {
    const person = await openPerson(drawbridge, "idle");
    await advance(11 * 60);
    const ended = await person.until("ended");
    expect(ended.at).toBe("ended");
  });
});

describe("ninety days of consent", () => {
  it("reminds at 7, 5, 3 and 1 days, ends once, and syncs once a night until then", async () => {
    const one = await connect("ninety", "user_ok");
    const made = await post("/v1/webhook-endpoints", { url: `${receiver.origin}/native`, eventTypes: ["connection.*"] });
    expect(made["secret"]).toBeTypeOf("string");
    await advance(80 * DAY, 5 * DAY);
    await advance(12 * DAY, DAY / 2);
    const events = await logged(one);
    expect(events.filter(({ type }) => type === "connection.expiring").map(({ data }) => data["daysLeft"])).toEqual([7, 5, 3, 1]);
    expect(count(events, "connection.expired")).toBe(1);
    expect(count(events, "connection.attention_required")).toBe(1); // the renewal that comes near is the one that is needed
    expect(await stateOf(one.id)).toMatchObject({
      status: "error",
      extendedStatus: "expired",
      nextScheduledSyncAt: null,
      recommendedAction: { row: "L5", action: "reauth" },
    });
    expect(await advance(3 * DAY, DAY)).toMatchObject({ syncs: 0 });
    const told = (await logged(one)).filter(({ type }) => type.startsWith("connection."));
    await expect.poll(() => receiver.hits.length, { timeout: 20_000 }).toBe(told.length);
  });
});

describe("three days of failures", () => {
  it("are tried again for three days, then no more; a refresh by the person mends it with the same id", async () => {
    const one = await connect("failing", "user_later_unexpected");
    await advance(6 * DAY, HOUR);
    const events = await logged(one);
    const tries = count(events, "sync.finished");
    expect(tries).toBeGreaterThan(6);
    expect(count(events, "sync.started")).toBe(tries);
    expect(
      events.filter(({ type }) => type === "connection.updated").map(({ data }) => (data["after"] as { extendedStatus: unknown }).extendedStatus),
    ).toEqual([null, "stoppedSyncing"]);
    expect(count(events, "connection.attention_required")).toBe(1);
    expect(await stateOf(one.id)).toMatchObject({
      status: "error",
      extendedStatus: "stoppedSyncing",
      error: "sync_error",
      nextScheduledSyncAt: null,
      recommendedAction: { row: "L9", action: "refresh" },
    });
    expect(await advance(DAY, HOUR)).toMatchObject({ syncs: 0 });

    const again = await openPerson(drawbridge, "failing", { kind: "refresh", connectionId: one.id });
    expect((await signInWith(again, { username: "user_later_unexpected", password: "pass_ok" })).at).toBe("review");
    await again.give({ type: "submitted" });
    expect(await stateOf(one.id)).toMatchObject({ status: "ok", extendedStatus: null, error: null });
    expect(count(await logged(one), "connection.recovered")).toBe(1);
  });
});

describe("an outage of the provider", () => {
  it("opens the breaker, stops the failure clock, and ends with one recovery", async () => {
    const one = await connect("outage", "user_ok");
    await post("/v1/sandbox/institutions/drawbridge-bank/state", { health: "down" });
    await advance(5 * DAY, HOUR);
    expect(await stateOf(one.id)).toMatchObject({
      status: "error",
      extendedStatus: null,
      error: "sync_error",
      recommendedAction: { row: "P1", action: "wait" },
    });
    const events = await logged(one);
    expect(count(events, "connection.updated")).toBe(1);
    expect(count(events, "connection.attention_required")).toBe(0);

    await post("/v1/sandbox/institutions/drawbridge-bank/state", { health: "healthy" });
    await advance(2 * HOUR, HOUR / 4);
    expect(await stateOf(one.id)).toMatchObject({ status: "ok", error: null });
    expect(count(await logged(one), "connection.recovered")).toBe(1);
  });
});

describe("data that grows old", () => {
  it("is old after two days at a bank and after forty at a valuation", async () => {
    const bank = await connect("old", "user_ok");
    const home = await openPerson(drawbridge, "home", { jobTypes: ["accountNumber"] });
    await choose(home, "keystone-homes");
    await signInWith(home, { postcode: "SW1A 1AA", house: "10" });
    const asset = await created(home);
    for (const [{ id }, days, error] of [
      [bank, 1.9, null],
      [bank, 2.1, "resync"],
      [asset, 39, null],
      [asset, 41, "resync"],
    ] as const) {
      expect(await post(`/v1/sandbox/connections/${id}/state`, { lastUpdatedDaysAgo: days })).toMatchObject({ error });
    }
  });
});

describe("a consent that was withdrawn at the bank", () => {
  it("is found by the next sync, told once, and nothing more is tried", async () => {
    const one = await connect("revoked", "user_ok");
    await post(`/v1/sandbox/connections/${one.id}/state`, { revokeAtBank: true });
    await advance(2 * DAY, DAY / 2);
    const events = await logged(one);
    expect(count(events, "connection.revoked")).toBe(1);
    expect(count(events, "connection.attention_required")).toBe(1);
    expect(await stateOf(one.id)).toMatchObject({
      error: "credentials_error",
      nextScheduledSyncAt: null,
      recommendedAction: { row: "L4", action: "reauth" },
    });
  });
});

describe("webhooks on demand", () => {
  it("fire any of them for a connection", async () => {
    const one = await connect("fired", "user_ok");
    await post("/v1/webhook-endpoints", { url: `${receiver.origin}/native`, eventTypes: ["connection.expiring"] });
    await post("/v1/sandbox/webhooks", { type: "connection.expiring", connectionId: one.id, data: { daysLeft: 3 } });
    await expect.poll(() => receiver.hits.length, { timeout: 15_000 }).toBe(1);
    expect(JSON.parse(receiver.hits[0]?.body ?? "{}")).toMatchObject({
      type: "connection.expiring",
      data: { daysLeft: 3, fired: true, connection: { id: one.id } },
    });
  });
});
