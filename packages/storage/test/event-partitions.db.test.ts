import { afterAll, beforeAll, expect, it } from "vitest";
import { events, eventPartitions, newId, newIdAt, type Expiry } from "../src/index.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing/create-test-database.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
});
afterAll(() => db.drop());

const [keeping, forgetting] = [newId(), newId()];
const at = (text: string): Date => new Date(`${text}T12:00:00Z`);
const append = (tenantId: string, when: Date): Promise<void> =>
  events(db.storage.pool).append([
    { id: newIdAt(when, 0), tenantId, sessionId: null, userId: null, seq: 0, type: "t", attemptId: null, step: "", data: {}, occurredAt: when },
  ]);
const inTurn = (work: (partitions: ReturnType<typeof eventPartitions>) => Promise<readonly string[]>) =>
  db.storage.transaction((tx) => work(eventPartitions(tx)));
const countIn = async (table: string): Promise<number> => (await db.storage.pool.query(`select 1 from ${table}`)).rowCount ?? 0;

it("months are made ahead as the clock goes on, and take over what had no month yet", async () => {
  await append(keeping, at("2031-05-10"));
  await append(forgetting, at("2031-06-10"));
  expect(await countIn("events_default")).toBe(2);
  expect(await inTurn((partitions) => partitions.makeAhead(at("2031-05-02")))).toEqual(["events_2031_05", "events_2031_06", "events_2031_07"]);
  expect(await inTurn((partitions) => partitions.makeAhead(at("2031-05-31")))).toEqual([]);
  expect([await countIn("events_default"), await countIn("events_2031_05"), await countIn("events_2031_06")]).toEqual([0, 1, 1]);
  await append(keeping, at("2031-07-10"));
  expect([await countIn("events_2031_07"), await countIn("events")]).toEqual([1, 3]);
});

it("a past month goes when nobody keeps anything of it, and no month that is still to be written", async () => {
  const expiries: readonly Expiry[] = [{ tenantId: forgetting, before: at("2031-07-01") }];
  const now = at("2031-07-20");
  const dropped = await inTurn((partitions) => partitions.dropExpired(now, expiries));
  expect(dropped).toContain("events_2031_06");
  expect(dropped).not.toContain("events_2031_05");
  expect(dropped).not.toContain("events_2031_07");
  expect(await countIn("events")).toBe(2);
  const all = [...expiries, { tenantId: keeping, before: at("2031-06-01") }];
  expect(await inTurn((partitions) => partitions.dropExpired(now, all))).toEqual(["events_2031_05"]);
  expect(await inTurn((partitions) => partitions.dropExpired(now, all))).toEqual([]);
});
