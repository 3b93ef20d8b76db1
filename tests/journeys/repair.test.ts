import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { heard } from "./repair-stage.ts";
import { openLink, openPerson, signInAs, signInWith, takeAll, type Logged, type Person } from "./person.ts";

let drawbridge: TestDrawbridge;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
});
afterAll(() => drawbridge.close());

const partner = async (path: string, body?: object, method = "POST"): Promise<Response> => {
  const { token } = (await (
    await fetch(`${drawbridge.server}/aggregation/v2/partners/authentication`, {
      method: "POST",
      headers: { "app-key": "development-app-key-1", "content-type": "application/json" },
      body: JSON.stringify({ partnerId: "1", partnerSecret: "development-secret-1" }),
    })
  ).json()) as { token: string };
  return fetch(`${drawbridge.server}${path}`, {
    method,
    headers: { "app-key": "development-app-key-1", "app-token": token, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
};

interface Connected {
  readonly person: Person;
  readonly id: string;
  readonly no: number;
  readonly accountIds: readonly string[];
}

/** Somebody who has connected Drawbridge Bank, of whom nothing is read in the background. */
const connect = async (externalId: string, username = "user_ok"): Promise<Connected> => {
  const person = await openPerson(drawbridge, externalId, { jobTypes: ["transactions"] });
  await signInAs(person, username);
  await takeAll(person);
  await person.give({ type: "submitted" });
  const created = (await person.events()).find(({ type }) => type === "connection.created");
  const { id, no } = (created?.data["connection"] ?? { id: "", no: 0 }) as { id: string; no: number };
  const added = (await person.events()).find(({ type }) => type === "accounts.added");
  return { person, id, no, accountIds: ((added?.data["accounts"] ?? []) as readonly { id: string }[]).map((one) => one.id) };
};

/** Through the sandbox's own door, which also stops a sync that would mend it behind our back. */
const breakIt = async (id: string, error: string): Promise<void> => {
  const answer = await drawbridge.api(`/v1/sandbox/connections/${id}/state`, { method: "POST", body: { error } });
  if (!answer.ok) throw new Error(await answer.text());
};

const sessionsOf = (events: readonly Logged[]): readonly string[] => events.map(({ type }) => type).filter((type) => type !== "step.changed");

const customerNo = async (externalId: string): Promise<string> => {
  const { rows } = await drawbridge.storage.pool.query<{ no: string }>("select no::text from users where external_id = $1", [externalId]);
  return rows[0]?.no ?? "";
};

/** Opens a link of the Connect face as its page does. */
const openConnect = async (link: string): Promise<{ readonly status: number; readonly handle: string; readonly step: { readonly at: string } }> => {
  const query = Object.fromEntries(new URL(link).searchParams);
  const answer = await fetch(`${drawbridge.server}/session`, {
    method: "POST",
    headers: { "x-drawbridge": "1", "content-type": "application/json" },
    body: JSON.stringify({ door: "connect", query, tabId: "tab" }),
  });
  const { handle, view } = (await answer.json()) as { handle: string; view: { step: { at: string } } };
  return { status: answer.status, handle, step: view.step };
};

describe("repairing a connection", () => {
  it("signs in again: the id stays, the accounts are matched, a consent is added", async () => {
    const { person, id, no } = await connect("repaired");
    await breakIt(id, "credentials_error");
    const again = await openPerson(drawbridge, "repaired", { kind: "reauth", connectionId: id });
    expect(again.view().step).toMatchObject({ at: "sign_in", canGoBack: false });
    expect((await signInWith(again, { username: "user_ok", password: "pass_ok" })).at).toBe("review");
    await again.give({ type: "submitted" });
    const log = (await person.events()).slice(-8);
    expect(sessionsOf(log).filter((type) => type.startsWith("connection."))).toEqual([
      "connection.updated",
      "connection.recovered",
      "connection.renewed",
    ]);
    const renewed = log.find(({ type }) => type === "connection.renewed");
    expect(renewed?.data).toMatchObject({ connection: { id }, journey: "reauth", added: [], lost: [] });
    expect(renewed?.data["matched"]).toHaveLength(6);
    const { rows } = await drawbridge.storage.pool.query(
      "select c.error, (select count(*)::int from consents where connection_id = c.id) as consents, (select count(*)::int from accounts where connection_id = c.id) as accounts from connections c where no = $1",
      [no],
    );
    expect(rows).toEqual([{ error: null, consents: 2, accounts: 6 }]);
  });

  it("somebody else's login repairs nothing and leaves everything as it was", async () => {
    const { id, no } = await connect("not-mine");
    await breakIt(id, "credentials_error");
    const before = await drawbridge.storage.pool.query("select access_sealed::text, error, last_updated_at from connections where no = $1", [no]);
    const again = await openPerson(drawbridge, "not-mine", { kind: "reauth", connectionId: id });
    expect(await signInWith(again, { username: "user_alltypes", password: "pass_ok" })).toMatchObject({ at: "error", failure: "no_usable_accounts" });
    const after = await drawbridge.storage.pool.query("select access_sealed::text, error, last_updated_at from connections where no = $1", [no]);
    expect(after.rows).toEqual(before.rows);
    const { rows } = await drawbridge.storage.pool.query(
      "select count(*)::int as n from accounts a join connections c on c.id = a.connection_id where c.no = $1",
      [no],
    );
    expect(rows).toEqual([{ n: 6 }]);
  });

  it("leaving in the middle keeps the connection", async () => {
    const { id, no } = await connect("half-way");
    const again = await openPerson(drawbridge, "half-way", { kind: "reauth", connectionId: id });
    await again.give({ type: "exit" });
    const { rows } = await drawbridge.storage.pool.query("select status from connections where no = $1", [no]);
    expect(rows).toEqual([{ status: "active" }]);
  });

  it.each([
    ["another user's connection", { kind: "reauth", user: { externalId: "a-stranger" } }, 404, "CONNECTION_NOT_FOUND"],
    ["no connection", { kind: "reauth", connectionId: undefined }, 404, "CONNECTION_NOT_FOUND"],
    ["a connection where none is repaired", { kind: "connect" }, 400, "VALIDATION_FAILED"],
    ["a journey its kind does not have", { kind: "reconsent" }, 400, "VALIDATION_FAILED"],
  ] as const)("refuses %s", async (name, over, status, code) => {
    const { id } = await connect(`refused ${name}`);
    const answer = await drawbridge.api("/v1/links", {
      method: "POST",
      body: { connectionId: id, user: { externalId: `refused ${name}` }, ...over },
    });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
  });
});

describe("the Fix link", () => {
  it("says 201 when there is nothing to fix", async () => {
    const { no } = await connect("well");
    const customerId = await customerNo("well");
    const made = await partner("/connect/v2/generate/fix", { partnerId: "1", customerId, institutionLoginId: String(no) });
    const { link } = (await made.json()) as { link: string };
    expect(new URL(link).searchParams.get("type")).toBe("fix");
    const { handle, step } = await openConnect(link);
    expect(step).toMatchObject({ at: "ended", reason: "complete" });
    const messages = await heard(drawbridge.server, handle, "done");
    expect(messages.map(({ type, data }) => [type, data?.["action"] ?? data?.["code"]])).toEqual([
      ["user", "Initialize"],
      ["user", "End"],
      ["done", 201],
    ]);
  });

  it("repairs with the events of the contract", async () => {
    const { id, no, accountIds } = await connect("broken");
    await breakIt(id, "credentials_error");
    const customerId = await customerNo("broken");
    const made = await partner("/connect/v2/generate/fix", { partnerId: "1", customerId, institutionLoginId: no });
    const { link } = (await made.json()) as { link: string };
    const { handle } = await openConnect(link);
    const person = await openHandle(handle, "broken");
    await signInWith(person, { username: "user_ok", password: "pass_ok" });
    await person.give({ type: "submitted" });
    const messages = await heard(drawbridge.server, handle, "done");
    const told = messages.filter(({ type }) => type === "user").map(({ data }) => data);
    expect(told.map((data) => data?.["action"])).toEqual(["Initialize", "FixSignInAttempt", "FixSignInAttempt", "End"]);
    expect(told[1]).toMatchObject({ institutionLoginId: no, accounts: null, success: null });
    expect(told[1]?.["accountIds"]).toHaveLength(accountIds.length);
    expect(told[2]).toMatchObject({ institutionLoginId: no, accounts: accountIds.length, success: true });
    expect(messages.at(-1)).toEqual({ type: "done", data: { code: 200, reason: "complete", reportData: [] } });
  });

  it.each([
    ["of nobody", "999999"],
    ["that is no number", "abc"],
  ])("answers a login %s with 404", async (_name, institutionLoginId) => {
    const { person } = await connect(`fix ${institutionLoginId}`);
    expect(person.userId).toMatch(/^usr_/);
    const answer = await partner("/connect/v2/generate/fix", {
      partnerId: "1",
      customerId: await customerNo(`fix ${institutionLoginId}`),
      institutionLoginId,
    });
    expect([answer.status, ((await answer.json()) as { code: number }).code]).toEqual([404, 14_001]);
  });
});

/** The person behind a page that is open already. */
const openHandle = async (handle: string, externalId: string): Promise<Person> => openLink(drawbridge, { handle, userId: externalId });

describe("the Lite link", () => {
  it("opens at the bank it names, and tells only what the matrix allows", async () => {
    await connect("lite");
    const { rows } = await drawbridge.storage.pool.query<{ no: string }>("select no::text from institutions where slug = 'drawbridge-bank'");
    const institutionId = Number(rows[0]?.no);
    const made = await partner("/connect/v2/generate/lite", { partnerId: "1", customerId: await customerNo("lite"), institutionId });
    const { link } = (await made.json()) as { link: string };
    const { handle, step } = await openConnect(link);
    expect(step).toMatchObject({ at: "sign_in", canGoBack: false });
    const person = await openHandle(handle, "lite");
    await signInWith(person, { username: "user_alltypes", password: "pass_ok" });
    await takeAll(person);
    await person.give({ type: "submitted" });
    const told = (await heard(drawbridge.server, handle, "done")).filter(({ type }) => type === "user").map(({ data }) => data?.["action"]);
    expect(told).toEqual(["AddAccounts", "AddAccounts"]);
  });
});

describe("managing what is connected", () => {
  it("removes one account, then the bank, and tells both", async () => {
    const { person, id, no, accountIds } = await connect("manager");
    const manage = await openPerson(drawbridge, "manager", { kind: "manage" });
    const shown = manage.view().step;
    expect(shown).toMatchObject({ at: "manage", connections: [{ id, institution: { name: "Drawbridge Bank" } }] });
    const [first = ""] = accountIds;
    await manage.give({ type: "removal_requested", connectionId: id, accountIds: [first] });
    await settled(manage);
    expect(manage.view().step).toMatchObject({ at: "manage", working: null, notice: { kind: "removed" } });
    const left = await drawbridge.storage.pool.query(
      "select count(*)::int as n from accounts a join connections c on c.id = a.connection_id where c.no = $1 and selected",
      [no],
    );
    expect(left.rows).toEqual([{ n: accountIds.length - 1 }]);
    expect((await manage.give({ type: "removal_requested", connectionId: id, accountIds: null })).status).toBe(200);
    await settled(manage);
    expect(manage.view().step).toMatchObject({ at: "manage", connections: [] });
    const { rows } = await drawbridge.storage.pool.query(
      "select c.status, c.access_sealed, bool_and(s.revoked_at is not null) as revoked from connections c join consents s on s.connection_id = c.id where c.no = $1 group by 1, 2",
      [no],
    );
    expect(rows).toEqual([{ status: "removed", access_sealed: null, revoked: true }]);
    await manage.give({ type: "submitted" });
    const types = sessionsOf(await person.events()).filter((type) => /^(accounts\.remov|connection\.removed|consent\.revoked)/.test(type));
    expect(types.toSorted((a, b) => a.localeCompare(b))).toEqual([
      "accounts.removed",
      "accounts.removed",
      "accounts.removing",
      "accounts.removing",
      "connection.removed",
      "consent.revoked",
    ]);
  });

  it("nobody can remove what is not theirs", async () => {
    const { id } = await connect("owner");
    const thief = await openPerson(drawbridge, "thief", { kind: "manage" });
    expect((await thief.give({ type: "removal_requested", connectionId: id, accountIds: null })).status).toBe(409);
  });

  /** Waits until no removal is under way. */
  const settled = async (person: Person): Promise<void> => {
    await expect
      .poll(async () => {
        const answer = await fetch(`${drawbridge.server}/session`, {
          method: "POST",
          headers: person.headers,
          body: JSON.stringify({ door: "resume", tabId: "tab" }),
        });
        const { view } = (await answer.json()) as { view: ReturnType<Person["view"]> };
        person.see(view);
        return view.step.at === "manage" ? view.step.working : "elsewhere";
      })
      .toBe(null);
  };
});

describe("a link without an SDK", () => {
  it.each([
    ["when all is well", null, "201", "error"],
    ["after a repair", "credentials_error", "200", "complete"],
  ] as const)("goes back %s with the code of the contract", async (name, error, code, reason) => {
    const externalId = `redirect ${name}`;
    const { id, no } = await connect(externalId);
    if (error) await breakIt(id, error);
    const made = await partner("/connect/v2/generate/fix", {
      partnerId: "1",
      customerId: await customerNo(externalId),
      institutionLoginId: no,
      redirectUri: "https://shop.example/back?cart=7",
    });
    const { handle } = await openConnect(((await made.json()) as { link: string }).link);
    const person = await openHandle(handle, externalId);
    if (error) {
      await signInWith(person, { username: "user_ok", password: "pass_ok" });
      await person.give({ type: "submitted" });
    }
    expect(person.view().step).toMatchObject({ at: "ended", redirectTo: `https://shop.example/back?cart=7&code=${code}&reason=${reason}` });
  });
});
