import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDeviceStage, type DeviceStage } from "../../../apps/server/test/device-stage.ts";
import type { McOptions } from "../src/index.ts";
import { enrolWithMc, pin, type Enrolled } from "./enrol-with-mc.ts";
import { openApp, type PersonWithMc } from "./person-with-mc.ts";

let stage: DeviceStage;
beforeAll(async () => {
  stage = await createDeviceStage();
});
afterAll(() => stage.close());

const tokenOf = async (userId: string): Promise<string> =>
  String((await stage.admin(`POST /v1/users/${userId}/device-tokens`, { use: "activation", reason: "test" })).body.deviceToken);

/** Somebody who is logged in and never set a PIN. */
const byToken = async (externalId: string, options: Partial<McOptions> = {}): Promise<Enrolled> => {
  const { id: userId, ref } = await stage.newUser(externalId);
  return { ...(await join({ id: userId, ref }, options)), userId, ref };
};

/** One more device of a user, which is logged in. */
const join = async ({ id, ref }: { readonly id: string; readonly ref: Enrolled["ref"] }, options: Partial<McOptions> = {}): Promise<PersonWithMc> => {
  const person = await openApp(stage.origin, options);
  await person.start();
  await person.mc.call("ActivateWithToken", { userIdentifier: ref, token: await tokenOf(id), autoLogin: true });
  await person.mc.call("SetDeviceName", { deviceName: `Device ${crypto.randomUUID()}` }); // answered in order: by now the news are subscribed to
  return person;
};

const askFor = async (userId: string, fields: object = {}) =>
  (await stage.admin("POST /v1/operations", { userId, text: "Pay 12.50 EUR to Ada?", data: { amount: "12.50" }, ...fields })).body;

const approve = async ({ mc, next }: PersonWithMc): Promise<string> => {
  await next("TriggerBanner");
  await mc.call("StartTransaction", {});
  await next("TransactionPINRequiredRequest");
  await mc.call("ProvidePIN", { confirmationType: "OK", pin });
  const { payload } = await next("DisplayConfirmationRequest");
  const transactionInformation = String(payload["transactionInformation"]);
  await mc.call("DisplayConfirmation", { confirmationType: "OK", transactionInformation });
  await next("DisplayConfirmationResult");
  return String((await next("TransactionEnd")).payload["status"]);
};

