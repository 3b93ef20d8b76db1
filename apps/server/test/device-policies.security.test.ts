import { newId, operators, tenants } from "@drawbridge/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refusalOf } from "./device-client.ts";
import { createDeviceStage, OTHER_TOKEN, type DeviceStage } from "./device-stage.ts";

const PIN = "135790";
const stage: { current: DeviceStage | null } = { current: null };
const the = (): DeviceStage => {
  if (!stage.current) throw new Error("the stage is not set");
  return stage.current;
};
beforeAll(async () => {
  stage.current = await createDeviceStage();
});
afterAll(() => stage.current?.close());

const usual = { mostDevices: 10, mostWaiting: 10, mostUnwelcome: 20, notMe: ["alert"], twoPersonUnlock: false };
const want = (changes: object = {}) => the().admin("PUT /v1/device-policies", { ...usual, ...changes });
const ask = (userId: string, fields: object = {}) => the().admin("POST /v1/operations", { userId, text: "Pay?", banner: "A payment", ...fields });
const trail = async (): Promise<string> => JSON.stringify((await the().admin("GET /v1/audit?limit=1000")).body);

describe("policies for devices", () => {
  it("have usual values, are each tenant's own, and refuse what they cannot mean", async () => {
    expect((await the().admin("GET /v1/device-policies")).body).toEqual(usual);
    for (const wrong of [
      { mostDevices: 0 },
      { mostWaiting: 51 },
      { notMe: ["shout"] },
      { notMe: ["alert", "alert"] },
      { twoPersonUnlock: "yes" },
      { extra: 1 },
    ])
      expect([wrong, (await want(wrong)).status]).toEqual([wrong, 400]);
    expect((await the().admin("PUT /v1/device-policies", { mostDevices: 3 })).status).toBe(400);
    expect((await want({ mostWaiting: 2 })).body).toEqual({ ...usual, mostWaiting: 2 });
    expect((await the().admin("GET /v1/device-policies", undefined, OTHER_TOKEN)).body).toEqual(usual);
  });

  it.each([
    ["device-policies", "devicePolicies", { ...usual, mostDevices: 7 }],
    ["approval-settings", "deviceApprovals", { grant: true, renew: false, revoke: false, answerTimeout: 240, purpose: null }],
    ["authenticator-settings", "authenticator", { environments: ["SSMS"], anonymousUsers: false }],
  ])("leave a row in the trail when a program changes them: %s", async (path, subject, settings) => {
    expect((await the().admin(`PUT /v1/${path}`, settings)).status).toBe(200);
    const { rows } = (await the().admin("GET /v1/audit?limit=1000")).body;
    expect(rows.at(-1)).toMatchObject({ action: "tenant.settings_changed", actor: "api", subject, data: settings });
    expect((await the().admin("GET /v1/audit/verification")).body).toMatchObject({ outcome: "intact" });
  });
});

describe("the trail", () => {
  it("is read by what was done, to what and by whom, the latest first", async () => {
    const { id } = await the().enrol("trailed");
    const read = async (query: string) =>
      (await the().admin(`GET /v1/audit?order=newest&${query}`)).body.rows as readonly { no: number; action: string }[];
    const all = await read("limit=1000");
    expect(all.map(({ no }) => no)).toEqual(all.map(({ no }) => no).toSorted((a, b) => b - a));
    const codes = await read("action=activation_code.*&limit=1000");
    expect(codes).toEqual(all.filter(({ action }) => action.startsWith("activation_code.")));
    expect(codes).not.toEqual([]);
    expect(await read("action=activation_code")).toEqual([]);
    expect(await read("action=device_activated")).toEqual([]); // no wildcard but the star
    const { devices } = (await the().admin(`GET /v1/users/${id}/devices`)).body;
    const ofDevice = await read(`subject=${devices[0].id}`);
    expect(ofDevice.map(({ action }) => action)).toContain("device.activated");
    expect(await read(`subject=${devices[0].id}&before=${ofDevice.at(-1)?.no ?? 0}`)).toEqual([]);
    expect((await the().admin("GET /v1/audit?actor=api", undefined, OTHER_TOKEN)).status).toBe(400);
    expect((await the().admin("GET /v1/audit?order=newest&actor=api", undefined, OTHER_TOKEN)).body.rows).toEqual([]);
  });

  it("tells people of several ids by one request, and no stranger's", async () => {
    const ids = [(await the().enrol("one-of-many")).id, (await the().enrol("two-of-many")).id];
    const asked = `GET /v1/users?ids=${[...ids, "usr_nobody"].join(",")}&order=newest`;
    expect((await the().admin(asked)).body.users.map(({ id }: { id: string }) => id)).toEqual(ids.toReversed());
    expect((await the().admin(asked, undefined, OTHER_TOKEN)).body).toMatchObject({ total: 0, users: [] });
    expect((await the().admin("GET /v1/users?ids=,,")).body).toMatchObject({ total: 0 });
  });
});

