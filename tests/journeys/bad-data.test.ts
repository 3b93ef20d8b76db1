import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestDevice } from "../../apps/server/test/device-client.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { openLink, openPerson, signInAs, signInWith, takeAll, type Person } from "./person.ts";
import { startTamperedBank, type BankAnswer, type TamperedBank } from "./tampered-bank.ts";

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

type Json = Readonly<Record<string, any>>; // oxlint-disable-line typescript/no-explicit-any -- tests look into any answer

const call = async (method: string, path: string, body?: object): Promise<Json> => {
  const answer = await drawbridge.api(path, body && { method, body });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Json;
};

interface Connected {
  readonly person: Person;
  readonly id: string;
}

const connect = async (externalId: string, username = "user_ok"): Promise<Connected> => {
  const person = await openPerson(drawbridge, externalId, { jobTypes: ["transactions"] });
  await signInAs(person, username);
  await takeAll(person);
  await person.give({ type: "submitted" });
  const { connections } = await call("GET", `/v1/users/${person.userId}`);
  return { person, id: connections[0] };
};

/** Asks for a sync and gives what came of it, with the connection as it is then. */
const sync = async ({ id }: Connected): Promise<{ readonly run: Json; readonly connection: Json }> => {
  await call("POST", `/v1/sandbox/connections/${id}/state`, { lastSyncedMinutesAgo: 60 });
  const { id: syncId } = await call("POST", `/v1/connections/${id}/syncs`, { attended: true });
  const find = async (): Promise<Json> =>
    ((await call("GET", `/v1/connections/${id}/syncs`))["syncs"] as readonly Json[]).find((one) => one["id"] === syncId) ?? {};
  await expect.poll(async () => (await find())["status"], { timeout: 30_000 }).not.toBe("running");
  return { run: await find(), connection: await call("GET", `/v1/connections/${id}`) };
};

/** Everything that is stored of a connection, for "nothing changed". */
const storedOf = async ({ id }: Connected): Promise<unknown> => {
  const uuid = id.slice(4);
  const { pool } = drawbridge.storage;
  const accounts = await pool.query(
    "select id, stable_id, currency, balance::text, name, selected from accounts where connection_id = $1 order by no",
    [uuid],
  );
  const transactions = await pool.query(
    `select t.id, t.stable_id, t.amount::text, t.currency, t.description, t.transacted_at from transactions t join accounts a on a.id = t.account_id
     where a.connection_id = $1 order by t.id`,
    [uuid],
  );
  return { accounts: accounts.rows, transactions: transactions.rows };
};

const isAccounts = (path: string): boolean => path.startsWith("/data/accounts?");
const accounts = (path: string, answer: BankAnswer, change: (all: readonly Json[]) => readonly Json[]): BankAnswer =>
  isAccounts(path) ? { ...answer, body: { ...answer.body, accounts: change(answer.body.accounts) } } : answer;
const transactions = (path: string, answer: BankAnswer, change: (all: readonly Json[]) => readonly Json[]): BankAnswer =>
  path.includes("/transactions") ? { ...answer, body: { ...answer.body, transactions: change(answer.body.transactions) } } : answer;

const DAY_MS = 86_400_000;

