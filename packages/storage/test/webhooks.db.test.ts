import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  connections,
  connectWebhooks,
  links,
  newId,
  openStorage,
  tenants,
  users,
  webhookDeliveries,
  webhookEndpoints,
  webhookLog,
  webhookSequences,
  type NewWebhookDelivery,
  type Storage,
} from "../src/index.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing/create-test-database.ts";

let db: TestDatabase;
let second: Storage;
const now = new Date("2026-03-01T12:00:00Z");
const later = (ms: number): Date => new Date(now.getTime() + ms);

beforeAll(async () => {
  db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
  second = await openStorage(db.config);
});
afterAll(async () => {
  await second.close();
  await db.drop();
});

const makeTenant = async (): Promise<string> => {
  const id = newId();
  await tenants(db.storage.pool).upsert({
    id,
    slug: id,
    name: "t",
    partnerSecretHash: "x",
    appKeyHash: "x",
    apiTokenHash: id,
    policyUrl: null,
    origins: [],
  });
  return id;
};

const makeEndpoint = async (tenantId: string): Promise<string> => {
  const id = newId();
  await webhookEndpoints(db.storage.pool).create({
    id,
    tenantId,
    kind: "native",
    url: "https://example.com/",
    description: "",
    eventTypes: ["*"],
    keys: [],
    createdAt: now,
  });
  return id;
};

const delivery = (tenantId: string, endpointId: string, change: Partial<NewWebhookDelivery> = {}): NewWebhookDelivery => ({
  id: newId(),
  tenantId,
  endpointId,
  userId: null,
  sessionId: null,
  linkId: null,
  eventType: "session.started",
  messageId: "evt_1",
  body: "{}",
  sequence: null,
  line: null,
  replayOf: null,
  createdAt: now,
  ...change,
});

const claim = (endpointId: string, at = now, storage = db.storage) =>
  webhookDeliveries(storage.pool).claim({ endpointId, now: at, until: new Date(at.getTime() + 60_000), limit: 8 });

describe("deliveries", () => {
  it("come one at a time and in order within a line, side by side across lines", async () => {
    const tenantId = await makeTenant();
    const endpointId = await makeEndpoint(tenantId);
    const [a, b] = [newId(), newId()];
    const rows = [a, a, b, a].map((line) => delivery(tenantId, endpointId, { line }));
    await webhookDeliveries(db.storage.pool).add(rows);
    const first = await claim(endpointId);
    expect(first.map(({ id }) => id)).toEqual([rows[0]?.id, rows[2]?.id]);
    expect(await claim(endpointId)).toEqual([]);
    await webhookDeliveries(db.storage.pool).settle(rows[0]?.id ?? "", "delivered", now);
    expect((await claim(endpointId)).map(({ id }) => id)).toEqual([rows[1]?.id]);
  });

  it("are taken once by many claimers on two connections, and again when the taker never reports", async () => {
    const tenantId = await makeTenant();
    const endpointId = await makeEndpoint(tenantId);
    await webhookDeliveries(db.storage.pool).add(Array.from({ length: 40 }, () => delivery(tenantId, endpointId)));
    const taken = await Promise.all(Array.from({ length: 20 }, (_, n) => claim(endpointId, now, n % 2 === 0 ? db.storage : second)));
    const ids = taken.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(40);
    expect(await claim(endpointId, later(59_000))).toEqual([]);
    const again = await claim(endpointId, later(60_000));
    expect(again).toHaveLength(8);
    expect(again[0]?.attemptsMade).toBe(2);
  });

  it("are not there when the transaction that made them did not commit", async () => {
    const tenantId = await makeTenant();
    const endpointId = await makeEndpoint(tenantId);
    const failing = db.storage.transaction(async (tx) => {
      await webhookDeliveries(tx).add([delivery(tenantId, endpointId)]);
      throw new Error("killed");
    });
    await expect(failing).rejects.toThrow("killed");
    expect(await claim(endpointId)).toEqual([]);
  });

  it("are paged newest first, per tenant, by endpoint and status", async () => {
    const [mine, theirs] = [await makeTenant(), await makeTenant()];
    const endpointId = await makeEndpoint(mine);
    const rows = Array.from({ length: 5 }, () => delivery(mine, endpointId));
    await webhookDeliveries(db.storage.pool).add(rows);
    await webhookDeliveries(db.storage.pool).settle(rows[4]?.id ?? "", "dead", now);
    const log = webhookLog(db.storage.pool);
    const page = await log.query({ tenantId: mine, limit: 2 });
    expect(page.map(({ id }) => id)).toEqual([rows[4]?.id, rows[3]?.id]);
    const next = await log.query({ tenantId: mine, before: page[1]?.id, limit: 9 });
    expect(next.map(({ id }) => id)).toEqual([rows[2]?.id, rows[1]?.id, rows[0]?.id]);
    expect(await log.query({ tenantId: mine, status: "dead", endpointId, limit: 9 })).toHaveLength(1);
    expect(await log.query({ tenantId: theirs, limit: 9 })).toEqual([]);
  });

  it("are found by the due scan until somebody holds the lease, and pruned when old", async () => {
    const tenantId = await makeTenant();
    const endpointId = await makeEndpoint(tenantId);
    const row = delivery(tenantId, endpointId);
    await webhookDeliveries(db.storage.pool).add([row]);
    const due = async (at: Date) => (await webhookDeliveries(db.storage.pool).dueEndpoints(at)).includes(endpointId);
    expect([await due(later(-1)), await due(now)]).toEqual([false, true]);
    const leases = await Promise.all(Array.from({ length: 10 }, () => webhookEndpoints(second.pool).lease(endpointId, now, later(60_000))));
    expect(leases.filter(Boolean)).toHaveLength(1);
    expect([await due(later(59_000)), await due(later(60_000))]).toEqual([false, true]);
    await webhookDeliveries(db.storage.pool).settle(row.id, "delivered", now);
    await webhookLog(db.storage.pool).prune(later(1));
    expect(await webhookLog(db.storage.pool).byId(tenantId, row.id)).toBeNull();
  });

  it("go with the user they tell of", async () => {
    const tenantId = await makeTenant();
    const endpointId = await makeEndpoint(tenantId);
    const user = await users(db.storage.pool).findOrCreateByExternalId(tenantId, "u");
    const row = delivery(tenantId, endpointId, { userId: user.id });
    await webhookDeliveries(db.storage.pool).add([row]);
    await users(db.storage.pool).remove(tenantId, user.id);
    expect(await webhookLog(db.storage.pool).byId(tenantId, row.id)).toBeNull();
    const farewell = delivery(tenantId, endpointId, { userId: user.id });
    await webhookDeliveries(db.storage.pool).add([farewell]);
    expect(await webhookLog(db.storage.pool).byId(tenantId, farewell.id)).toMatchObject({ userId: null, status: "pending" });
  });
});

