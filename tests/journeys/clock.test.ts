import { describe, expect, it } from "vitest";
import {
  advance,
  connect,
  connectThere,
  count,
  created,
  DAY,
  errorsOf,
  heardOnce,
  HOUR,
  listen,
  logged,
  mood,
  post,
  receiver,
  stateOf,
  the,
  useClock,
} from "./clock-stage.ts";
import { choose, openPerson, signInThere, signInWith } from "./person.ts";

useClock();

describe("the sandbox clock", () => {
  it("goes forward, by seconds or to a moment, and never back", async () => {
    const before = (await (await the().api("/v1/sandbox/clock")).json()) as { now: string; aheadSeconds: number };
    const after = await advance(DAY);
    expect(after).toMatchObject({ aheadSeconds: before.aheadSeconds + DAY });
    expect(Date.parse(String(after["now"])) - Date.parse(before.now)).toBeGreaterThanOrEqual(DAY * 1000);
    for (const body of [{ until: before.now }, { seconds: 1, until: before.now }, {}, { until: "soon" }, { seconds: -1 }, { seconds: 1, extra: 1 }]) {
      expect((await the().api("/v1/sandbox/clock/advance", { method: "POST", body })).status).toBe(400);
    }
  });

  it("is refused to a tenant that is no sandbox", async () => {
    const { rows } = await the().storage.pool.query<{ slug: string }>("select slug from tenants");
    await the().storage.pool.query("update tenants set slug = 'live'");
    expect((await the().api("/v1/sandbox/clock/advance", { method: "POST", body: { seconds: 1 } })).status).toBe(403);
    await the().storage.pool.query("update tenants set sandbox = true");
    expect((await the().api("/v1/sandbox/clock")).status).toBe(200);
    await the().storage.pool.query("update tenants set sandbox = false, slug = $1", [rows[0]?.slug]);
  });

  it("ends sessions that idle by it, and leaves tokens and links alone", async () => {
    const person = await openPerson(the(), "idle");
    await advance(11 * 60);
    const ended = await person.until("ended");
    expect(ended.at).toBe("ended");
  });
});

describe("ninety days of consent", () => {
  it("reminds at 7, 5, 3 and 1 days, ends once, and syncs once a night until then", async () => {
    await listen();
    const one = await connect("ninety", "user_ok");
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
    await heardOnce(one);
  });

  it("reminds of a bank's interface the same, at a client's webhook from the fifth day on; a renewal starts anew", async () => {
    await listen();
    const client = "00000000-0000-4000-8000-000000000001";
    const webhook = { url: `${receiver().origin}/vendor`, eventTypes: ["reauthReminder", "connection.expired"] };
    expect((await the().api(`/v1/oidc-clients/${client}/settings`, { method: "PATCH", body: { webhook } })).status).toBe(200);
    const one = await connectThere("ninety-there");
    await advance(80 * DAY, 5 * DAY);
    await advance(12 * DAY, DAY / 2);
    const events = await logged(one);
    expect(events.filter(({ type }) => type === "connection.expiring").map(({ data }) => data["daysLeft"])).toEqual([7, 5, 3, 1]);
    expect([count(events, "connection.expired"), count(events, "connection.attention_required")]).toEqual([1, 1]);
    expect(await stateOf(one.id)).toMatchObject({ extendedStatus: "expired", recommendedAction: { row: "A4", action: "reconsent" } });
    await heardOnce(one);
    const vendor = (): readonly unknown[] =>
      receiver()
        .hits.filter(({ path }) => path === "/vendor")
        .map(({ body }) => {
          const { eventType, payload } = JSON.parse(body) as { eventType: string; payload: Record<string, unknown> };
          return [eventType, payload["timeUntilReauthorizationInDays"] ?? null];
        });
    const expected = [5, 3, 1, -1].map((days): unknown => ["reauthReminder", days]).concat([["connection.expired", null]]);
    await expect.poll(() => vendor().length, { timeout: 30_000 }).toBe(expected.length);
    expect(vendor()).toEqual(expect.arrayContaining(expected));

    const again = await openPerson(the(), "ninety-there", { kind: "reauth", connectionId: one.id });
    await signInThere(the(), again);
    await again.give({ type: "submitted" });
    expect(await stateOf(one.id)).toMatchObject({ status: "ok", recommendedAction: { row: "A1" } });
    await advance(84 * DAY, 6 * DAY);
    expect(count(await logged(one), "connection.expiring")).toBe(5);
  });
});

