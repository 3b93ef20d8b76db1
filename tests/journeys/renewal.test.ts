import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { visitBank } from "../../apps/sandbox-bank/test/bank-visitor.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openPerson, settled, signInAs, signInThere, signInWith, takeAll, type Logged, type Person } from "./person.ts";
import { startTamperedBank, type BankAnswer, type TamperedBank } from "./tampered-bank.ts";

let drawbridge: TestDrawbridge;
let plain: TestDrawbridge;
let bank: TamperedBank;

beforeAll(async () => {
  drawbridge = await startDrawbridge({
    bankDoor: async (origin) => {
      bank = await startTamperedBank(origin);
      return bank.origin;
    },
  });
  plain = await startDrawbridge();
});
afterEach(() => bank.tamper(null));
afterAll(async () => {
  await drawbridge.close();
  await plain.close();
  await bank.close();
});

type Json = Readonly<Record<string, any>>; // oxlint-disable-line typescript/no-explicit-any -- tests look into any answer

interface Connected {
  readonly person: Person;
  readonly id: string;
  readonly at: TestDrawbridge;
}

const call = async (at: TestDrawbridge, path: string, body?: object): Promise<Json> => {
  const answer = await at.api(path, body && { method: "POST", body });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Json;
};
const read = ({ at, id }: Connected): Promise<Json> => call(at, `/v1/connections/${id}`);
const finished = async (at: TestDrawbridge, person: Person): Promise<Connected> => {
  await person.give({ type: "submitted" });
  const { connections } = await call(at, `/v1/users/${person.userId}`);
  return { person, at, id: connections[0] };
};
const connect = async (externalId: string): Promise<Connected> => {
  const person = await openPerson(drawbridge, externalId, { jobTypes: ["transactions"] });
  await signInAs(person, "user_ok");
  await takeAll(person);
  return finished(drawbridge, person);
};
const connectThere = async (externalId: string): Promise<Connected> => {
  const person = await openPerson(plain, externalId, { jobTypes: ["transactions"] });
  await choose(person, "harbour-bank");
  await signInThere(plain, person);
  return finished(plain, person);
};
const reauth = (one: Connected, externalId: string): Promise<Person> => openPerson(one.at, externalId, { kind: "reauth", connectionId: one.id });
const sync = async (one: Connected): Promise<void> => {
  const running = async (): Promise<boolean> => (await read(one))["health"].sync.state === "running";
  await expect.poll(running, { timeout: 30_000 }).toBe(false);
  await call(one.at, `/v1/sandbox/connections/${one.id}/state`, { lastSyncedMinutesAgo: 60 });
  await call(one.at, `/v1/connections/${one.id}/syncs`, { attended: true });
  await expect.poll(running, { timeout: 30_000 }).toBe(false);
};
const consentsOf = async ({ at, id }: Connected): Promise<number> =>
  (await at.storage.pool.query("select 1 from consents where connection_id = $1", [id.slice(4)])).rows.length;
const accessOf = async ({ at, id }: Connected): Promise<unknown> =>
  (await at.storage.pool.query<{ sealed: unknown }>("select access_sealed as sealed from connections where id = $1", [id.slice(4)])).rows[0]?.sealed;
const last = (events: readonly Logged[], type: string): Logged["data"] | undefined => events.findLast((one) => one.type === type)?.data;

const transactions = (path: string, answer: BankAnswer, change: (all: readonly Json[]) => readonly Json[]): BankAnswer =>
  path.includes("/transactions") ? { ...answer, body: { ...answer.body, transactions: change(answer.body.transactions) } } : answer;
const accounts = (path: string, answer: BankAnswer, change: (all: readonly Json[]) => readonly Json[]): BankAnswer =>
  path.startsWith("/data/accounts?") ? { ...answer, body: { ...answer.body, accounts: change(answer.body.accounts) } } : answer;

