import { request } from "node:http";
import { readWithin } from "@drawbridge/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyticsRoutes } from "../src/faces/native/analytics-routes.ts";
import { createAnalyticsStage, type AnalyticsStage } from "./analytics-stage.ts";

let stage: AnalyticsStage;
let origin: string;
beforeAll(async () => {
  stage = await createAnalyticsStage(() => new Date("2026-03-20T12:00:00Z"));
  await stage.app.register(analyticsRoutes({ ...stage.deps, longestQuestionMs: 200 }), { prefix: "/hurried" });
  origin = await stage.app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(() => stage.close());

const TWO_FILTERS = "/v1/analytics/overview?device=mobile&locale=en";

/** How many statements count sessions in this database now. */
const counting = async (): Promise<number> => {
  const { rows } = await stage.deps.storage.pool.query<{ n: number }>(
    "select count(*) as n from pg_stat_activity where datname = current_database() and state = 'active' and query like '%from session_facts%' and pid <> pg_backend_pid()",
  );
  return rows[0]?.n ?? 0;
};

/** Holds the sessions so that nobody can count them until what is returned is called. */
const holdSessions = async (): Promise<() => Promise<void>> => {
  const client = await stage.deps.storage.pool.connect();
  await client.query("begin; lock table session_facts in access exclusive mode");
  return async () => {
    await client.query("rollback");
    client.release();
  };
};

describe("a question that takes long", () => {
  it("ends in the database when its caller is gone, and the next one is answered", async () => {
    const release = await holdSessions();
    const call = request(`${origin}${TWO_FILTERS}`, { headers: { authorization: "Bearer api-token-1" } });
    call.on("error", () => undefined); // it is cut off below
    call.end();
    await expect.poll(counting, { timeout: 20_000 }).toBe(1);
    call.destroy();
    await expect.poll(counting, { timeout: 20_000 }).toBe(0);
    await release();
    expect((await stage.call("GET", TWO_FILTERS)).statusCode).toBe(200);
  });

  it("is given up after a while, in words that say what to ask instead, and the next one is answered", async () => {
    const release = await holdSessions();
    const answer = await stage.call("GET", `/hurried${TWO_FILTERS}`);
    expect([answer.statusCode, answer.json()]).toMatchObject([
      422,
      { code: "QUESTION_TOO_LARGE", detail: expect.stringMatching(/after 0\.2 s: ask for a shorter range/) },
    ]);
    await expect.poll(counting, { timeout: 20_000 }).toBe(0);
    await release();
    expect((await stage.call("GET", TWO_FILTERS)).statusCode).toBe(200);
  });

  it("is stopped when it took too long, between two statements as well, and other readers go on", async () => {
    const { pool } = stage.deps.storage;
    const forever = new AbortController().signal;
    const slow = readWithin(pool, { gone: forever, longestMs: 200 }, (db) => db.query("select pg_sleep(600)"));
    await expect(slow).rejects.toMatchObject({ name: "TimeoutError" });
    const many = readWithin(pool, { gone: forever, longestMs: 200 }, async (db) => {
      for (;;) await db.query("select 1");
    });
    await expect(many).rejects.toMatchObject({ name: "TimeoutError" });
    expect(await readWithin(pool, { gone: forever, longestMs: 60_000 }, async (db) => (await db.query("select 1 as one")).rows)).toEqual([
      { one: 1 },
    ]);
  });

  it("is not even begun for a caller who left before", async () => {
    const begun = readWithin(stage.deps.storage.pool, { gone: AbortSignal.abort(), longestMs: 1_000 }, async () => "read");
    await expect(begun).rejects.toMatchObject({ name: "AbortError" });
  });
});