describe("an MC at the real server", () => {
  it("activates by prompts, and logs in with the PIN after the app was closed", async () => {
    const { id, ref } = await stage.newUser("prompted");
    const activationCode = await stage.newCode(id);
    const person = await openApp(stage.origin);
    expect(await person.start()).toMatchObject({ name: "StartResult", payload: { sdkState: "ACTIVATION_REQUIRED" } });
    await person.mc.call("ProvideActivationCodeAndUserId", { userIdentifier: ref, activationCode });
    await person.next("StartActivationSetPIN");
    await person.mc.call("ProvideSetPIN", { pin, autoLogin: false });
    expect(await person.next("ActivationResult")).toMatchObject({ payload: { status: "kOk" } });
    await person.next("StartLogin");
    await person.leave();
    const again = await person.comeBack();
    expect(await again.start()).toMatchObject({ payload: { sdkState: "LOGIN_REQUIRED", userList: [ref] } });
    await again.mc.call("Login", { userIdentifier: ref, pin: "999999" });
    expect(await again.next("LoginResult")).toMatchObject({ payload: { status: "kWrongCredentials", retryCounter: 4, retryDelay: 0 } });
    await again.mc.call("Login", { userIdentifier: ref, pin });
    expect(await again.next("LoginResult")).toMatchObject({ payload: { status: "kOk", userIdentifier: ref } });
    expect(again.mc.at()).toBe("LOGGED_IN");
    await again.throwAway();
  });

  it("hears that another device was faster, and never its own answer to what ended otherwise", async () => {
    const phone = await byToken("faster");
    const tablet = await join({ id: phone.userId, ref: phone.ref });
    for (let round = 0; round < 3; round += 1) {
      const { id } = await askFor(phone.userId, { factor: "NONE" });
      const shown = async ({ mc, next }: PersonWithMc): Promise<string> => {
        await next("TriggerBanner");
        await mc.call("StartTransaction", {});
        return String((await next("DisplayConfirmationRequest")).payload["transactionInformation"]);
      };
      const [transactionInformation] = await Promise.all([shown(phone), shown(tablet)]);
      const answer = (device: PersonWithMc, confirmationType: "CANCEL" | "OK") =>
        device.mc.call("DisplayConfirmation", { confirmationType, transactionInformation });
      await Promise.all([answer(phone, "OK"), answer(tablet, "CANCEL")]);
      const [yes, no] = await Promise.all([phone, tablet].map(async ({ next }) => (await next("TransactionEnd")).payload["status"]));
      const { state } = (await stage.admin(`GET /v1/operations/${id}`)).body;
      const told = state === "ACCEPTED" ? ["kOk", "kServerCancel"] : ["kServerCancel", "kUserCancel"];
      expect([yes, no]).toEqual(told);
    }
    expect([...phone.faults, ...tablet.faults]).toEqual([]);
    await Promise.all([phone.throwAway(), tablet.throwAway()]);
  });

  it.each(["socket", "post"] as const)("approves over %s what the server offers unasked, and the signature verifies", async (road) => {
    const person = await enrolWithMc(stage, `approver-${road}`, { road });
    const operation = await askFor(person.userId);
    expect(await approve(person)).toBe("kOk");
    const { body } = await stage.admin(`GET /v1/operations/${operation.id}/result`);
    expect(body).toMatchObject({ state: "ACCEPTED" });
    const keys = createLocalJWKSet(await (await fetch(`${stage.origin}/device/v1/keys`)).json());
    const { payload } = await jwtVerify(body.receipt, keys, { typ: "drawbridge-receipt+jws" });
    expect(payload).toMatchObject({ decision: "ACCEPTED", text: "Pay 12.50 EUR to Ada?" });
    await person.throwAway();
  });

  it("refuses as not me, hears a cancelled one, and asks for a token where one is wanted", async () => {
    const person = await enrolWithMc(stage, "refuser");
    const { mc, next } = person;
    const refused = await askFor(person.userId);
    await next("TriggerBanner");
    await mc.call("StartTransaction", {});
    await next("TransactionPINRequiredRequest");
    await mc.send("ProvidePIN", { confirmationType: "CANCEL", pin: "", reason: "incorrect_data" });
    expect(await next("ProvidePINResult")).toMatchObject({ payload: { status: "kUserCancel" } });
    expect(await next("TransactionEnd")).toMatchObject({ payload: { status: "kUserCancel" } });
    expect((await stage.admin(`GET /v1/operations/${refused.id}`)).body).toMatchObject({ state: "REJECTED", reason: "incorrect_data" });
    const cancelled = await askFor(person.userId);
    await next("TriggerBanner");
    await mc.call("StartTransaction", {});
    await next("TransactionPINRequiredRequest");
    await stage.admin(`DELETE /v1/operations/${cancelled.id}?reason=over`);
    expect(await next("TransactionEnd")).toMatchObject({ payload: { status: "kServerCancel" } });
    await askFor(person.userId, { factor: "TOKEN", token: "482913" });
    await next("TriggerBanner");
    await mc.call("StartTransaction", {});
    await next("TransactionTokenRequiredRequest");
    await mc.call("ProvideToken", { confirmationType: "OK", token: "000000" });
    expect(await next("ProvideTokenResult")).toMatchObject({ payload: { status: "kInvalidToken" } });
    await mc.call("ProvideToken", { confirmationType: "OK", token: "482913" });
    expect(await next("ProvideTokenResult")).toMatchObject({ payload: { status: "kOk" } });
    await next("DisplayConfirmationRequest");
    await mc.call("DisplayConfirmation", { confirmationType: "TIMEOUT", transactionInformation: "" });
    expect(await next("TransactionEnd")).toMatchObject({ payload: { status: "kUserConfirmationTimeout" } });
    expect(person.faults).toEqual([]);
    await person.throwAway();
  });

  it("changes the PIN, and codes made without the network fit the new one", async () => {
    const person = await enrolWithMc(stage, "changer");
    const { mc, next } = person;
    await mc.call("StartChangePIN", {});
    await next("StartSetNewPIN");
    await mc.call("ProvideSetNewPIN", { currentPin: "000000", newPin: "246813" });
    expect(await next("ChangePINResult")).toMatchObject({ payload: { status: "kInvalidPin", retryCounter: 4 } });
    const elsewhere = await join({ id: person.userId, ref: person.ref });
    await mc.call("ProvideSetNewPIN", { currentPin: pin, newPin: "246813" });
    expect(await next("ChangePINResult")).toMatchObject({ payload: { status: "kOk" } });
    expect(await elsewhere.next("ServerConnection")).toMatchObject({ payload: { connectionState: "DISCONNECTED" } });
    expect(await elsewhere.next("RestartResult")).toMatchObject({ payload: { sdkState: "LOGIN_REQUIRED" } });
    await elsewhere.throwAway();
    await person.leave();
    const away = await person.comeBack();
    await away.start();
    const made = await away.mc.call("GenerateOtp", { userIdentifier: person.ref, pin: "246813", optionalData: "YWJj" });
    expect(made).toMatchObject({ name: "GenerateOtpResult", payload: { status: "kOk", otp: expect.stringMatching(/^[0-9]{8}$/) } });
    const verify = async (code: unknown, kind: string, data = "YWJj") =>
      (await stage.admin("POST /v1/devices/DEVICE/offline-verifications".replace("DEVICE", await deviceIdOf(away, person.ref)), { code, kind, data }))
        .body;
    expect(await verify(made.payload["otp"], "otp")).toMatchObject({ outcome: "accepted" });
    const wrong = await away.mc.call("GenerateOtp", { userIdentifier: person.ref, pin: "111111", optionalData: "YWJj" });
    expect(wrong).toMatchObject({ payload: { status: "kOk" } });
    expect(await verify(wrong.payload["otp"], "otp")).not.toMatchObject({ outcome: "accepted" });
    expect(away.faults).toEqual([]);
    await away.throwAway();
  });

  it("leaves no session behind: not of a login that a restart overtook, nor of who was there before somebody else", async () => {
    const person = await byToken("overtaken");
    const { mc, ref, userId } = person;
    const { pool } = stage.storage;
    const count = async (sql: string): Promise<number> =>
      (await pool.query<{ n: number }>(`select count(*)::int as n from ${sql}`, [userId.slice(4)])).rows[0]?.n ?? -1;
    const openSessions = () => count("device_sessions where user_id = $1 and ended_at is null");
    const start = { locale: "en", appName: "app", version: { major: 1, minor: 0, build: 0 } };
    await mc.call("Restart", start);
    const before = await count("device_sessions where user_id = $1");
    const held = await pool.connect();
    await held.query("begin");
    await held.query("select 1 from devices where user_id = $1 for update", [userId.slice(4)]);
    await mc.call("LoginWithToken", { userIdentifier: ref, authMode: "NO" });
    expect(await mc.call("Restart", start)).toMatchObject({ name: "RestartResult" });
    await held.query("commit");
    held.release();
    await expect.poll(() => count("device_sessions where user_id = $1"), { timeout: 30_000 }).toBe(before + 1);
    await expect.poll(openSessions, { timeout: 30_000 }).toBe(0);
    expect(mc.at()).toBe("LOGIN_REQUIRED");
    expect(await mc.call("OfflineLogin", {})).toMatchObject({ payload: { status: "kOk" } });
    const other = await stage.newUser("came-after");
    const added = { userIdentifier: other.ref, token: await tokenOf(other.id), autoLogin: true };
    expect(await mc.call("AddUserWithToken", added)).toMatchObject({ name: "LoginResult", payload: { status: "kOk", userIdentifier: other.ref } });
    expect(await openSessions()).toBe(0);
    expect(person.faults).toEqual([]);
    await person.throwAway();
  });

  it("hears without a WebSocket, too, that the line is lost and there again, and what was said meanwhile; what people do keeps the session", async () => {
    const person = await byToken("post-line", { road: "post", reconnect: { tries: 200, everyMs: 50 }, now: () => stage.deps.now() });
    const { mc, next, userId } = person;
    const ends = "select expires_at as until from device_sessions where user_id = $1 order by created_at desc limit 1";
    const until = async () => (await stage.storage.pool.query<{ until: Date }>(ends, [userId.slice(4)])).rows[0]?.until.getTime() ?? 0;
    const before = await until();
    stage.clock.ahead += 20_000;
    await mc.call("GetState", {}); // asks the server nothing
    await expect.poll(until, { timeout: 20_000 }).toBeGreaterThanOrEqual(before + 15_000);
    const plug = await stage.unplug();
    expect(await next("ServerConnection")).toMatchObject({ payload: { connectionState: "CONNECTION_LOST" } });
    await plug();
    expect(await next("ServerConnection")).toMatchObject({ payload: { connectionState: "CONNECTED" } });
    await stage.admin("POST /v1/messages", { userId, text: "Are you there?" });
    expect(await next("TriggerBanner")).toMatchObject({ payload: { bannerType: "DISPLAY_MESSAGE" } });
    expect(mc.at()).toBe("MSG_OFFERED");
    expect(person.faults).toEqual([]);
    await person.throwAway();
  });

  it("logs out who does nothing, whatever the server says meanwhile", async () => {
    const person = await byToken("idler", { idleMs: 1500 });
    const said: Promise<unknown>[] = [];
    const talking = setInterval(() => said.push(stage.admin("POST /v1/messages", { userId: person.userId, text: "Still there?" })), 200);
    try {
      await expect.poll(() => person.mc.at(), { timeout: 20_000 }).toBe("LOGIN_REQUIRED");
    } finally {
      clearInterval(talking);
      await Promise.all(said);
    }
    await person.throwAway();
  });
});

const deviceIdOf = async ({ mc }: PersonWithMc, userIdentifier: Enrolled["ref"]): Promise<string> =>
  String((await mc.call("GetDeviceInformation", { userIdentifier })).payload["deviceId"]);