describe("a renewal", () => {
  it("may come early: the id stays, the end moves, the consent before it is kept", async () => {
    const one = await connectThere("early");
    await call(plain, "/v1/sandbox/clock/advance", { seconds: 3 * 86_400 });
    const before = await read(one);
    const again = await reauth(one, "early");
    await signInThere(plain, again);
    await again.give({ type: "submitted" });
    const after = await read(one);
    expect(after).toMatchObject({ id: one.id, status: "ok", accounts: before["accounts"] });
    expect(Date.parse(after["expiresAt"]) - Date.parse(before["expiresAt"])).toBeGreaterThan(2.9 * 86_400_000);
    expect(await consentsOf(one)).toBe(2);
  });

  it.each([
    ["turned back at the bank", "user_ok", "deny"],
    ["met an error of the bank", "user_oauth_error", "allow"],
  ] as const)("that %s changes nothing: the old consent and its access go on serving", async (name, username, decision) => {
    const one = await connectThere(name);
    const [before, access] = [await read(one), await accessOf(one)];
    const again = await reauth(one, name);
    const { url } = await again.until("oauth");
    const launched = await fetch(url ?? "", { redirect: "manual" });
    await again.give({ type: "oauth_launched", blocked: false });
    const back = `${plain.server}/oauth/sandbox/redirect_from/`;
    const returned = await visitBank(launched.headers.get("location") ?? "", back, { username, decision });
    await fetch(`${back}?${new URLSearchParams(returned)}`);
    await again.until("error");
    await again.give({ type: "exit" });
    const { nextSyncAllowedAt: _one, nextScheduledSyncAt: _two, ...same } = before;
    expect(await read(one)).toMatchObject(same);
    expect([await consentsOf(one), await accessOf(one)]).toEqual([1, access]);
    await sync(one);
    expect(await read(one)).toMatchObject({ status: "ok", error: null });
  });

  it("breaks nothing before it has made: while its data is fetched the old access serves, and a failure leaves it", async () => {
    const one = await connect("make-first");
    const access = await accessOf(one);
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    bank.tamper(async (path, answer) => {
      asked.resolve();
      await gate.promise;
      return path.startsWith("/data/accounts?") ? { status: 503, body: { status: "failed", reason: "bank_down", detail: "" } } : answer;
    });
    const again = await reauth(one, "make-first");
    const signing = signInWith(again, { username: "user_ok", password: "pass_ok" });
    await asked.promise;
    expect(await accessOf(one)).toEqual(access);
    gate.resolve();
    expect((await signing).at).toBe("error");
    bank.tamper(null);
    expect([await consentsOf(one), await accessOf(one)]).toEqual([1, access]);
    await sync(one);
    expect(await read(one)).toMatchObject({ status: "ok" });
  });

  it("reports matched, added and lost accounts; a lost one is kept with its history, told once, and comes back", async () => {
    const one = await connect("report");
    const [first, ...others] = (await read(one))["accounts"] as readonly Json[];
    bank.tamper((path, answer) => accounts(path, answer, (all) => all.slice(1)));
    const again = await reauth(one, "report");
    await signInWith(again, { username: "user_ok", password: "pass_ok" });
    await again.give({ type: "submitted" });
    const events = await one.person.events();
    const renewed = last(events, "connection.renewed");
    const idsOf = (list: unknown): readonly string[] =>
      (list as readonly { id: string }[]).map(({ id }) => id).toSorted((a, b) => a.localeCompare(b));
    expect(idsOf(renewed?.["matched"])).toEqual(idsOf(others));
    expect(idsOf(renewed?.["lost"])).toEqual([first?.["id"]]);
    expect(renewed?.["added"]).toEqual([]);
    expect(events.filter(({ type }) => type === "account.lost").map(({ data }) => (data["account"] as Json)["id"])).toEqual([first?.["id"]]);
    expect(await read(one)).toMatchObject({ id: one.id, status: "ok" });
    bank.tamper(null);
    await sync(one);
    const { rows } = await drawbridge.storage.pool.query("select 1 from accounts where connection_id = $1 and lost_at is not null", [
      one.id.slice(4),
    ]);
    expect(rows).toEqual([]);
  });
});

