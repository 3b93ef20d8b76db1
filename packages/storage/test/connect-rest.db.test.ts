import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accounts, connections, consents, deletedIds, newId, tenants, transactions, users, type AccountToStore } from "../src/index.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing/create-test-database.ts";

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
});
afterAll(() => db.drop());

const start = new Date("2026-03-01T12:00:00Z");
const later = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);

const makeTenant = async (slug: string): Promise<string> => {
  const id = newId();
  await tenants(db.storage.pool).upsert({
    id,
    slug,
    name: slug,
    partnerSecretHash: "x",
    appKeyHash: "x",
    apiTokenHash: slug,
    policyUrl: null,
    origins: [],
  });
  return id;
};

const makeConnection = async (tenantId: string, externalId = "u") => {
  const user = await users(db.storage.pool).findOrCreateByExternalId(tenantId, externalId);
  const id = newId();
  const { no } = await connections(db.storage.pool).create({
    id,
    tenantId,
    userId: user.id,
    institutionId: newId(),
    provider: "p",
    kind: "api",
    bankConnectionId: `b:${id}`,
    sessionId: newId(),
    jobTypes: [],
    createdAt: start,
  });
  await connections(db.storage.pool).activate(tenantId, id, { accessSealed: { v: 1 }, jobTypes: ["transactions"], error: null, at: start });
  return { id, no, tenantId, userId: user.id };
};

const account = (stableId: string): AccountToStore => ({
  id: newId(),
  stableId,
  kind: "checking",
  name: stableId,
  currency: "GBP",
  status: "open",
  masked: "1234",
  balance: "1.00",
  available: null,
  balanceAsOf: start.toISOString(),
  openedOn: null,
  interestRate: null,
  creditLimit: null,
  routingNumber: null,
  number: null,
});

