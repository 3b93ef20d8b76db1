import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { newId, newIdAt, type EventRow } from "@drawbridge/storage";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { followLog } from "../src/analytics/follow-log.ts";
import type { Recomputed } from "../src/analytics/recompute.ts";
import { startAnalytics } from "../src/analytics/run-analytics.ts";
import { watchInstitutions } from "../src/analytics/watch-institutions.ts";
import { applyPolicies } from "../src/event-log/apply-policy.ts";
import { institutionHealthRoutes } from "../src/faces/native/health-routes.ts";
import { printId } from "../src/ids.ts";
import { seedInstitutions } from "../src/institutions/seed.ts";
import { operationsRoutes } from "../src/operations/routes.ts";
import { recordEvents } from "../src/webhooks/record-events.ts";
import { createAnalyticsStage, type AnalyticsStage } from "./analytics-stage.ts";

const clock = { now: new Date() };
let stage: AnalyticsStage;
let origin: string;
beforeAll(async () => {
  stage = await createAnalyticsStage(() => clock.now);
  await stage.app.register(institutionHealthRoutes(stage.deps));
  await stage.app.register(operationsRoutes(stage.deps));
  await stage.app.listen({ host: "127.0.0.1", port: 0 });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
  origin = `http://127.0.0.1:${(stage.app.server.address() as AddressInfo).port}`;
});
afterAll(() => stage.close());

const row = (change: Partial<EventRow>): EventRow => ({
  id: newId(),
  tenantId: stage.tenantId,
  sessionId: null,
  userId: null,
  seq: 0,
  type: "session.started",
  attemptId: null,
  step: "search",
  data: {},
  occurredAt: new Date(),
  ...change,
});
const record = (...rows: readonly EventRow[]): Promise<void> => stage.deps.storage.transaction((tx) => recordEvents(tx, rows));

interface Printed {
  readonly id: string;
  readonly type: string;
  readonly action: string | null;
}
const list = async (query: string): Promise<readonly Printed[]> => (await stage.get<{ events: readonly Printed[] }>(`/v1/events?${query}`)).events;

const bearer = { authorization: "Bearer api-token-1" };

/** Reads a stream until it has told of so many events; answers their ids. */
const read = async (query: string, wanted: number, headers: Record<string, string> = {}): Promise<readonly string[]> => {
  const reply = await fetch(`${origin}/v1/events/stream?${query}`, { headers: { ...bearer, ...headers } });
  let text = "";
  for await (const chunk of reply.body ?? []) {
    text += Buffer.from(chunk).toString();
    const ids = [...text.matchAll(/^id: (\S+)\nevent: event$/gm)].map(([, id = ""]) => id);
    if (ids.length >= wanted) return ids;
  }
  return [];
};

