import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import { createTestDevice, type TestDevice } from "../../apps/server/test/device-client.ts";
import { freePorts, makeFolder, spawnDrawbridge } from "../../apps/server/test/spawn-drawbridge.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openLink, openPerson, settled, signInAs, signInThere, type Origin, type Person } from "./person.ts";

const PIN = "135790";
let drawbridge: TestDrawbridge;

type Json = Readonly<Record<string, any>>; // oxlint-disable-line typescript/no-explicit-any -- tests look into any answer

const call = async (method: string, path: string, body?: object, { api }: Pick<Origin, "api"> = drawbridge): Promise<Json> => {
  const answer = await api(path, body && { method, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as Json;
};

const apiAt =
  (origin: string): Origin["api"] =>
  (path, init) =>
    fetch(`${origin}${path}`, {
      method: init?.method ?? "GET",
      headers: { authorization: "Bearer development-api-token-1", "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
      ...(init && { body: JSON.stringify(init.body) }),
    });

const settings = { grant: true, renew: true, revoke: true, answerTimeout: 300, purpose: "budgeting" };
const want = (changes: Partial<typeof settings> = {}) => call("PUT", "/v1/approval-settings", { ...settings, ...changes });

beforeAll(async () => {
  drawbridge = await startDrawbridge();
});
afterAll(() => drawbridge.close());

/** A device of a person, activated and logged in. */
const enrol = async (externalId: string, userId: string, there: Origin = drawbridge): Promise<TestDevice> => {
  const device = await createTestDevice(there.server);
  const user = { tenantId: "development", userId: externalId };
  const { activationCode } = await call("POST", `/v1/users/${userId}/activation-codes`, { purpose: "activation", reason: "test" }, there);
  await device.activate(user, activationCode, PIN);
  await device.logIn(user, PIN);
  return device;
};

/** Somebody with a device who has signed in and chosen accounts. */
const arrive = async (externalId: string, count = 1) => {
  const person = await openPerson(drawbridge, externalId);
  const devices: TestDevice[] = [];
  for (let n = 0; n < count; n += 1) devices.push(await enrol(externalId, person.userId));
  await takeAccounts(person);
  const [device] = devices;
  return { person, devices, device: device ?? (await createTestDevice(drawbridge.server)) };
};

const takeAccounts = async (person: Person): Promise<void> => {
  await signInAs(person, "user_ok");
  const { accounts } = await person.until("accounts");
  await person.give({ type: "accounts_chosen", accountIds: accounts.filter(({ eligible }) => eligible).map(({ id }) => id) });
};

/** The screen as the page draws it now. */
const look = async (person: Person, { server }: Pick<Origin, "server"> = drawbridge) => {
  const body = JSON.stringify({ door: "resume", tabId: "tab" });
  const answer = await fetch(`${server}/session`, { method: "POST", headers: person.headers, body });
  if (!answer.ok) throw new Error(`no view: ${answer.status} ${await answer.text()}`);
  const { view } = (await answer.json()) as { view: ReturnType<Person["view"]> };
  person.see(view);
  return view.step;
};

/** Waits until the approval is in a state. */
const until = async (person: Person, state: string, there: Pick<Origin, "server"> = drawbridge) => {
  await expect.poll(async () => look(person, there), { timeout: 30_000, interval: 150 }).toMatchObject({ at: "approval", state });
  const { step } = person.view();
  if (step.at !== "approval") throw new Error(`at ${step.at}`);
  return step;
};

/** The oldest question that waits for a device, taken up with the PIN. */
const takeUp = async (device: TestDevice) => {
  const { offers } = await device.send("offers.list", {});
  const operationId = offers[0]?.id ?? "";
  const { signed } = await device.send("operation.start", { operationId });
  const { display } = await device.provePin(operationId, signed, PIN);
  return { operationId, signed, display };
};

const answer = async (device: TestDevice, decision: "ACCEPTED" | "REJECTED" = "ACCEPTED") => {
  const asked = await takeUp(device);
  return { ...asked, standing: await device.approve(asked.signed, asked.display.text, decision) };
};

const typesOf = async (person: Person): Promise<readonly string[]> => (await person.events()).map(({ type }) => type);
const approvalsOf = async (person: Person): Promise<readonly string[]> => (await typesOf(person)).filter((type) => type.startsWith("approval."));
const connectionsOf = async (person: Person): Promise<readonly Json[]> =>
  (await call("GET", `/v1/connections?userId=${person.userId}`))["connections"];
const consentsOf = async (person: Person): Promise<readonly Json[]> => {
  const sql =
    "select c.id, c.operation_id as operation, c.expires_at as until from consents c join users u on u.id = c.user_id where 'usr_' || replace(u.id::text, '-', '') = $1 or 'usr_' || u.id::text = $1 order by c.given_at, c.id";
  return (await drawbridge.storage.pool.query<Json>(sql, [person.userId])).rows;
};

describe("the setting", () => {
  it("is off until a tenant turns it on, each question for itself, and refuses what it cannot mean", async () => {
    expect(await call("GET", "/v1/approval-settings")).toEqual({ grant: false, renew: false, revoke: false, answerTimeout: 300, purpose: null });
    for (const wrong of [{ answerTimeout: 5 }, { answerTimeout: 1801 }, { grant: "yes" }, { purpose: "" }, { purpose: "a\nb" }, { extra: 1 }]) {
      const refused = await drawbridge.api("/v1/approval-settings", { method: "PUT", body: { ...settings, ...wrong } });
      expect([JSON.stringify(wrong), refused.status]).toEqual([JSON.stringify(wrong), 400]);
    }
    expect((await drawbridge.api("/v1/approval-settings", { method: "PUT", body: { grant: true } })).status).toBe(400);
    expect(await call("GET", "/v1/approval-settings")).toMatchObject({ grant: false });
    expect(await want({ renew: false, revoke: false })).toMatchObject({ grant: true, renew: false });
  });
});

describe("a consent that has to be approved on the device", () => {
  beforeAll(() => want());

  it("counts after the yes: the number matches, the receipt is signed and hangs on the consent", async () => {
    const { person, device } = await arrive("giver");
    const step = await until(person, "open");
    expect(await connectionsOf(person)).toEqual([]);
    expect(step).toMatchObject({ question: "grant", number: expect.stringMatching(/^\d\d$/), bank: "Drawbridge Bank" });
    expect(person.view().idleMs).toBeNull();
    const { display, standing, operationId } = await answer(device);
    expect(display.numberMatch).toBe(step.number);
    expect(display.text).toMatch(/^Let .+ read your data at Drawbridge Bank until \d{4}-\d\d-\d\d\?\nAccounts: .+\nData: .+\nPurpose: budgeting$/);
    await person.until("review");
    const [connection] = await connectionsOf(person);
    const [consent] = await consentsOf(person);
    const keys = createLocalJWKSet(await (await fetch(`${drawbridge.server}/device/v1/keys`)).json());
    const { payload } = await jwtVerify(standing.receipt ?? "", keys, { typ: "drawbridge-receipt+jws" });
    const data = payload["data"] as Json;
    expect(data["connectionId"]).toBe(connection?.["id"]);
    expect([payload.sub, payload["decision"], data["expiresAt"]]).toEqual([data["consentId"], "ACCEPTED", consent?.["until"].toISOString()]);
    expect(String(payload.sub).slice(4).replaceAll("-", "")).toBe(String(consent?.["id"]).replaceAll("-", ""));
    const { approvals } = await call("GET", `/v1/connections/${connection?.["id"]}/approvals`);
    expect(approvals).toMatchObject([{ id: operationId, template: "consent.grant", state: "ACCEPTED", receipt: standing.receipt }]);
    const types = await typesOf(person);
    const story = types.filter((type) => /^(accounts|approval|connection)\./.test(type));
    expect(story.slice(0, 6)).toEqual([
      "accounts.offered",
      "approval.requested",
      "approval.accepted",
      "accounts.adding",
      "connection.created",
      "accounts.added",
    ]);
  });

  it("a no stores nothing; asking again asks anew, and a late answer to the first changes nothing", async () => {
    const { person, device } = await arrive("refuser");
    const first = await until(person, "open");
    await answer(device, "REJECTED");
    expect(await until(person, "refused")).toMatchObject({ canChooseOther: true });
    expect([await connectionsOf(person), await consentsOf(person)]).toEqual([[], []]);
    await person.give({ type: "retry" });
    const second = await until(person, "open");
    expect([second.deadline === first.deadline, (await device.send("offers.list", {})).offers.length]).toEqual([false, 1]);
    await answer(device);
    await person.until("review");
    expect(await approvalsOf(person)).toEqual(["approval.requested", "approval.refused", "approval.requested", "approval.accepted"]);
  });

  it("nobody answers: it ends by the clock, and the person may leave for another bank", async () => {
    const { person, device } = await arrive("sleeper");
    await until(person, "open");
    const asked = await takeUp(device);
    await call("POST", "/v1/sandbox/clock/advance", { seconds: 301 });
    await until(person, "timed_out");
    await expect(device.approve(asked.signed, asked.display.text)).rejects.toThrow(/kUserConfirmationTimeout/);
    await person.give({ type: "choose_other" });
    expect(person.view().step.at).toBe("search");
    expect([await connectionsOf(person), await consentsOf(person)]).toEqual([[], []]);
  });

  it("no device: it says so, stores nothing, and goes on once there is one", async () => {
    const person = await openPerson(drawbridge, "bare");
    await takeAccounts(person);
    await until(person, "no_device");
    expect([await connectionsOf(person), await consentsOf(person)]).toEqual([[], []]);
    expect((await person.events()).find(({ type }) => type === "approval.not_possible")?.data).toMatchObject({ reason: "no_device" });
    const device = await enrol("bare", person.userId);
    await person.give({ type: "retry" });
    await until(person, "open");
    await answer(device);
    await person.until("review");
  });

  it("two devices: the first answer counts, the second learns how it ended", async () => {
    const { person, devices } = await arrive("pair", 2);
    await until(person, "open");
    const [one, two] = await Promise.all(devices.map(takeUp));
    await devices[0]?.approve(one?.signed ?? "", one?.display.text ?? "");
    await expect(devices[1]?.approve(two?.signed ?? "", two?.display.text ?? "", "REJECTED")).rejects.toThrow(/kOk/);
    await person.until("review");
    expect(await approvalsOf(person)).toEqual(["approval.requested", "approval.accepted"]);
    expect(await consentsOf(person)).toHaveLength(1);
  });

  it("a reload in the middle shows the same question, with the same number", async () => {
    const { person, device } = await arrive("reloader");
    const before = await until(person, "open");
    const handle = (person.headers["authorization"] ?? "").slice("Bearer ".length);
    const again = await openLink(drawbridge, { handle, userId: person.userId });
    expect(again.view().step).toEqual(before);
    await answer(device);
    await again.until("review");
  });

  it("whoever leaves takes the question from the device too", async () => {
    const { person, device } = await arrive("leaver");
    await until(person, "open");
    const asked = await takeUp(device);
    await person.give({ type: "exit" });
    expect((await device.send("offers.list", {})).offers).toEqual([]);
    await expect(device.approve(asked.signed, asked.display.text)).rejects.toThrow(/kServerCancel/);
    expect(await call("GET", `/v1/operations/${asked.operationId}`)).toMatchObject({ state: "CANCELLED" });
    expect([await connectionsOf(person), await consentsOf(person)]).toEqual([[], []]);
  });

  it("a question the help desk takes back ends it as clearly", async () => {
    const { person, device } = await arrive("helped");
    await until(person, "open");
    const { offers } = await device.send("offers.list", {});
    const taken = await drawbridge.api(`/v1/operations/${offers[0]?.id}?reason=fraud%20alert`, { method: "DELETE", body: {} });
    expect(taken.ok).toBe(true);
    await until(person, "cancelled");
    expect(await approvalsOf(person)).toEqual(["approval.requested", "approval.cancelled"]);
  });
});

describe("a connection that is there", () => {
  beforeAll(() => want());

  const connected = async (externalId: string) => {
    const { person, device } = await arrive(externalId);
    await until(person, "open");
    await answer(device);
    await person.until("review");
    await person.give({ type: "submitted" });
    await settled(person);
    const [connection] = await connectionsOf(person);
    return { device, id: String(connection?.["id"]) };
  };

  it("is renewed by a yes and left as it was by a no", async () => {
    const { device, id } = await connected("renewer");
    const again = await openPerson(drawbridge, "renewer", { kind: "reauth", connectionId: id });
    const before = [await call("GET", `/v1/connections/${id}`), await consentsOf(again)];
    const fields = await again.seal(Object.entries({ username: "user_ok", password: "pass_ok" }).map(([name, value]) => ({ name, value })));
    await again.give({ type: "credentials_submitted", fields });
    expect(await until(again, "open")).toMatchObject({ question: "renew", canChooseOther: false });
    await answer(device, "REJECTED");
    await until(again, "refused");
    expect([await call("GET", `/v1/connections/${id}`), await consentsOf(again)]).toEqual(before);
    await again.give({ type: "retry" });
    await until(again, "open");
    const { standing } = await answer(device);
    await again.until("review");
    expect(await consentsOf(again)).toHaveLength(2);
    const data = decodeJwt(standing.receipt ?? "")["data"] as Json;
    expect(data).toMatchObject({ connectionId: id });
  });

  it("is renewed together with others by one yes for each, and each consent rests on its own receipt", async () => {
    const person = await openPerson(drawbridge, "renews-all");
    const device = await enrol("renews-all", person.userId);
    for (const slug of ["harbour-bank", "lantern-bank"]) {
      const visitor = slug === "harbour-bank" ? person : await openPerson(drawbridge, "renews-all");
      await choose(visitor, slug);
      const there = signInThere(drawbridge, visitor);
      await until(visitor, "open");
      await answer(device);
      expect((await there).at).toBe("review");
      await visitor.give({ type: "submitted" });
    }
    await settled(person);
    const ids = (await connectionsOf(person)).map(({ id }) => String(id));
    for (const id of ids) await call("POST", `/v1/sandbox/connections/${id}/state`, { consentEndsInDays: 3 });
    const manage = await openPerson(drawbridge, "renews-all", { kind: "manage" });
    await manage.give({ type: "renewals_requested", connectionIds: ids });
    for (const id of ids) {
      await expect.poll(async () => (await device.send("offers.list", {})).offers.length, { timeout: 30_000, interval: 150 }).toBe(1);
      expect(decodeJwt((await answer(device)).standing.receipt ?? "")["data"]).toMatchObject({ connectionId: id });
    }
    await expect
      .poll(() => look(manage), { timeout: 30_000, interval: 150 })
      .toMatchObject({ at: "manage", working: null, notice: { kind: "renewed_all" } });
    expect((await connectionsOf(person)).map(({ recommendedAction }) => recommendedAction.action)).toEqual(["none", "none"]);
    expect(await consentsOf(person)).toHaveLength(4);
  });

  it("is ended by a yes on the manage page and kept by a no; deleting all of it is asked as well", async () => {
    const { device, id } = await connected("ender");
    const manage = await openPerson(drawbridge, "ender", { kind: "manage" });
    await manage.give({ type: "revocation_requested", connectionId: id });
    expect(await until(manage, "open")).toMatchObject({ question: "revoke", until: null, canGoToList: true });
    await answer(device, "REJECTED");
    await until(manage, "refused");
    await manage.give({ type: "back" });
    expect(manage.view().step).toMatchObject({ at: "manage", working: null, connections: [{ id, state: "healthy" }] });
    await manage.give({ type: "revocation_requested", connectionId: id });
    await until(manage, "open");
    expect((await answer(device)).display.text).toMatch(/^Stop .+ from reading your data at Drawbridge Bank\?\n/);
    await expect
      .poll(() => look(manage), { timeout: 30_000, interval: 150 })
      .toMatchObject({ at: "manage", working: null, connections: [{ id, state: "revoked" }] });
    await manage.give({ type: "removal_requested", connectionId: id, accountIds: null });
    await until(manage, "open");
    expect((await answer(device)).display.text).toMatch(/and delete what it has\?/);
    await expect.poll(() => look(manage), { timeout: 30_000, interval: 150 }).toMatchObject({ at: "manage", working: null, connections: [] });
  });

  it("at a bank with its own pages is asked the same way", async () => {
    const person = await openPerson(drawbridge, "redirected");
    const device = await enrol("redirected", person.userId);
    await choose(person, "harbour-bank");
    const there = signInThere(drawbridge, person);
    await until(person, "open");
    await answer(device);
    expect((await there).at).toBe("review");
    expect(await connectionsOf(person)).toHaveLength(1);
  });
});

describe("a push of the bank", () => {
  beforeAll(() => want({ grant: false }));

  const signInByPush = async (externalId: string) => {
    const person = await openPerson(drawbridge, externalId);
    const device = await enrol(externalId, person.userId);
    expect((await signInAs(person, "user_mfa_push")).at).toBe("mfa");
    const { offers } = await device.send("offers.list", {});
    expect(offers).toMatchObject([{ kind: "TRANSACTION", banner: "Drawbridge Bank asks if it is you" }]);
    const operationId = offers[0]?.id ?? "";
    const { signed, factor, display } = await device.send("operation.start", { operationId });
    expect([factor, display?.text]).toEqual(["NONE", expect.stringMatching(/^Sign in at Drawbridge Bank\?\n/)]);
    return { person, device, signed, text: display?.text ?? "" };
  };

  it("is a banner to confirm on the person's device; the bank waits for the answer, and nobody else gives it", async () => {
    const { person, device, signed, text } = await signInByPush("pushed");
    await device.approve(signed, text);
    expect((await person.until("accounts", "error")).at).toBe("accounts");
  });

  it("ends with a no, which the widget says", async () => {
    const { person, device, signed, text } = await signInByPush("pushed-away");
    await device.approve(signed, text, "REJECTED");
    await expect.poll(async () => JSON.stringify(await look(person)), { timeout: 30_000, interval: 150 }).toContain("mfa_wrong");
    expect(await connectionsOf(person)).toEqual([]);
  });

  it("is taken from the device when the person leaves the sign-in", async () => {
    const { person, device, signed, text } = await signInByPush("pushed-and-left");
    await person.give({ type: "exit" });
    expect((await device.send("offers.list", {})).offers).toEqual([]);
    await expect(device.approve(signed, text)).rejects.toThrow(/kServerCancel/);
  });
});

it("a question that was not the person's pauses their connections, where the tenant wants it, until the help desk lets them go on", async () => {
  await want({ grant: false });
  await call("PUT", "/v1/device-policies", {
    mostDevices: 10,
    mostWaiting: 10,
    mostUnwelcome: 20,
    notMe: ["pause_connections"],
    twoPersonUnlock: false,
  });
  const { person, device } = await arrive("harassed");
  await person.until("review");
  const [connection] = await connectionsOf(person);
  const pause = `/v1/users/${person.userId}/connection-pause`;
  expect(await call("GET", pause)).toEqual({ pausedSince: null, connections: 0 });
  expect((await drawbridge.api(`${pause}?reason=none`, { method: "DELETE", body: {} })).status).toBe(409);
  const operation = await call("POST", "/v1/operations", { userId: person.userId, text: "Pay 900 EUR to Eve?" });
  const { signed } = await device.send("operation.start", { operationId: operation["id"] });
  await device.approve(signed, null, "REJECTED", { reason: "not_me" });
  expect(await call("GET", pause)).toMatchObject({ pausedSince: expect.any(String), connections: 1 });
  const syncs = async () => (await call("GET", `/v1/connections/${connection?.["id"]}`))["lastSyncedAt"];
  const before = await syncs();
  await call("POST", "/v1/sandbox/clock/advance", { seconds: 3 * 86_400 });
  expect(await syncs()).toEqual(before);
  const asked = await drawbridge.api(`/v1/connections/${connection?.["id"]}/syncs`, { method: "POST", body: { attended: true } });
  expect([asked.status, await asked.json()]).toMatchObject([409, { detail: expect.stringContaining("paused") }]);
  expect((await drawbridge.api(`${pause}?reason=talked%20to%20them`, { method: "DELETE", body: {} })).status).toBe(204);
  await call("POST", "/v1/sandbox/clock/advance", { seconds: 86_400 });
  await expect.poll(syncs, { timeout: 30_000 }).not.toEqual(before);
});

it("a server killed between the question and the answer goes on with it", async () => {
  const { path, remove } = await makeFolder();
  const env = { ...(await freePorts()), DRAWBRIDGE_DATA: path };
  const first = spawnDrawbridge(env);
  await first.running();
  const there = { server: first.origin, api: apiAt(first.origin) };
  await there.api("/v1/approval-settings", { method: "PUT", body: settings });
  const person = await openPerson(there, "killed");
  const device = await enrol("killed", person.userId, there);
  await takeAccounts(person);
  await until(person, "open", there);
  first.process.kill("SIGKILL");
  await first.ended;

  const second = spawnDrawbridge(env);
  await second.running();
  const handle = (person.headers["authorization"] ?? "").slice("Bearer ".length);
  const again = await openLink(there, { handle, userId: person.userId });
  expect(again.view().step).toMatchObject({ at: "approval", state: "open" });
  await answer(device);
  await again.until("review");
  second.process.kill("SIGTERM");
  expect(await second.ended).toBe(0);
  await remove();
});