describe("connections", () => {
  it("are found by number in their own tenant only", async () => {
    const [mine, other] = [await makeTenant("no-mine"), await makeTenant("no-other")];
    const { id, no } = await makeConnection(mine);
    expect((await connections(db.storage.pool).byNo(mine, no))?.id).toBe(id);
    expect(await connections(db.storage.pool).byNo(other, no)).toBeNull();
  });

  it("are synced by one at a time, and again after a crash", async () => {
    const { id, tenantId } = await makeConnection(await makeTenant("lease"));
    const lease = (now: Date) => connections(db.storage.pool).leaseSync(tenantId, id, { now, until: new Date(now.getTime() + 300_000) });
    const taken = await Promise.all(Array.from({ length: 10 }, () => lease(start)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect([await lease(later(4)), await lease(later(5))]).toEqual([false, true]);
    await connections(db.storage.pool).releaseSync(tenantId, id);
    expect(await lease(later(5))).toBe(true);
  });

  it("keep the time of the last success when a sync fails, and forget the failure when one succeeds", async () => {
    const { id, tenantId } = await makeConnection(await makeTenant("ends"));
    await connections(db.storage.pool).endSync(tenantId, id, {
      accessSealed: null,
      error: "sync_error",
      failure: "bank_down",
      attemptedAt: later(1),
      updatedAt: null,
    });
    expect(await connections(db.storage.pool).byId(tenantId, id)).toMatchObject({
      accessSealed: null,
      failure: "bank_down",
      lastSyncedAt: later(1),
      lastUpdatedAt: start,
    });
    await connections(db.storage.pool).endSync(tenantId, id, {
      accessSealed: { v: 1 },
      error: null,
      failure: null,
      attemptedAt: later(2),
      updatedAt: later(2),
    });
    expect(await connections(db.storage.pool).byId(tenantId, id)).toMatchObject({
      accessSealed: { v: 1 },
      failure: null,
      lastSyncedAt: later(2),
      lastUpdatedAt: later(2),
    });
  });
});

describe("accounts and consents", () => {
  it("lists what a person shares, with the time of the last transaction", async () => {
    const { id: connectionId, tenantId, userId } = await makeConnection(await makeTenant("shared"));
    const stored = await accounts(db.storage.pool).upsertMany({ tenantId, connectionId, rows: [account("a"), account("b"), account("c")] });
    const shared = stored.filter(({ stableId }) => stableId !== "b").map(({ id }) => id);
    await accounts(db.storage.pool).select(tenantId, connectionId, shared);
    expect((await accounts(db.storage.pool).sharedByUser(tenantId, userId)).map(({ stableId }) => stableId)).toEqual(["a", "c"]);
    expect(await accounts(db.storage.pool).sharedByUser(await makeTenant("shared-other"), userId)).toEqual([]);
    const [accountId = ""] = shared;
    const rows = [1, 3, 2].map((minutes) => ({
      id: newId(),
      stableId: `t${minutes}`,
      accountStableId: "a",
      amount: "-1.00",
      currency: "GBP",
      description: "d",
      category: null,
      status: "posted" as const,
      transactedAt: later(minutes).toISOString(),
      postedAt: null,
    }));
    await transactions(db.storage.pool).upsertMany({ tenantId, accountId, rows });
    expect(await transactions(db.storage.pool).lastTimes(tenantId, shared)).toEqual(new Map([[accountId, later(3)]]));
    expect(await accounts(db.storage.pool).remove(await makeTenant("shared-third"), connectionId, shared)).toBe(0);
    expect(await accounts(db.storage.pool).remove(tenantId, connectionId, shared)).toBe(2);
  });

  it("a renewal replaces a consent, and a revocation ends what still stands", async () => {
    const { id: connectionId, no, tenantId, userId } = await makeConnection(await makeTenant("consents"));
    const ids = [newId(), newId()] as const;
    for (const [at, id] of ids.entries()) {
      await consents(db.storage.pool).append({
        id,
        tenantId,
        userId,
        connectionId,
        jobTypes: [],
        text: {},
        givenAt: later(at),
        expiresAt: later(at + 10),
      });
    }
    const { total, consents: listed } = await consents(db.storage.pool).list(tenantId, { userId, offset: 0, limit: 10 });
    expect([total, listed.map(({ newest }) => newest)]).toEqual([2, [false, true]]);
    expect((await consents(db.storage.pool).list(tenantId, { userId: null, offset: 1, limit: 10 })).consents).toMatchObject([
      { id: ids[1], connectionNo: no, connected: true },
    ]);
    expect(await consents(db.storage.pool).revokeOf(await makeTenant("consents-other"), connectionId, later(5))).toEqual([]);
    expect([...(await consents(db.storage.pool).revokeOf(tenantId, connectionId, later(5)))].toSorted()).toEqual([...ids].toSorted());
    expect(await consents(db.storage.pool).recordById(tenantId, ids[0])).toMatchObject({ revokedAt: later(5) });
    expect(await consents(db.storage.pool).revokeOf(tenantId, connectionId, later(6))).toEqual([]);
  });
});

it("a person is found by a part of a name, never across tenants", async () => {
  const [mine, other] = [await makeTenant("search-mine"), await makeTenant("search-other")];
  for (const tenantId of [mine, other])
    await users(db.storage.pool).create(tenantId, { externalId: "x_100%", profile: { firstName: "Ann", lastName: "Lee" } });
  const find = async (search: string) => (await users(db.storage.pool).list(mine, { externalId: null, search, offset: 0, limit: 10 })).total;
  expect([await find("nn le"), await find("100%"), await find("x1"), await find("%")]).toEqual([1, 1, 0, 1]);
});

it("a deleted id is remembered once", async () => {
  const deleted = deletedIds(db.storage.pool);
  await Promise.all([deleted.remember("h", start), deleted.remember("h", start)]);
  expect([await deleted.has("h"), await deleted.has("i")]).toEqual([true, false]);
});
