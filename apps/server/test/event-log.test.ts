import { connect } from "node:net";
import { newId, type EventRow } from "@drawbridge/storage";
import { describe, expect, it } from "vitest";
import type { Recomputed } from "../src/analytics/recompute.ts";
import { startAnalytics } from "../src/analytics/run-analytics.ts";
import { watchInstitutions } from "../src/analytics/watch-institutions.ts";
import { applyPolicies } from "../src/event-log/apply-policy.ts";
import { printId } from "../src/ids.ts";
import { seedInstitutions } from "../src/institutions/seed.ts";
import { recordEvents } from "../src/webhooks/record-events.ts";
import { countAll } from "./analytics-stage.ts";
import { testList } from "./event-list-cases.ts";
import { clock, list, origin, record, row, stage, useEventLog } from "./event-log-stage.ts";

useEventLog();

const bearer = { authorization: "Bearer api-token-1" };

/** Reads a stream until it has told of so many events; answers their ids. */
const read = async (query: string, wanted: number, headers: Record<string, string> = {}): Promise<readonly string[]> => {
  const reply = await fetch(`${origin()}/v1/events/stream?${query}`, { headers: { ...bearer, ...headers } });
  let text = "";
  for await (const chunk of reply.body ?? []) {
    text += Buffer.from(chunk).toString();
    const ids = [...text.matchAll(/^id: (\S+)\nevent: event$/gm)].map(([, id = ""]) => id);
    if (ids.length >= wanted) return ids;
  }
  return [];
};

testList();

describe("the stream", () => {
  it("resumes after the last event without a gap or a repetition, also where transactions overlapped", async () => {
    const userId = newId();
    const of = `userId=${printId("usr", userId)}`;
    const first = row({ userId });
    await record(first);
    const early = row({ userId, type: "step.changed" });
    const late = row({ userId, type: "step.changed" });
    // The later id commits first: whoever follows ids alone would pass the other one over.
    const slow = await stage().deps.storage.pool.connect();
    await slow.query("begin");
    await recordEvents(slow, [early]);
    await record(late);
    const reading = read(of, 2, { "last-event-id": printId("evt", first.id) });
    await slow.query("commit");
    slow.release();
    expect((await reading).toSorted((a, b) => a.localeCompare(b))).toEqual(
      [early, late].map(({ id }) => printId("evt", id)).toSorted((a, b) => a.localeCompare(b)),
    );
    expect(await read(of, 2, { "last-event-id": printId("evt", first.id) })).toHaveLength(2);
  });

  it("tells of a gap when the event is not there", async () => {
    const reply = await fetch(`${origin()}/v1/events/stream`, { headers: { ...bearer, "last-event-id": printId("evt", newId()) } });
    const reader = reply.body?.getReader();
    let text = "";
    while (!text.includes("event: gap")) text += Buffer.from((await reader?.read())?.value ?? []).toString();
    await reader?.cancel();
    expect(reply.status).toBe(200);
  });

  it("a listener that never reads does not hold up the others", async () => {
    const userId = newId();
    const deaf = connect(Number(new URL(origin()).port), "127.0.0.1");
    deaf.pause();
    deaf.write(`GET /v1/events/stream HTTP/1.1\r\nHost: x\r\nAuthorization: ${bearer.authorization}\r\n\r\n`);
    const others = [1, 2, 3].map(() => read(`userId=${printId("usr", userId)}`, 40));
    while (stage().deps.logTail.size() < 4) await new Promise((resolve) => setImmediate(resolve));
    const padding = "x".repeat(100_000);
    for (let n = 0; n < 40; n += 1) await record(row({ userId, data: { padding } }));
    for (const ids of await Promise.all(others)) expect(new Set(ids).size).toBe(40);
    deaf.destroy();
  });
});

describe("health of institutions", () => {
  it("is shown as down from traffic, alerts, and recovers; a small sample says nothing", async () => {
    await seedInstitutions(stage().deps.storage);
    await stage().deps.directory.reload();
    const entry = stage().deps.directory.resolve("lantern-bank", []);
    if (!entry) throw new Error("no such bank");
    const institution = { id: entry.card.id };
    const fails = (count: number) =>
      record(...Array.from({ length: count }, () => row({ type: "oauth.failed", data: { institution, failure: "bank_down" } })));
    const health = async () => {
      await watchInstitutions(stage().deps);
      await stage().deps.directory.reload();
      return stage().deps.directory.resolve("lantern-bank", [])?.card.health;
    };
    await fails(19);
    expect(await health()).toBe("healthy");
    await fails(11);
    expect(await health()).toBe("down");
    const board = await stage().get<{ institutions: readonly { id: string; health: string; failed: number; failureRate: { low: number } }[] }>(
      "/v1/institutions/health",
    );
    expect(board.institutions.find(({ id }) => id === institution.id)).toMatchObject({ health: "down", failed: 30 });
    await record(...Array.from({ length: 90 }, () => row({ type: "oauth.returned", data: { institution } })));
    expect(await health()).toBe("healthy");
    expect((await list("type=institution.*")).map(({ type }) => type)).toEqual(["institution.down", "institution.recovered"]);
    expect(await health()).toBe("healthy");
    expect(await list("type=institution.*")).toHaveLength(2);
  });
});