describe("a sync whose bank tells what cannot be true", () => {
  it("another person's accounts: nothing of it is stored, and the error says the provider failed", async () => {
    const one = await connect("somebody-else");
    const before = await storedOf(one);
    bank.tamper((path, answer) =>
      accounts(path, answer, (all) => all.map((row) => ({ ...row, stableId: `other-${row["stableId"]}`, balance: "1.00" }))),
    );
    const { run, connection } = await sync(one);
    expect(run).toMatchObject({ status: "error", failure: "provider_failed", changes: { added: 0, deleted: 0 } });
    expect(connection).toMatchObject({ status: "error", error: "sync_error", recommendedAction: { row: "L8", action: "wait" } });
    expect(await storedOf(one)).toEqual(before);
  });

  it("an account and a transaction told twice count once", async () => {
    const one = await connect("twice");
    const before = await storedOf(one);
    bank.tamper((path, answer) =>
      transactions(
        path,
        accounts(path, answer, (all) => [...all, ...all]),
        (all) => [...all, ...all],
      ),
    );
    const { run, connection } = await sync(one);
    expect(run).toMatchObject({ status: "success", changes: { added: 0, updated: 0, deleted: 0 } });
    expect(connection).toMatchObject({ status: "ok", error: null });
    expect(await storedOf(one)).toEqual(before);
  });

  it.each([
    [
      "an account in another currency",
      (path: string, answer: BankAnswer) => accounts(path, answer, ([first, ...rest]) => [{ ...first, currency: "JPY" }, ...rest]),
    ],
    [
      "transactions in another currency",
      (path: string, answer: BankAnswer) => transactions(path, answer, (all) => [...all, { ...all[0], stableId: `${path}-yen`, currency: "JPY" }]),
    ],
    [
      "transactions of next year",
      (path: string, answer: BankAnswer) =>
        transactions(path, answer, (all) => [
          ...all,
          { ...all[0], stableId: `${path}-later`, status: "posted", transactedAt: new Date(Date.now() + 365 * DAY_MS).toISOString() },
        ]),
    ],
  ] as const)("%s are refused: the rest is kept, and the connection says that data is missing", async (name, tamper) => {
    const one = await connect(`refused ${name}`);
    const before = await storedOf(one);
    bank.tamper(tamper);
    const { run, connection } = await sync(one);
    expect(run).toMatchObject({ status: "partial", changes: { added: 0, deleted: 0 } });
    expect(run["stages"]).toContainEqual({
      stage: "fetch_recent",
      result: "partial",
      code: "data_refused",
      text: "Reading recent transactions: only a part came.",
    });
    expect(connection).toMatchObject({ error: "sync_partial", recommendedAction: { row: "L10" } });
    expect(await storedOf(one)).toEqual(before);
    bank.tamper(null);
    expect((await sync(one)).connection).toMatchObject({ status: "ok", error: null });
  });

  it("a balance of tomorrow counts as one of now", async () => {
    const one = await connect("tomorrow");
    const ahead = new Date(Date.now() + 2 * DAY_MS).toISOString();
    bank.tamper((path, answer) => accounts(path, answer, (all) => all.map((row) => ({ ...row, balanceAsOf: ahead }))));
    expect((await sync(one)).run).toMatchObject({ status: "success" });
    const { rows } = await drawbridge.storage.pool.query("select 1 from accounts where connection_id = $1 and balance_as_of > now()", [
      one.id.slice(4),
    ]);
    expect(rows).toEqual([]);
  });

  it("ten thousand accounts: the shared ones are refreshed, strangers are not taken in", async () => {
    const one = await connect("ten-thousand");
    const before = await storedOf(one);
    bank.tamper((path, answer) =>
      accounts(path, answer, (all) => [...all, ...Array.from({ length: 10_000 }, (_, n) => ({ ...all[0], stableId: `stranger-${n}` }))]),
    );
    expect((await sync(one)).run).toMatchObject({ status: "success" });
    expect(await storedOf(one)).toEqual(before);
  });
});

describe("a sign-in at such a bank", () => {
  it("ten thousand accounts can be chosen from and stored", async () => {
    bank.tamper((path, answer) =>
      accounts(path, answer, (all) => (all[0] ? Array.from({ length: 10_000 }, (_, n) => ({ ...all[0], stableId: `many-${n}` })) : [])),
    );
    const person = await openPerson(drawbridge, "many", { jobTypes: ["accountNumber"] });
    await signInAs(person, "user_ok");
    const { accounts: offered } = await person.until("accounts");
    expect(offered).toHaveLength(10_000);
    await person.give({ type: "accounts_chosen", accountIds: offered.slice(0, 3).map(({ id }) => id) });
    await person.until("review");
    const { rows } = await drawbridge.storage.pool.query(
      "select count(*)::int as n from accounts a join connections c on c.id = a.connection_id join users u on u.id = c.user_id where u.external_id = 'many' and selected",
    );
    expect(rows).toEqual([{ n: 3 }]);
  });

  it("two people whose bank gives the same account ids keep their own accounts and transactions", async () => {
    const [one, other] = [await connect("same-one"), await connect("same-other")];
    const ids = async ({ id }: Connected): Promise<readonly string[]> =>
      ((await call("GET", `/v1/connections/${id}`))["accounts"] as readonly { id: string }[]).map((account) => account.id);
    const [mine, theirs] = [await ids(one), await ids(other)];
    expect(mine).toHaveLength(theirs.length);
    expect(mine.filter((id) => theirs.includes(id))).toEqual([]);
    const before = await storedOf(other);
    bank.tamper((path, answer) => transactions(path, answer, (all) => all.slice(5)));
    expect((await sync(one)).run["changes"].deleted).toBeGreaterThan(0);
    expect(await storedOf(other)).toEqual(before);
    await drawbridge.api(`/v1/connections/${one.id}`, { method: "DELETE", body: {} });
    expect(await storedOf(other)).toEqual(before);
  });

  it("a reauth at which the bank tells another person's accounts leaves everything as it was", async () => {
    const one = await connect("reauth-other");
    const before = await storedOf(one);
    bank.tamper((path, answer) => accounts(path, answer, (all) => all.map((row) => ({ ...row, stableId: `other-${row["stableId"]}` }))));
    const again = await openPerson(drawbridge, "reauth-other", { kind: "reauth", connectionId: one.id });
    expect(await signInWith(again, { username: "user_ok", password: "pass_ok" })).toMatchObject({ at: "error", failure: "no_usable_accounts" });
    expect(await call("GET", `/v1/connections/${one.id}`)).toMatchObject({ status: "ok", error: null });
    expect(JSON.stringify(await storedOf(one))).toContain(JSON.stringify(before).slice(1, 200));
  });
});

