import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHash } from "node:crypto";
import {
  links,
  migrate,
  newId,
  sessions,
  tenants,
  users,
  widgetTokens,
  eventLog,
  events,
  institutions,
  transactions,
  accounts,
  connections,
} from "../src/index.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing/create-test-database.ts";

let db: TestDatabase;
const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

beforeAll(async () => {
  db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
});
afterAll(() => db.drop());

const makeTenant = async (slug: string) => {
  await tenants(db.storage.pool).upsert({
    id: newId(),
    slug,
    name: slug,
    partnerSecretHash: "x",
    appKeyHash: "x",
    apiTokenHash: hash(slug),
    policyUrl: null,
    origins: [],
  });
  const tenant = await tenants(db.storage.pool).bySlug(slug);
  expect(tenant).not.toBeNull();
  return tenant?.id ?? "";
};

describe("storage", () => {
  it("migrates again without harm", async () => {
    await migrate(db.storage);
    const { rows } = await db.storage.pool.query<{ n: number }>("select count(*) as n from migrations");
    expect(rows[0]?.n).toBeGreaterThan(0);
  });

  it("lets a one-time token be used by exactly one of fifty callers", async () => {
    const tenantId = await makeTenant("race");
    await widgetTokens(db.storage.pool).issue({ hash: "h", tenantId, userExternalId: "u", params: null, expiresAt: new Date(Date.now() + 300_000) });
    const uses = await Promise.all(Array.from({ length: 50 }, () => widgetTokens(db.storage.pool).use("h", new Date())));
    expect(uses.filter(Boolean)).toHaveLength(1);
  });

  it("refuses a late token", async () => {
    const tenantId = await makeTenant("late");
    await widgetTokens(db.storage.pool).issue({ hash: "late", tenantId, userExternalId: "u", params: null, expiresAt: new Date(Date.now() - 1) });
    expect(await widgetTokens(db.storage.pool).use("late", new Date())).toBeNull();
  });

  it("spends a link once", async () => {
    const tenantId = await makeTenant("spend");
    const user = await users(db.storage.pool).findOrCreateByExternalId(tenantId, "u");
    const id = newId();
    const now = new Date();
    await links(db.storage.pool).create({
      id,
      tenantId,
      userId: user.id,
      kind: "connect",
      vocabulary: "connect",
      singleUse: true,
      options: {},
      createdAt: now,
      expiresAt: now,
      tokenHash: id,
    });
    const spent = await Promise.all(Array.from({ length: 20 }, () => links(db.storage.pool).spend(id)));
    expect(spent.filter(Boolean)).toHaveLength(1);
  });

  it("makes a user once for an external id, whoever asks first", async () => {
    const tenantId = await makeTenant("users");
    const made = await Promise.all(Array.from({ length: 20 }, () => users(db.storage.pool).findOrCreateByExternalId(tenantId, "same")));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });

  it("does not show one tenant's people to another", async () => {
    const mine = await makeTenant("mine");
    const theirs = await makeTenant("theirs");
    const user = await users(db.storage.pool).findOrCreateByExternalId(mine, "u");
    expect(await users(db.storage.pool).byId(theirs, user.id)).toBeNull();
    expect(await users(db.storage.pool).byNo(theirs, user.no)).toBeNull();
    expect(await users(db.storage.pool).remove(theirs, user.id)).toBe(false);
  });

  it("locks a partner at the fifth failure", async () => {
    const id = await makeTenant("locked");
    const locked = [];
    for (let n = 0; n < 5; n += 1) {
      await tenants(db.storage.pool).noteFailedAuth(id, new Date());
      locked.push((await tenants(db.storage.pool).byId(id))?.lockedAt !== null);
    }
    expect(locked).toEqual([false, false, false, false, true]);
  });

  it("rolls everything back together", async () => {
    const tenantId = await makeTenant("atomic");
    const failing = db.storage.transaction(async (tx) => {
      await users(tx).create(tenantId, { externalId: "ghost" });
      throw new RangeError("stop");
    });
    await expect(failing).rejects.toThrow("stop");
    expect(await users(db.storage.pool).byExternalId(tenantId, "ghost")).toBeNull();
  });

  it("keeps the events of a session in order", async () => {
    const tenantId = await makeTenant("events");
    const sessionId = newId();
    const row = (seq: number) => ({
      id: newId(),
      tenantId,
      sessionId,
      userId: null,
      seq,
      type: "step.changed",
      attemptId: null,
      step: "search",
      data: { seq },
      occurredAt: new Date(),
    });
    await events(db.storage.pool).append([row(1), row(2), row(3)]);
    expect((await events(db.storage.pool).ofSession(sessionId, 1)).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(await eventLog(db.storage.pool).page({ tenantId: newId(), sessionId }, { order: "oldest", limit: 10 })).toEqual([]);
  });

  it("imports only what differs", async () => {
    const record = (slug: string) => ({
      slug,
      name: slug,
      domain: "",
      url: "",
      country: "DE",
      keywords: [],
      routingNumbers: [],
      logo: null,
      popularity: 1,
      isTest: false,
      health: "healthy" as const,
      providers: [],
    });
    const rows = ["a", "b", "c"].map((slug) => ({ checksum: slug, record: record(slug) }));
    const run = (list: typeof rows) => db.storage.transaction((tx) => institutions(tx).replaceSource("test", list));
    expect(await run(rows)).toEqual({ added: 3, changed: 0, removed: 0, unchanged: 0 });
    expect(await run(rows)).toEqual({ added: 0, changed: 0, removed: 0, unchanged: 3 });
    expect(await run([{ checksum: "a2", record: record("a") }])).toEqual({ added: 0, changed: 1, removed: 2, unchanged: 0 });
  });

  it("pages 10,000 transactions without loss or repetition", async () => {
    const tenantId = await makeTenant("paging");
    const user = await users(db.storage.pool).findOrCreateByExternalId(tenantId, "u");
    const connectionId = newId();
    await connections(db.storage.pool).create({
      id: connectionId,
      tenantId,
      userId: user.id,
      institutionId: newId(),
      provider: "sandbox",
      kind: "legacy",
      bankConnectionId: connectionId,
      sessionId: newId(),
      jobTypes: ["transactions"],
      createdAt: new Date(),
    });
    const [account] = await accounts(db.storage.pool).upsertMany({
      tenantId,
      connectionId,
      rows: [
        {
          id: newId(),
          stableId: "s",
          kind: "checking",
          name: "n",
          currency: "EUR",
          status: "open",
          masked: "1",
          balance: "1.00",
          available: null,
          balanceAsOf: new Date().toISOString(),
          openedOn: null,
          interestRate: null,
          creditLimit: null,
          number: null,
          routingNumber: null,
        },
      ],
    });
    const accountId = account?.id ?? "";
    const start = Date.UTC(2026, 0, 1);
    const rows = Array.from({ length: 10_000 }, (_, n) => ({
      id: newId(),
      stableId: `t${n}`,
      accountStableId: "s",
      amount: "-1.10",
      currency: "EUR",
      description: "x",
      category: null,
      status: "posted" as const,
      transactedAt: new Date(start + Math.floor(n / 3) * 60_000).toISOString(),
      postedAt: null,
    }));
    await transactions(db.storage.pool).upsertMany({ tenantId, accountId, rows });
    await transactions(db.storage.pool).upsertMany({ tenantId, accountId, rows: rows.slice(0, 10) });
    const seen = new Set<string>();
    let after: string | null = null;
    for (;;) {
      const page = await transactions(db.storage.pool).page({ accountId, from: new Date(0), to: new Date(start * 2), after, limit: 700 });
      for (const { id } of page) seen.add(id);
      after = page.at(-1)?.id ?? null;
      if (page.length < 700) break;
    }
    expect(seen.size).toBe(10_000);
  });
});

describe("sessions", () => {
  it("are announced when they change", async () => {
    const heard = new Promise<string>((resolve) => {
      void db.storage.listen("session", resolve).then(() => db.storage.pool.query("select pg_notify('session', 'ses-1')"));
    });
    expect(await heard).toBe("ses-1");
    expect(await sessions(db.storage.pool).byId(newId())).toBeNull();
  });
});