describe("push bombing", () => {
  it("stops at as many waiting questions as the tenant allows", async () => {
    await want({ mostWaiting: 2 });
    const { id } = await the().enrol("rained-on");
    const made = await Promise.all([ask(id), ask(id)]);
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    expect((await ask(id)).body).toMatchObject({ status: 429, code: "TOO_MANY_OPERATIONS", remediation: "wait" });
    await the().admin(`DELETE /v1/operations/${made[0]?.body.id}?reason=test`);
    expect((await ask(id)).status).toBe(201);
  });

  it("stops when one after the other is refused or left unanswered, and begins again an hour later", async () => {
    await want({ mostUnwelcome: 3 });
    const { id, ref, device } = await the().enrol("worn-down");
    await device.logIn(ref, PIN);
    for (let nth = 0; nth < 2; nth += 1) {
      const { body } = await ask(id);
      const { signed } = await device.send("operation.start", { operationId: body.id });
      await device.approve(signed, null, "REJECTED", { reason: "unknown" });
    }
    const { body } = await ask(id);
    await device.send("operation.timeout", { operationId: body.id });
    expect((await ask(id)).status).toBe(429);
    expect((await ask((await the().enrol("left-alone")).id)).status).toBe(201);
    the().clock.ahead += 3_601_000;
    expect((await ask(id)).status).toBe(201);
  });
});