describe("endpoints", () => {
  it("are disabled by exactly one caller and shown to their tenant only", async () => {
    const [mine, theirs] = [await makeTenant(), await makeTenant()];
    const id = await makeEndpoint(mine);
    const disabled = await Promise.all(Array.from({ length: 10 }, () => webhookEndpoints(db.storage.pool).disable(id, "gone", now)));
    expect(disabled.filter(Boolean)).toHaveLength(1);
    expect(await webhookEndpoints(db.storage.pool).ofTenant(theirs, id)).toBeNull();
    expect((await webhookEndpoints(db.storage.pool).subscribersOf(mine, null)).native).toEqual([]);
    await webhookEndpoints(db.storage.pool).enable(id);
    expect((await webhookEndpoints(db.storage.pool).subscribersOf(mine, null)).native).toHaveLength(1);
    expect((await webhookEndpoints(db.storage.pool).subscribersOf(theirs, null)).native).toEqual([]);
  });

  it("stand for an address of links once, whoever asks first", async () => {
    const tenantId = await makeTenant();
    const make = () => connectWebhooks(db.storage.pool).endpointOf({ id: newId(), tenantId, url: "https://example.com/hook", createdAt: now });
    expect(new Set(await Promise.all(Array.from({ length: 10 }, make))).size).toBe(1);
  });

  it("keep what a link asked for and forget it with the link's user", async () => {
    const tenantId = await makeTenant();
    const user = await users(db.storage.pool).findOrCreateByExternalId(tenantId, "u");
    const linkId = newId();
    await links(db.storage.pool).create({
      id: linkId,
      tenantId,
      userId: user.id,
      kind: "connect",
      vocabulary: "connect",
      singleUse: false,
      options: { mode: "full" },
      createdAt: now,
      expiresAt: later(1),
      tokenHash: linkId,
    });
    const endpointId = await connectWebhooks(db.storage.pool).endpointOf({ id: newId(), tenantId, url: "https://example.com/hook", createdAt: now });
    const row = { linkId, endpointId, contentType: "application/json", consumerId: null, data: { a: 1 }, headersSealed: null };
    await connectWebhooks(db.storage.pool).create(row);
    expect(await connectWebhooks(db.storage.pool).ofLink(linkId)).toEqual(row);
    await users(db.storage.pool).remove(tenantId, user.id);
    expect(await connectWebhooks(db.storage.pool).ofLink(linkId)).toBeNull();
  });
});

const makeConnection = async (tenantId: string): Promise<string> => {
  const id = newId();
  const user = await users(db.storage.pool).findOrCreateByExternalId(tenantId, id);
  await connections(db.storage.pool).create({
    id,
    tenantId,
    userId: user.id,
    institutionId: newId(),
    provider: "sandbox",
    kind: "legacy",
    bankConnectionId: id,
    sessionId: newId(),
    jobTypes: ["transactions"],
    createdAt: now,
  });
  return id;
};

describe("numbers of messages about a connection", () => {
  it("are taken by one transaction after the other, also when one of them holds the connection already", async () => {
    const tenantId = await makeTenant();
    const message = { endpointId: await makeEndpoint(tenantId), connectionId: await makeConnection(tenantId) };
    const other = await second.transaction(async (tx) => {
      await tx.query("select 1 from connections where id = $1 for update", [message.connectionId]);
      const waiting = db.storage.transaction((first) => webhookSequences(first).take([message]));
      const blocked = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await expect.poll(async () => (await db.storage.pool.query(blocked)).rowCount).toBe(1);
      return { own: await webhookSequences(tx).take([message, message]), waiting };
    });
    expect(other.own).toEqual([1, 2]);
    expect(await other.waiting).toEqual([3]);
  });
});