describe("the list", () => {
  it("is filtered by everything, paged both ways, and names Connect's action", async () => {
    const [sessionId, userId] = [newId(), newId()];
    const institution = { id: printId("ins", newId()), name: "A" };
    const connection = { id: printId("con", newId()), no: 1 };
    const types = ["session.started", "sign_in.started", "sign_in.failed", "accounts.added", "step.changed"];
    const rows = types.map((type, index) =>
      row({ type, sessionId, userId, seq: index + 1, data: { institution, ...(type === "accounts.added" && { connection }) } }),
    );
    await record(...rows);
    const session = `sessionId=${printId("ses", sessionId)}`;
    expect((await list(session)).map(({ type }) => type)).toEqual(types);
    expect((await list(session)).map(({ action }) => action)).toEqual(["Initialize", "SignInAttempt", "SignInAttempt", "AddAccounts", null]);
    expect(await list(`userId=${printId("usr", userId)}`)).toHaveLength(5);
    expect(await list(`institutionId=${institution.id}`)).toHaveLength(5);
    expect((await list(`connectionId=${connection.id}`)).map(({ type }) => type)).toEqual(["accounts.added"]);
    expect((await list(`${session}&type=sign_in.*,step.changed`)).map(({ type }) => type)).toEqual([
      "sign_in.started",
      "sign_in.failed",
      "step.changed",
    ]);
    expect(await list(`${session}&action=SignInAttempt`)).toHaveLength(2);
    expect(await list(`${session}&to=2020-01-01`)).toEqual([]);
    const pages = [];
    for (let after = ""; ;) {
      const page = await stage.get<{ events: readonly Printed[]; next: string | null }>(`/v1/events?${session}&order=newest&limit=2${after}`);
      pages.push(...page.events.map(({ type }) => type));
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    expect(pages).toEqual(types.toReversed());
  });

  it.each(["sessionId=1", "institutionId=con_1", "type=DROP%20TABLE", "action=Nonsense", "from=soon", "order=random", "colour=red"])(
    "refuses %s with 400",
    async (query) => {
      for (const path of ["/v1/events", "/v1/events/export"]) expect((await stage.call("GET", `${path}?${query}`)).statusCode).toBe(400);
    },
  );

  it("exports everything as NDJSON, and as CSV without formulas", async () => {
    const userId = newId();
    await record(
      ...Array.from({ length: 1_200 }, () => row({ userId, type: "alert.shown", data: { failure: "=cmd()", institution: { name: "=1+1" } } })),
    );
    const ndjson = await stage.call("GET", `/v1/events/export?userId=${printId("usr", userId)}`);
    expect(
      new Set(
        ndjson.body
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line).id),
      ).size,
    ).toBe(1_200);
    const csv = await stage.call("GET", `/v1/events/export?format=csv&userId=${printId("usr", userId)}`);
    const rows: readonly Record<string, string>[] = parse(csv.body, { columns: true });
    expect(rows).toHaveLength(1_200);
    expect(rows[0]).toMatchObject({ institution: "'=1+1", failure: "'=cmd()", type: "alert.shown" });
  });

  it("exports no cell that a spreadsheet would run", async () => {
    const userId = newId();
    const cells = ["=1", "+1", "-1", "@sum(1)", "\t=1", "\r=1", "\uFF1D1", "\uFF0B1", "\uFF0D1", "\uFF20x", '";=1', 'plain, "quoted"\r\nand broken'];
    await record(...cells.map((name) => row({ userId, data: { institution: { name } } })));
    const csv = await stage.call("GET", `/v1/events/export?format=csv&userId=${printId("usr", userId)}`);
    const rows: readonly Record<string, string>[] = parse(csv.body, { columns: true });
    expect(rows.map(({ institution }) => institution)).toEqual(
      cells.map((name) => (/^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(name) ? `'${name}` : name)),
    );
  });

  it("is filtered by time, by families of types, and by what people were shown", async () => {
    const userId = newId();
    const of = `userId=${printId("usr", userId)}`;
    const at = (hours: number): Date => new Date(clock.now.getTime() - hours * 3_600_000);
    await record(
      row({ userId, id: newIdAt(at(5), 0), type: "sign_in.failed", occurredAt: at(5), data: { failure: "bank_down" } }),
      row({ userId, id: newIdAt(at(3), 0), type: "sign_in_other.failed", occurredAt: at(3), data: { failure: "login_locked" } }),
      row({ userId, id: newIdAt(at(1), 0), type: "alert.shown", occurredAt: at(1), data: { failure: "bank_down" } }),
    );
    const types = async (query: string): Promise<readonly string[]> => (await list(`${of}&${query}`)).map(({ type }) => type);
    expect(await types(`from=${at(4).toISOString()}`)).toEqual(["sign_in_other.failed", "alert.shown"]);
    expect(await types(`to=${at(3).toISOString()}`)).toEqual(["sign_in.failed"]);
    expect(await types(`from=${at(3).toISOString()}&to=${at(1).toISOString()}`)).toEqual(["sign_in_other.failed"]);
    expect(await types("type=sign_in.*")).toEqual(["sign_in.failed"]);
    expect(await types("type=sign_in.*,alert.*,nothing.such")).toEqual(["sign_in.failed", "alert.shown"]);
    expect(await types("type=alert.shown&failure=bank_down")).toEqual(["alert.shown"]);
    expect(await types("failure=bank_down&order=newest")).toEqual(["alert.shown", "sign_in.failed"]);
  });
});

describe("the stream", () => {
  it("resumes after the last event without a gap or a repetition, also where transactions overlapped", async () => {
    const userId = newId();
    const of = `userId=${printId("usr", userId)}`;
    const first = row({ userId });
    await record(first);
    const early = row({ userId, type: "step.changed" });
    const late = row({ userId, type: "step.changed" });
    // The later id commits first: whoever follows ids alone would pass the other one over.
    const slow = await stage.deps.storage.pool.connect();
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
    const reply = await fetch(`${origin}/v1/events/stream`, { headers: { ...bearer, "last-event-id": printId("evt", newId()) } });
    const reader = reply.body?.getReader();
    let text = "";
    while (!text.includes("event: gap")) text += Buffer.from((await reader?.read())?.value ?? []).toString();
    await reader?.cancel();
    expect(reply.status).toBe(200);
  });

  it("a listener that never reads does not hold up the others", async () => {
    const userId = newId();
    const deaf = connect(Number(new URL(origin).port), "127.0.0.1");
    deaf.pause();
    deaf.write(`GET /v1/events/stream HTTP/1.1\r\nHost: x\r\nAuthorization: ${bearer.authorization}\r\n\r\n`);
    const others = [1, 2, 3].map(() => read(`userId=${printId("usr", userId)}`, 40));
    while (stage.deps.logTail.size() < 4) await new Promise((resolve) => setImmediate(resolve));
    const padding = "x".repeat(100_000);
    for (let n = 0; n < 40; n += 1) await record(row({ userId, data: { padding } }));
    for (const ids of await Promise.all(others)) expect(new Set(ids).size).toBe(40);
    deaf.destroy();
  });
});