describe("the policy of a tenant", () => {
  it("hashes terms and drops account ids of old events, keeps the numbers, and forgets what is too old", async () => {
    const [sessionId, userId] = [newId(), newId()];
    const of = (seq: number, change: Partial<EventRow>) => row({ sessionId, userId, seq, ...change });
    await record(
      of(1, {}),
      of(2, { type: "institution.searched", data: { term: "secret bank", resultCount: 0, attempts: 1 } }),
      of(4, { type: "institution.searched", data: { term: "#secret bank", resultCount: 0, attempts: 2 } }),
      of(3, { type: "accounts.offered", data: { accounts: [{ id: "acc_1", no: 1 }] } }),
    );
    await countAll(stage());
    const before = await stage().get<{ data: object }>("/v1/analytics/overview");
    const policy = { retentionDays: null, redactAfterDays: 1, searchTerms: "hash", accountIds: "drop" };
    expect((await stage().call("PUT", "/v1/event-policy", policy)).json()).toEqual(policy);
    await applyPolicies(stage().deps);
    const data = async () => (await stage().call("GET", `/v1/events?sessionId=${printId("ses", sessionId)}`)).body;
    expect(await data()).toContain("secret bank");
    clock.now = new Date(clock.now.getTime() + 2 * 86_400_000);
    await applyPolicies(stage().deps);
    expect(await data()).not.toMatch(/secret bank|acc_1/);
    clock.now = new Date(clock.now.getTime() - 2 * 86_400_000);
    expect(await stage().get("/v1/analytics/overview")).toEqual(before);
    let after: string | null = null;
    do {
      const piece: Recomputed = (await stage().call("POST", "/v1/analytics/recomputations", after === null ? {} : { after })).json<Recomputed>();
      expect(piece).toMatchObject({ changedSessions: 0, changedSums: 0 });
      after = piece.next;
    } while (after !== null);
    await stage().call("PUT", "/v1/event-policy", { ...policy, retentionDays: 1 });
    clock.now = new Date(clock.now.getTime() + 2 * 86_400_000);
    await applyPolicies(stage().deps);
    expect(await list("limit=10")).toEqual([]);
    clock.now = new Date(clock.now.getTime() - 2 * 86_400_000);
    expect(await stage().get("/v1/analytics/overview")).toEqual(before);
  });

  it("passes over nothing that was noted before others and committed after them", async () => {
    const policy = { retentionDays: null, redactAfterDays: 1, searchTerms: "drop", accountIds: "keep" };
    expect((await stage().call("PUT", "/v1/event-policy", policy)).statusCode).toBe(200);
    const searched = (term: string) => row({ type: "institution.searched", data: { term, resultCount: 0, attempts: 1 } });
    const [first, second] = [searched("noted first"), searched("noted second")];
    const [noted, committed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const late = stage().deps.storage.transaction(async (tx) => {
      await recordEvents(tx, [first]);
      noted.resolve();
      await committed.promise;
    });
    await noted.promise;
    await record(second);
    const told = async (ageMs: number): Promise<string> => {
      const now = clock.now;
      clock.now = new Date(Date.now() + 86_400_000 + ageMs);
      await applyPolicies(stage().deps);
      clock.now = now;
      return (await stage().call("GET", "/v1/events?type=institution.searched")).body;
    };
    expect(await told(300_000)).toContain("noted second"); // it waits for what may still commit
    committed.resolve();
    await late;
    expect(await told(300_000)).toMatch(/noted first[\s\S]*noted second/);
    expect(await told(660_000)).not.toContain("noted");
  });

  it.each([{}, { retentionDays: 0, redactAfterDays: 1, searchTerms: "keep", accountIds: "keep" }])("%j is refused with 400", async (body) =>
    expect((await stage().call("PUT", "/v1/event-policy", body)).statusCode).toBe(400),
  );
});

describe("numbers", () => {
  it("come while people come: what was told before is counted although more and more is written", async () => {
    const opened = async () => (await stage().get<{ data: { opened: number } }>("/v1/analytics/overview")).data.opened;
    await countAll(stage()); // what other tests wrote
    const before = await opened();
    const traffic = { going: true, written: 0 };
    const write = async (): Promise<void> => {
      while (traffic.going) {
        await record(...Array.from({ length: 20 }, () => row({ sessionId: newId(), userId: newId(), seq: 1 })));
        traffic.written += 20;
      }
    };
    const writers = [write(), write()];
    const stop = startAnalytics(stage().deps);
    for (let round = 0; round < 2; round += 1) {
      const told = traffic.written + 20;
      await expect.poll(async () => (await opened()) - before, { timeout: 60_000, interval: 250 }).toBeGreaterThanOrEqual(told);
    }
    traffic.going = false;
    await Promise.all(writers);
    await expect.poll(async () => (await opened()) - before, { timeout: 60_000, interval: 250 }).toBe(traffic.written);
    await stop();
  }, 120_000);
});

describe("operations", () => {
  it("says that it is alive, ready, and what it measures", async () => {
    expect((await stage().call("GET", "/health/live")).json()).toEqual({ status: "alive" });
    expect((await stage().call("GET", "/health/ready")).json()).toEqual({
      status: "ready",
      checks: { database: true, queue: true, directory: true, accepting: true },
    });
    const metrics = await stage().call("GET", "/metrics");
    expect(metrics.body).toMatch(/^drawbridge_analytics_events_behind \d+$/m);
  });
});
