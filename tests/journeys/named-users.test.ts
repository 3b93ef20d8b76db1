import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openPerson, signInAs, signInWith, takeAll, type Logged, type Person } from "./person.ts";

let drawbridge: TestDrawbridge;

beforeAll(async () => {
  drawbridge = await startDrawbridge({ adapterTimeoutMs: 3000 });
});
afterAll(() => drawbridge.close());

interface Row {
  readonly status: string;
  readonly error: string | null;
  readonly sealed: boolean;
  readonly consents: number;
  readonly accounts: number;
  readonly transactions: number;
}

/** What the database says about the connections of a user. */
const connectionsOf = async ({ userId }: Person): Promise<readonly Row[]> => {
  const uuid = userId.slice("usr_".length).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  const { rows } = await drawbridge.storage.pool.query<Row>(
    `select c.status, c.error, c.access_sealed is not null as sealed,
       (select count(*)::int from consents where connection_id = c.id and expires_at = given_at + interval '90 days') as consents,
       (select count(*)::int from accounts where connection_id = c.id and selected) as accounts,
       (select count(*)::int from transactions t join accounts a on a.id = t.account_id where a.connection_id = c.id) as transactions
     from connections c where c.user_id = $1 order by c.no`,
    [uuid],
  );
  return rows;
};

const shown = (events: readonly Logged[]): readonly string[] =>
  events
    .map(({ type }) => type)
    .filter((type) => !/^(step\.changed|session\.started|consent\.given|connection\.history_read|(sync|transactions)\..+)$/.test(type));

const failuresOf = (events: readonly Logged[]): readonly unknown[] =>
  events.filter(({ type }) => type === "alert.shown").map(({ data }) => data["failure"]);

describe("people who get in", () => {
  const connected = [
    "institution.selected",
    "sign_in.started",
    "sign_in.succeeded",
    "accounts.offered",
    "accounts.adding",
    "connection.created",
    "accounts.added",
  ];

  it.each([
    ["user_ok", 6],
    ["user_dup", 6],
    ["user_slow_50", 6],
    ["user_alltypes", 18],
  ] as const)("%s has a connection, a consent and every account", async (username, least) => {
    const person = await openPerson(drawbridge, `in-${username}`);
    expect((await signInAs(person, username)).at).toBe("accounts");
    await takeAll(person);
    await person.give({ type: "submitted" });
    const [connection, ...others] = await connectionsOf(person);
    expect(others).toEqual([]);
    expect(connection).toMatchObject({ status: "active", error: null, sealed: true, consents: 1 });
    expect(connection?.accounts).toBeGreaterThanOrEqual(least);
    expect(connection?.transactions).toBeGreaterThan(100);
    expect(shown(await person.events())).toEqual([...connected, "accounts.submitted", "session.ended"]);
  });

  it("user_10k brings ten thousand transactions, each once", async () => {
    const person = await openPerson(drawbridge, "ten-thousand");
    await signInAs(person, "user_10k");
    await takeAll(person);
    // Three months come with the connection, the rest in the background.
    await expect.poll(async () => (await connectionsOf(person))[0]?.transactions, { timeout: 60_000 }).toBeGreaterThanOrEqual(10_000);
    expect(person.view().step.at).toBe("review");
  });

  it("user_partial is connected, and the connection says that something is missing", async () => {
    const person = await openPerson(drawbridge, "partial");
    await signInAs(person, "user_partial");
    await takeAll(person);
    expect(await connectionsOf(person)).toMatchObject([{ status: "active", error: "sync_partial", consents: 1, accounts: 6 }]);
    const answer = await drawbridge.api(`/v1/connections?userId=${person.userId}`);
    const { connections } = (await answer.json()) as { readonly connections: readonly object[] };
    expect(connections).toMatchObject([{ lastSyncedAt: expect.any(String) }]);
    expect(connections[0]).not.toHaveProperty("lastUpdated"); // moves on full success only (connections.md 4.5, row 9)
  });

  it("stores nothing that the link did not ask for", async () => {
    const person = await openPerson(drawbridge, "only-numbers", { jobTypes: ["accountNumber"] });
    await signInAs(person, "user_ok");
    await takeAll(person);
    expect(await connectionsOf(person)).toMatchObject([{ accounts: 6, transactions: 0 }]);
    const { rows } = await drawbridge.storage.pool.query(
      "select 1 from owners o join connections c on c.id = o.connection_id join users u on u.id = c.user_id where u.external_id = 'only-numbers'",
    );
    expect(rows).toEqual([]);
  });

  it.each([
    ["keystone-homes", { postcode: "SW1A 1AA", house: "10" }],
    ["milestone-cars", { registration: "AB12 CDE", mileage: "42000" }],
  ] as const)("%s values a thing after a short form", async (slug, form) => {
    const person = await openPerson(drawbridge, slug);
    await choose(person, slug);
    expect((await signInWith(person, form)).at).toBe("accounts");
    await takeAll(person);
    expect(await connectionsOf(person)).toMatchObject([{ status: "active", error: null, consents: 1, accounts: 1 }]);
  });
});