describe("a connection that is deleted while its bank is away", () => {
  it("goes at once, and the bank hears of it when it is back", async () => {
    const one = await connect("deleted-meanwhile");
    const away = { status: 503, body: { error: "unavailable" } };
    bank.tamper((path, answer) => (path === "/data/consent" ? away : answer));
    const revocations = (): readonly string[] => bank.said().filter((line) => line.startsWith("DELETE /data/consent"));
    const before = revocations().length;
    expect((await drawbridge.api(`/v1/connections/${one.id}`, { method: "DELETE", body: {} })).status).toBe(204);
    expect((await drawbridge.api(`/v1/connections/${one.id}`)).status).toBe(404);
    await expect.poll(() => revocations().length, { timeout: 30_000 }).toBeGreaterThan(before);
    bank.tamper(null);
    const refused = revocations().length;
    await expect.poll(() => revocations().length, { timeout: 30_000 }).toBeGreaterThan(refused);
    const waiting = async (): Promise<number> =>
      (await drawbridge.storage.pool.query("select 1 from graphile_worker.jobs where task_identifier = 'access.revoke'")).rows.length;
    await expect.poll(waiting, { timeout: 30_000 }).toBe(0);
  });
});

describe("a sign-in that comes to no connection", () => {
  const revocations = (): readonly string[] => bank.said().filter((line) => line.startsWith("DELETE /data/consent"));
  const expectOneMore = async (before: number): Promise<void> => {
    await expect.poll(() => revocations().length, { timeout: 30_000 }).toBe(before + 1);
  };

  it("is ended at the bank too when the device says no and the person leaves", async () => {
    await call("PUT", "/v1/approval-settings", { grant: true, renew: false, revoke: false, answerTimeout: 300, purpose: null });
    const person = await openPerson(drawbridge, "refused-grant", { jobTypes: ["transactions"] });
    const device = await createTestDevice(drawbridge.server);
    const ref = { tenantId: "development", userId: "refused-grant" };
    const code = await call("POST", `/v1/users/${person.userId}/activation-codes`, { purpose: "activation", reason: "test" });
    await device.activate(ref, code["activationCode"], "135790");
    await device.logIn(ref, "135790");
    await signInAs(person, "user_ok");
    const { accounts: found } = await person.until("accounts");
    await person.give({ type: "accounts_chosen", accountIds: found.map(({ id }) => id) });
    await expect.poll(async () => (await device.send("offers.list", {})).offers.length, { timeout: 30_000 }).toBe(1);
    const [offer] = (await device.send("offers.list", {})).offers;
    const { signed } = await device.send("operation.start", { operationId: offer?.id ?? "" });
    const before = revocations().length;
    await device.approve(signed, null, "REJECTED");
    const refused = () => person.events().then((events) => events.some(({ type }) => type === "approval.refused"));
    await expect.poll(refused, { timeout: 30_000 }).toBe(true);
    expect(revocations()).toHaveLength(before);
    await call("PUT", "/v1/approval-settings", { grant: false, renew: false, revoke: false, answerTimeout: 300, purpose: null });
    const again = await openLink(drawbridge, { handle: (person.headers["authorization"] ?? "").slice("Bearer ".length), userId: person.userId });
    await again.give({ type: "exit" });
    await expectOneMore(before);
  });

  it("is ended at the bank too when the person leaves before they chose accounts", async () => {
    const person = await openPerson(drawbridge, "turned-away", { jobTypes: ["transactions"] });
    await signInAs(person, "user_ok");
    await person.until("accounts");
    const before = revocations().length;
    await person.give({ type: "exit" });
    await expectOneMore(before);
  });
});

describe("a consent that ends while a sync runs", () => {
  it.each(["deleted", "revoked"] as const)("with its connection %s: the answer that comes afterwards is thrown away", async (how) => {
    const one = await connect(`${how}-in-a-sync`);
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    bank.tamper(async (path, answer) => {
      if (isAccounts(path)) {
        asked.resolve();
        await gate.promise;
      }
      return transactions(path, answer, (all) => [...all, { ...all[0], stableId: `${path}-after` }]);
    });
    await call("POST", `/v1/connections/${one.id}/syncs`, { attended: true });
    await asked.promise;
    if (how === "deleted") expect((await drawbridge.api(`/v1/connections/${one.id}`, { method: "DELETE", body: {} })).status).toBe(204);
    const manage = await openPerson(drawbridge, `${how}-in-a-sync`, { kind: "manage" });
    if (how === "revoked") await manage.give({ type: "revocation_requested", connectionId: one.id });
    const ended = how === "deleted" ? "connection.removed" : "connection.revoked";
    await expect.poll(async () => (await one.person.events()).map(({ type }) => type)).toContain(ended);
    const before = await storedOf(one);
    if (how === "revoked") expect(await call("GET", `/v1/connections/${one.id}`)).toMatchObject({ recommendedAction: { action: "reauth" } });
    gate.resolve();
    const jobs = async () => (await drawbridge.storage.pool.query("select 1 from graphile_worker.jobs where key like 'sync:%'")).rows;
    await expect.poll(jobs).toEqual([]); // the answer has come
    expect(await storedOf(one)).toEqual(before);
    const events = (await one.person.events()).map(({ type }) => type);
    expect(events.slice(events.indexOf(ended)).filter((type) => /^(sync\.finished|transactions\.)/.test(type))).toEqual([]);
  });
});