describe("work that is cut off between storing and noting it, as by a kill, and done again", () => {
  const waiting = "from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))";
  /** Holds what others want to change, so that they wait. */
  const hold = async (statement: string) => {
    const client = await plain.storage.pool.connect();
    await client.query("begin");
    await client.query(statement);
    return {
      waiting: async (): Promise<number> => (await client.query(`select 1 ${waiting}`)).rows.length,
      cutOff: async (): Promise<number> => (await client.query(`select pg_cancel_backend(pid) ${waiting}`)).rows.length,
      letGo: async (): Promise<void> => {
        await client.query("rollback");
        client.release();
      },
    };
  };
  const sessionOf = async ({ userId }: Person): Promise<string> => {
    const { rows } = await plain.storage.pool.query<{ id: string }>(
      "select s.id from sessions s join users u on u.id = s.user_id where u.id = $1 order by s.id desc limit 1",
      [userId.slice(4)],
    );
    return rows[0]?.id ?? "";
  };
  /** Lets a consent be stored, and cuts the work off before its session hears of it. */
  const cutOff = async (
    given: () => Promise<number>,
    work: { readonly person: Person; readonly begin: () => Promise<unknown>; readonly consents: number },
  ) => {
    const stored = await hold("lock table consents in share mode");
    await work.begin();
    await expect.poll(stored.waiting, { timeout: 20_000 }).toBeGreaterThan(0);
    const session = await hold(`select from sessions where id = '${await sessionOf(work.person)}' for no key update`);
    await stored.letGo();
    await expect.poll(given, { timeout: 20_000 }).toBe(work.consents);
    await expect.poll(session.cutOff, { timeout: 20_000 }).toBeGreaterThan(0);
    await session.letGo();
  };
  const due = async (externalId: string): Promise<Connected> => {
    const one = await connectThere(externalId);
    await settled(one.person);
    await call(plain, `/v1/sandbox/connections/${one.id}/state`, { consentEndsInDays: 3 });
    return one;
  };
  const endOf = async ({ userId }: Person, type: string): Promise<readonly Logged[]> =>
    ((await (await plain.api(`/v1/events?userId=${userId}&type=${type}&limit=500`)).json()) as { events: readonly Logged[] }).events;

  it("leaves one consent where it was renewed without the bank", async () => {
    const one = await due("cut-off");
    const person = await openPerson(plain, "cut-off", { kind: "manage" });
    const begin = () => person.give({ type: "renewals_requested", connectionIds: [one.id] });
    await cutOff(() => consentsOf(one), { person, begin, consents: 2 });
    const working = async (): Promise<unknown> => {
      const body = JSON.stringify({ door: "resume", tabId: "tab" });
      const { view } = (await (await fetch(`${plain.server}/session`, { method: "POST", headers: person.headers, body })).json()) as Json;
      return view.step.working;
    };
    await expect.poll(working, { timeout: 30_000 }).toBe(null);
    expect([await consentsOf(one), (await endOf(person, "consent.renewed")).length]).toEqual([2, 1]);
  });

  it("leaves one consent and one sync where the person connected", async () => {
    const person = await openPerson(plain, "cut-off-first", { jobTypes: ["transactions"] });
    await signInAs(person, "user_ok");
    const { accounts: offered } = await person.until("accounts");
    const accountIds = offered.map(({ id }) => id);
    const begin = () => person.give({ type: "accounts_chosen", accountIds });
    const given = async (): Promise<number> =>
      (await plain.storage.pool.query("select 1 from consents c join users u on u.id = c.user_id where u.external_id = 'cut-off-first'")).rows.length;
    await cutOff(given, { person, begin, consents: 1 });
    expect(await person.until("review", "error")).toMatchObject({ at: "review", added: [{ accounts: accountIds.length }] });
    expect([await given(), (await endOf(person, "connection.created")).length]).toEqual([1, 1]);
    const connects = (await endOf(person, "sync.finished")).filter(({ data }) => data["trigger"] === "connect");
    expect(connects).toHaveLength(1);
  });
});

describe("transactions from sync to sync", () => {
  it("keep their id when they post under another one of the bank's, change, vanish and come back", async () => {
    const one = await connect("delta");
    const row = { description: "Bakery", currency: "GBP", category: null, amount: "-4.20", postedAt: null };
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const extra = (change: object | null): void =>
      bank.tamper((path, answer) =>
        transactions(path, answer, (all) => {
          const { accountStableId, currency } = all[0] ?? {};
          return change && accountStableId === firstAccount ? [...all, { ...row, currency, accountStableId, transactedAt: at, ...change }] : all;
        }),
      );
    const { rows } = await drawbridge.storage.pool.query<{ stable: string }>(
      `select a.stable_id as stable from accounts a join transactions t on t.account_id = a.id where a.connection_id = $1 group by a.no, 1 order by a.no limit 1`,
      [one.id.slice(4)],
    );
    const firstAccount = rows[0]?.stable;
    const changes = async (): Promise<Json> => (await call(drawbridge, `/v1/connections/${one.id}/syncs`))["syncs"][0].changes;
    const idOf = async (): Promise<readonly string[]> =>
      (
        await drawbridge.storage.pool.query<{ id: string }>(
          "select t.id from transactions t join accounts a on a.id = t.account_id where a.connection_id = $1 and t.description like 'Bakery%'",
          [one.id.slice(4)],
        )
      ).rows.map(({ id }) => id);
    const steps = [
      [
        { stableId: "pending-1", status: "pending" },
        { added: 1, updated: 0, deleted: 0, restored: 0 },
      ],
      [
        { stableId: "posted-9", status: "posted", postedAt: at },
        { added: 0, updated: 1, deleted: 0, restored: 0 },
      ],
      [
        { stableId: "posted-9", status: "posted", postedAt: at, description: "Bakery & Sons" },
        { added: 0, updated: 1, deleted: 0, restored: 0 },
      ],
      [null, { added: 0, updated: 0, deleted: 1, restored: 0 }],
      [
        { stableId: "posted-9", status: "posted", postedAt: at },
        { added: 0, updated: 0, deleted: 0, restored: 1 },
      ],
    ] as const;
    const ids = new Set<string>();
    for (const [change, expected] of steps) {
      extra(change);
      await sync(one);
      expect(await changes()).toEqual(expected);
      for (const id of await idOf()) ids.add(id);
    }
    expect(ids.size).toBe(1);
  });
});