describe("three days of failures", () => {
  it("are tried again for three days, then no more; a refresh by the person mends it with the same id", async () => {
    await listen();
    const one = await connect("failing", "user_later_unexpected");
    await advance(6 * DAY, 2 * HOUR);
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
    expect(await advance(DAY, DAY / 4)).toMatchObject({ syncs: 0 });

    const again = await openPerson(the(), "failing", { kind: "refresh", connectionId: one.id });
    expect((await signInWith(again, { username: "user_later_unexpected", password: "pass_ok" })).at).toBe("review");
    await again.give({ type: "submitted" });
    expect(await stateOf(one.id)).toMatchObject({ status: "ok", extendedStatus: null, error: null });
    expect(count(await logged(one), "connection.recovered")).toBe(1);
    await heardOnce(one);
  });
});

describe("an outage of the provider", () => {
  it("opens the breaker, stops the failure clock, and ends with one recovery", async () => {
    await listen();
    const one = await connect("outage", "user_ok");
    const neighbour = await connect("outage-too", "user_alltypes");
    await mood("drawbridge-bank", { health: "down" });
    await advance(5 * DAY, 2 * HOUR);
    expect(await stateOf(one.id)).toMatchObject({
      status: "error",
      extendedStatus: null,
      error: "sync_error",
      recommendedAction: { row: "P1", action: "wait" },
    });
    const events = await logged(one);
    expect(count(events, "connection.updated")).toBe(1);
    expect(count(events, "connection.attention_required")).toBe(0);

    await mood("drawbridge-bank", { health: "healthy" });
    await advance(2 * HOUR, HOUR / 4);
    // Also the one that was not asked whether the bank is back, and whose next try lay half a day ahead.
    for (const each of [one, neighbour]) {
      await expect.poll(() => stateOf(each.id), { timeout: 30_000 }).toMatchObject({ status: "ok", error: null });
      expect(count(await logged(each), "connection.recovered")).toBe(1);
      await heardOnce(each);
    }
  });
});

describe("data that grows old", () => {
  it("is old after two days at a bank: told once, the person is reminded every second day until they refresh", async () => {
    await mood("drawbridge-bank", { singleSyncOnly: true });
    await listen();
    const one = await connect("old", "user_ok");
    await advance(1.9 * DAY, DAY / 4);
    expect(await stateOf(one.id)).toMatchObject({ status: "ok", recommendedAction: { row: "L2", action: "refresh" } });
    await advance(5 * DAY, DAY / 4);
    expect(await stateOf(one.id)).toMatchObject({ error: "resync", recommendedAction: { row: "L6", action: "refresh" } });
    const events = await logged(one);
    expect(errorsOf(events)).toEqual(["resync"]);
    expect(events.filter(({ type }) => type === "connection.refresh_due").map(({ data }) => data["daysSinceUpdate"])).toEqual([2, 4, 6]);
    expect(count(events, "connection.attention_required")).toBe(1);

    const again = await openPerson(the(), "old", { kind: "refresh", connectionId: one.id });
    await signInWith(again, { username: "user_ok", password: "pass_ok" });
    await again.give({ type: "submitted" });
    expect(count(await logged(one), "connection.recovered")).toBe(1);
    await heardOnce(one);
  });

  it("is old after forty days at a valuation, and not before", async () => {
    await mood("keystone-homes", { singleSyncOnly: true });
    await listen();
    const home = await openPerson(the(), "home", { jobTypes: ["accountNumber"] });
    await choose(home, "keystone-homes");
    await signInWith(home, { postcode: "SW1A 1AA", house: "10" });
    const one = await created(home);
    await advance(39.5 * DAY, DAY);
    expect(await stateOf(one.id)).toMatchObject({ status: "ok", error: null, recommendedAction: { row: "A1" } });
    await advance(6 * DAY, DAY / 2);
    expect(await stateOf(one.id)).toMatchObject({ error: "resync", recommendedAction: { row: "A13", action: "sync" } });
    expect(errorsOf(await logged(one))).toEqual(["resync"]);
    expect(count(await logged(one), "connection.refresh_due")).toBe(0);
    await heardOnce(one);
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
    await post("/v1/webhook-endpoints", { url: `${receiver().origin}/native`, eventTypes: ["connection.expiring"] });
    await post("/v1/sandbox/webhooks", { type: "connection.expiring", connectionId: one.id, data: { daysLeft: 3 } });
    await expect.poll(() => receiver().hits.length, { timeout: 30_000 }).toBe(1);
    expect(JSON.parse(receiver().hits[0]?.body ?? "{}")).toMatchObject({
      type: "connection.expiring",
      data: { daysLeft: 3, fired: true, connection: { id: one.id } },
    });
  });
});
