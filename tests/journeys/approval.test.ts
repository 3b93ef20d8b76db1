import { beforeAll, describe, expect, it } from "vitest";
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import {
  answer,
  approvalsOf,
  arrive,
  call,
  connectionsOf,
  consentsOf,
  enrol,
  look,
  settings,
  takeAccounts,
  takeUp,
  the,
  type Json,
  typesOf,
  until,
  useDrawbridge,
  want,
} from "./approval-stage.ts";
import { choose, openLink, openPerson, settled, signInThere } from "./person.ts";

useDrawbridge();

describe("the setting", () => {
  it("is off until a tenant turns it on, each question for itself, and refuses what it cannot mean", async () => {
    expect(await call("GET", "/v1/approval-settings")).toEqual({ grant: false, renew: false, revoke: false, answerTimeout: 300, purpose: null });
    for (const wrong of [{ answerTimeout: 5 }, { answerTimeout: 1801 }, { grant: "yes" }, { purpose: "" }, { purpose: "a\nb" }, { extra: 1 }]) {
      const refused = await the().api("/v1/approval-settings", { method: "PUT", body: { ...settings, ...wrong } });
      expect([JSON.stringify(wrong), refused.status]).toEqual([JSON.stringify(wrong), 400]);
    }
    expect((await the().api("/v1/approval-settings", { method: "PUT", body: { grant: true } })).status).toBe(400);
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
    const keys = createLocalJWKSet(await (await fetch(`${the().server}/device/v1/keys`)).json());
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
    const person = await openPerson(the(), "bare");
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
    const again = await openLink(the(), { handle, userId: person.userId });
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
    const taken = await the().api(`/v1/operations/${offers[0]?.id}?reason=fraud%20alert`, { method: "DELETE", body: {} });
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
    const again = await openPerson(the(), "renewer", { kind: "reauth", connectionId: id });
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
    const person = await openPerson(the(), "renews-all");
    const device = await enrol("renews-all", person.userId);
    for (const slug of ["harbour-bank", "lantern-bank"]) {
      const visitor = slug === "harbour-bank" ? person : await openPerson(the(), "renews-all");
      await choose(visitor, slug);
      const there = signInThere(the(), visitor);
      await until(visitor, "open");
      await answer(device);
      expect((await there).at).toBe("review");
      await visitor.give({ type: "submitted" });
    }
    await settled(person);
    const ids = (await connectionsOf(person)).map(({ id }) => String(id));
    for (const id of ids) await call("POST", `/v1/sandbox/connections/${id}/state`, { consentEndsInDays: 3 });
    const manage = await openPerson(the(), "renews-all", { kind: "manage" });
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
    const manage = await openPerson(the(), "ender", { kind: "manage" });
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
    const person = await openPerson(the(), "redirected");
    const device = await enrol("redirected", person.userId);
    await choose(person, "harbour-bank");
    const there = signInThere(the(), person);
    await until(person, "open");
    await answer(device);
    expect((await there).at).toBe("review");
    expect(await connectionsOf(person)).toHaveLength(1);
  });
});