describe("health of institutions", () => {
  it("is shown as down from traffic, alerts, and recovers; a small sample says nothing", async () => {
    await seedInstitutions(stage.deps.storage);
    await stage.deps.directory.reload();
    const entry = stage.deps.directory.resolve("lantern-bank", []);
    if (!entry) throw new Error("no such bank");
    const institution = { id: entry.card.id };
    const fails = (count: number) =>
      record(...Array.from({ length: count }, () => row({ type: "oauth.failed", data: { institution, failure: "bank_down" } })));
    const health = async () => {
      await watchInstitutions(stage.deps);
      await stage.deps.directory.reload();
      return stage.deps.directory.resolve("lantern-bank", [])?.card.health;
    };
    await fails(19);
    expect(await health()).toBe("healthy");
    await fails(11);
    expect(await health()).toBe("down");
    const board = await stage.get<{ institutions: readonly { id: string; health: string; failed: number; failureRate: { low: number } }[] }>(
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
    await followLog(stage.deps);
    const before = await stage.get<{ data: object }>("/v1/analytics/overview");
    const policy = { retentionDays: null, redactAfterDays: 1, searchTerms: "hash", accountIds: "drop" };
    expect((await stage.call("PUT", "/v1/event-policy", policy)).json()).toEqual(policy);
    await applyPolicies(stage.deps);
    const data = async () => (await stage.call("GET", `/v1/events?sessionId=${printId("ses", sessionId)}`)).body;
    expect(await data()).toContain("secret bank");
    clock.now = new Date(clock.now.getTime() + 2 * 86_400_000);
    await applyPolicies(stage.deps);
    expect(await data()).not.toMatch(/secret bank|acc_1/);
    clock.now = new Date(clock.now.getTime() - 2 * 86_400_000);
    expect(await stage.get("/v1/analytics/overview")).toEqual(before);
    let after: string | null = null;
    do {
      const piece: Recomputed = (await stage.call("POST", "/v1/analytics/recomputations", after === null ? {} : { after })).json<Recomputed>();
      expect(piece).toMatchObject({ changedSessions: 0, changedSums: 0 });
      after = piece.next;
    } while (after !== null);
    await stage.call("PUT", "/v1/event-policy", { ...policy, retentionDays: 1 });
    clock.now = new Date(clock.now.getTime() + 2 * 86_400_000);
    await applyPolicies(stage.deps);
    expect(await list("limit=10")).toEqual([]);
    clock.now = new Date(clock.now.getTime() - 2 * 86_400_000);
    expect(await stage.get("/v1/analytics/overview")).toEqual(before);
  });

  it("passes over nothing that was noted before others and committed after them", async () => {
    const policy = { retentionDays: null, redactAfterDays: 1, searchTerms: "drop", accountIds: "keep" };
    expect((await stage.call("PUT", "/v1/event-policy", policy)).statusCode).toBe(200);
    const searched = (term: string) => row({ type: "institution.searched", data: { term, resultCount: 0, attempts: 1 } });
    const [first, second] = [searched("noted first"), searched("noted second")];
    const [noted, committed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const late = stage.deps.storage.transaction(async (tx) => {
      await recordEvents(tx, [first]);
      noted.resolve();
      await committed.promise;
    });
    await noted.promise;
    await record(second);
    const told = async (ageMs: number): Promise<string> => {
      const now = clock.now;
      clock.now = new Date(Date.now() + 86_400_000 + ageMs);
      await applyPolicies(stage.deps);
      clock.now = now;
      return (await stage.call("GET", "/v1/events?type=institution.searched")).body;
    };
    expect(await told(300_000)).toContain("noted second"); // it waits for what may still commit
    committed.resolve();
    await late;
    expect(await told(300_000)).toMatch(/noted first[\s\S]*noted second/);
    expect(await told(660_000)).not.toContain("noted");
  });

  it.each([{}, { retentionDays: 0, redactAfterDays: 1, searchTerms: "keep", accountIds: "keep" }])("%j is refused with 400", async (body) =>
    expect((await stage.call("PUT", "/v1/event-policy", body)).statusCode).toBe(400),
  );
});

describe("numbers", () => {
  it("come while people come: what was told before is counted although more and more is written", async () => {
    const opened = async () => (await stage.get<{ data: { opened: number } }>("/v1/analytics/overview")).data.opened;
    await followLog(stage.deps); // what other tests wrote
    const before = await opened();
    const traffic = { going: true, written: 0 };
    const write = async (): Promise<void> => {
      while (traffic.going) {
        await record(...Array.from({ length: 20 }, () => row({ sessionId: newId(), userId: newId(), seq: 1 })));
        traffic.written += 20;
      }
    };
    const writers = [write(), write()];
    const stop = startAnalytics(stage.deps);
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
    expect((await stage.call("GET", "/health/live")).json()).toEqual({ status: "alive" });
    expect((await stage.call("GET", "/health/ready")).json()).toEqual({
      status: "ready",
      checks: { database: true, queue: true, directory: true, accepting: true },
    });
    const metrics = await stage.call("GET", "/metrics");
    expect(metrics.body).toMatch(/^drawbridge_analytics_events_behind \d+$/m);
  });
});