describe("the number of devices", () => {
  it("is limited, also for codes that are used at once; a removed device makes room", async () => {
    await want({ mostDevices: 2 });
    const { id, ref, device } = await the().enrol("collector");
    const codes = await Promise.all(Array.from({ length: 3 }, () => the().newCode(id, "add_user")));
    const tries = await Promise.allSettled(codes.map(async (code) => (await the().newDevice()).activate(ref, code, PIN)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const late = await the().newDevice();
    const code = await the().newCode(id, "add_user");
    expect(await refusalOf(late.activate(ref, code, PIN))).toMatchObject({
      status: "kFailed",
      description: expect.stringContaining("as many devices"),
    });
    await the().admin(`DELETE /v1/devices/${device.state.deviceId}?reason=sold`);
    expect((await late.activate(ref, code, PIN)).user).toEqual(ref);
  });
});

describe("an unlock by two people", () => {
  const at = (name: string): string => `${name}@one.example`;
  beforeAll(async () => {
    const { storage, deps } = the();
    const [one, two] = await Promise.all([tenants(storage.pool).bySlug("one"), tenants(storage.pool).bySlug("two")]);
    const hire = (name: string, tenantId = "", role: "support" | "viewer" = "support") =>
      operators(storage.pool).save({ id: newId(), tenantId, email: at(name), role, passwordHash: "x", totp: {}, totpStep: 0, createdAt: deps.now() });
    for (const name of ["ada", "bob", "eve", "mallory"]) await hire(name, one?.id);
    await hire("onlooker", one?.id, "viewer");
    await hire("stranger", two?.id);
  });

  const begin = async (name: string) => {
    const person = await the().enrol(name);
    const path = `/v1/devices/${person.device.state.deviceId}/lock`;
    await the().admin(`PUT ${path}`, { reason: "lost" });
    const lift = (by?: string) => the().admin(`DELETE ${path}?reason=found${by === undefined ? "" : `&by=${at(by)}`}`);
    return { ...person, path, lift };
  };

  it("is asked for by one and done by another; alone nobody can", async () => {
    await want({ twoPersonUnlock: true });
    const { lift, ref, device } = await begin("guarded");
    for (const nobody of [undefined, "invented", "onlooker", "stranger"]) expect([nobody, (await lift(nobody)).status]).toEqual([nobody, 400]);
    const first = await lift("ada");
    expect([first.status, first.body]).toMatchObject([202, { outcome: "second_person_needed", askedBy: at("ada"), device: { state: "LOCKED" } }]);
    expect([(await lift("ada")).status, (await lift("ADA")).status]).toEqual([409, 409]);
    expect((await refusalOf(device.logIn(ref, PIN))).status).toBe("kLockedCertificate");
    const second = await lift("bob");
    expect([second.status, second.body.state]).toEqual([200, "ACTIVE"]);
    expect((await lift("eve")).status).toBe(409);
    expect((await device.logIn(ref, PIN)).user).toEqual(ref);
    expect(await trail()).toContain("unlock.requested");
  });

  it("is forgotten when the second comes too late, and counted once when two come at once", async () => {
    await want({ twoPersonUnlock: true });
    const { lift, path } = await begin("slow");
    await lift("ada");
    the().clock.ahead += 15 * 60_000 + 1000;
    expect((await lift("bob")).status).toBe(202);
    const both = await Promise.all([lift("eve"), lift("mallory")]);
    expect(both.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409]);
    expect((await the().admin(`GET ${path}`)).body.lock).toBeNull();
  });

  it("holds for a person's lock and a PIN's as well", async () => {
    await want({ twoPersonUnlock: true });
    const { id, ref, device } = await the().enrol("both-locks");
    await the().admin(`PUT /v1/users/${id}/lock`, { reason: "fraud" });
    const user = (by: string) => the().admin(`DELETE /v1/users/${id}/lock?reason=cleared&by=${at(by)}`);
    expect([(await user("ada")).status, (await user("ada")).status, (await user("bob")).status]).toEqual([202, 409, 204]);
    await refusalOf(device.logIn(ref, "000000"));
    const pin = (by: string) => the().admin(`DELETE /v1/devices/${device.state.deviceId}/pin-lock?reason=known&by=${at(by)}`);
    const [first, second] = [await pin("ada"), await pin("bob")];
    expect([first.status, first.body.device.pinLock.failures, second.status, second.body.pinLock.failures]).toEqual([202, 1, 200, 0]);
  });
});

describe("a code where two people unlock", () => {
  const askCode = (id: string, purpose: string, by?: string) =>
    the().admin(`POST /v1/users/${id}/activation-codes`, { purpose, reason: "forgot the PIN", ...(by && { by: `${by}@one.example` }) });

  it("is made by two for who has a device: a blocked PIN is not opened by one", async () => {
    await want({ twoPersonUnlock: true });
    const { id, ref, device } = await the().enrol("two-for-a-code");
    expect((await askCode(id, "reactivation")).status).toBe(400);
    const first = await askCode(id, "reactivation", "ada");
    expect([first.status, first.body]).toMatchObject([202, { outcome: "second_person_needed", askedBy: "ada@one.example" }]);
    expect(first.body).not.toHaveProperty("activationCode");
    expect((await askCode(id, "reactivation", "ada")).status).toBe(409);
    expect((await askCode(id, "activation", "bob")).status).toBe(202); // another purpose is another question
    const second = await askCode(id, "reactivation", "bob");
    expect([second.status, second.body]).toMatchObject([201, { confirmedBy: "bob@one.example" }]);
    await device.activate(ref, second.body.activationCode, "975310", "reactivation");
    expect((await device.logIn(ref, "975310")).user).toEqual(ref);
    expect(await trail()).toContain('"confirmedBy":"bob@one.example"');
  });

  it("is made by one for a first device alone: nothing is left to be used once that was locked, and removed by one", async () => {
    await want({ twoPersonUnlock: true });
    const { id, ref } = await the().newUser("first-device");
    const codes = [await the().newCode(id), await the().newCode(id)];
    const [phone, tablet] = [await the().newDevice(), await the().newDevice()];
    await phone.activate(ref, codes[0] ?? "", PIN);
    await the().admin(`PUT /v1/devices/${phone.state.deviceId}/lock`, { reason: "lost" });
    const left = () => refusalOf(tablet.activate(ref, codes[1] ?? "", PIN));
    expect(await left()).toMatchObject({ status: "kLockedUser", lock: { by: "policy" } });
    expect((await the().admin(`DELETE /v1/devices/${phone.state.deviceId}?reason=gone`)).status).toBe(204);
    expect(await left()).toMatchObject({ status: "kLockedUser", lock: { by: "policy" } });
    await want();
    expect((await tablet.activate(ref, codes[1] ?? "", PIN)).user).toEqual(ref);
  });

  it("that one made before the rule does not open a PIN after it", async () => {
    await want();
    const { id, ref, device } = await the().enrol("before-the-rule");
    const code = await the().newCode(id, "reactivation");
    await want({ twoPersonUnlock: true });
    expect((await refusalOf(device.activate(ref, code, "975310", "reactivation"))).status).toBe("kLockedUser");
    expect((await device.logIn(ref, PIN)).user).toEqual(ref);
  });
});

describe("“this was not me”", () => {
  const deny = async (name: string, reason: "not_me" | "unknown" = "not_me") => {
    const { id, ref, device } = await the().enrol(name);
    const tablet = await the().newDevice();
    await tablet.activate(ref, await the().newCode(id, "add_user"), PIN);
    await Promise.all([device.logIn(ref, PIN), tablet.logIn(ref, PIN)]);
    const { body } = await ask(id);
    const { signed } = await device.send("operation.start", { operationId: body.id });
    const standing = await device.approve(signed, null, "REJECTED", { reason });
    return { id, ref, device, tablet, operation: body.id, standing };
  };

  it("warns the person's other devices, and only them; another reason warns nobody", async () => {
    await want();
    const { device, tablet, operation, standing } = await deny("warned");
    expect(standing.state).toBe("REJECTED");
    const { offers } = await tablet.send("offers.list", {});
    const message = offers.find(({ kind }) => kind === "DISPLAY_MESSAGE");
    expect(await tablet.send("message.open", { messageId: message?.id ?? "" })).toMatchObject({
      kind: "WARNING",
      text: expect.stringContaining("A payment"),
    });
    expect((await device.send("offers.list", {})).offers).toEqual([]);
    expect(await trail()).toContain(`"action":"operation.not_me","subject":"${operation}"`);
    const other = await deny("merely-unsure", "unknown");
    expect((await other.tablet.send("offers.list", {})).offers).toEqual([]);
  });

  it("locks the device that said so, where the tenant wants it, until the help desk lifts it", async () => {
    await want({ notMe: ["lock_device"] });
    const { ref, device, tablet } = await deny("locked-out");
    expect((await refusalOf(device.send("offers.list", {}))).refusal).toBe("SESSION_ENDED");
    expect(await refusalOf(device.logIn(ref, PIN))).toMatchObject({ status: "kLockedCertificate", lock: { by: "policy", liftableBy: "helpdesk" } });
    expect((await tablet.send("offers.list", {})).offers).toEqual([]);
    expect((await the().admin(`DELETE /v1/devices/${device.state.deviceId}/lock?reason=talked`)).status).toBe(200);
    expect((await device.logIn(ref, PIN)).user).toEqual(ref);
  });
});

describe("a fresh sign-in", () => {
  it("is wanted of who logged in by the key alone long ago; a PIN is fresh by itself", async () => {
    await want();
    const { id, ref, device } = await the().enrol("stale");
    await device.logIn(ref, PIN);
    const { session } = await device.send("login.key", { user: ref, deviceId: device.state.deviceId, app: { appName: "Test", version: "1.0.0" } });
    device.state.session = session;
    the().clock.ahead += 61_000;
    const strict = { factor: "NONE", requireFreshnessOfAuthentication: 60 };
    const wanted = (await ask(id, strict)).body;
    expect((await refusalOf(device.send("operation.start", { operationId: wanted.id }))).status).toBe("kLoginRequired");
    const withPin = (await ask(id, { ...strict, factor: "PIN" })).body;
    expect((await device.send("operation.start", { operationId: withPin.id })).factor).toBe("PIN");
    await device.logIn(ref, PIN);
    expect((await device.send("operation.start", { operationId: wanted.id })).factor).toBe("NONE");
    expect((await ask(id, { requireFreshnessOfAuthentication: -2 })).status).toBe(400);
    expect((await ask(id, { template: "bank.push" })).status).toBe(400);
  });
});