describe("questions of the bank", () => {
  const option = (person: Person, wanted: RegExp): readonly string[] => {
    const { step } = person.view();
    if (step.at !== "mfa") return [];
    return step.challenges.flatMap((challenge) =>
      "options" in challenge ? challenge.options.filter(({ label }) => wanted.test(label)).map(({ id }) => id) : [],
    );
  };
  const answer = async (person: Person, value: string): Promise<string> => {
    const { challenges } = await person.until("mfa");
    const fields = await person.seal(challenges.map(({ id }) => ({ name: id, value })));
    await person.give({ type: "answers_submitted", fields });
    return (await person.until("mfa", "accounts", "error")).at;
  };

  it.each([
    ["user_mfa_text", () => "blue"],
    ["user_mfa_otp", () => "123456"],
    ["user_mfa_choice", (person: Person) => option(person, /^Right/).join(",")],
    ["user_mfa_multi", (person: Person) => option(person, /^Right/).join(",")],
    ["user_mfa_image", (person: Person) => option(person, /^Image 3$/).join(",")],
  ] as const)("%s gets in with the right answer", async (username, value) => {
    const person = await openPerson(drawbridge, `q-${username}`);
    expect((await signInAs(person, username)).at).toBe("mfa");
    expect(await answer(person, value(person))).toBe("accounts");
    expect(shown(await person.events())).toEqual([
      "institution.selected",
      "sign_in.started",
      "sign_in.challenged",
      "mfa.started",
      "mfa.succeeded",
      "accounts.offered",
    ]);
  });

  it("a wrong answer is told and the question stands again", async () => {
    const person = await openPerson(drawbridge, "q-wrong");
    await signInAs(person, "user_mfa_text");
    expect(await answer(person, "green")).toBe("mfa");
    expect(person.view().step).toMatchObject({ at: "mfa", failure: "mfa_wrong" });
    expect(await answer(person, "blue")).toBe("accounts");
    expect(shown(await person.events())).toEqual([
      "institution.selected",
      "sign_in.started",
      "sign_in.challenged",
      "mfa.started",
      "mfa.failed",
      "alert.shown",
      "mfa.started",
      "mfa.succeeded",
      "accounts.offered",
    ]);
  });

  it("a push is taken up when it was approved on the other device", async () => {
    const person = await openPerson(drawbridge, "q-push");
    expect((await signInAs(person, "user_mfa_push")).at).toBe("mfa");
    const approved = await fetch(`${drawbridge.bank}/push/approve`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: "user_mfa_push" }),
    });
    expect(approved.ok).toBe(true);
    expect((await person.until("accounts", "error")).at).toBe("accounts");
  });
});

describe("people who do not get in", () => {
  it.each([
    ["user_locked", "login_locked"],
    ["user_noaccounts", "no_usable_accounts"],
    ["user_err_109", "action_at_bank"],
    ["user_err_325", "rate_limited_by_bank"],
    ["user_err_102", "bank_down"],
    ["user_err_100", "provider_failed"],
    ["user_err_947", "access_revoked"],
    ["user_err_920", "not_supported"],
    ["user_err_500", "unexpected"],
    ["user_err_331", "mfa_expired"],
    ["user_hang", "bank_down"],
    ["user_http500", "provider_failed"],
    ["user_html", "provider_failed"],
    ["user_halfjson", "provider_failed"],
    ["user_drop_after_login", "bank_down"],
    ["user_drop_after_accounts", "bank_down"],
    ["user_data_hang", "bank_down"],
    ["user_data_http500", "provider_failed"],
    ["user_data_html", "provider_failed"],
    ["user_data_halfjson", "provider_failed"],
    ["user_read_access_revoked", "access_revoked"],
  ] as const)("%s is told %s, and nothing is connected", async (username, failure) => {
    const person = await openPerson(drawbridge, `out-${username}`);
    const step = await signInAs(person, username);
    expect(step).toMatchObject({ at: "error", failure });
    expect(failuresOf(await person.events())).toEqual([failure]);
    expect((await person.give({ type: "exit" })).status).toBe(200);
    expect(await connectionsOf(person)).toEqual([]);
    const log = await person.events();
    expect(log.at(-1)).toMatchObject({ type: "session.ended", data: { reason: "exit" } });
    expect(log.filter(({ type }) => /^(connection|accounts)\./.test(type))).toEqual([]);
  });

  it("wrong passwords are counted down, and the bank locks the login at the fifth", async () => {
    const person = await openPerson(drawbridge, "out-wrong");
    await choose(person, "drawbridge-bank");
    for (const left of [4, 3, 2, 1]) {
      expect(await signInWith(person, { username: "user_alltypes", password: "nope" })).toMatchObject({
        at: "sign_in",
        failure: "credentials_rejected",
        attemptsLeft: left,
      });
    }
    expect(await signInWith(person, { username: "user_alltypes", password: "nope" })).toMatchObject({ at: "error", failure: "login_locked" });
    await person.give({ type: "exit" });
    expect(await connectionsOf(person)).toEqual([]);
    expect(failuresOf(await person.events())).toEqual([...Array.from({ length: 4 }, () => "credentials_rejected"), "login_locked"]);
  });

  it("a bank that is known to be down never asks for a password", async () => {
    const person = await openPerson(drawbridge, "out-down");
    await choose(person, "down-bank");
    expect(person.view().step).toMatchObject({ at: "unavailable", reason: "down" });
  });
});
