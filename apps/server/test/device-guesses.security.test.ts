import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refusalOf, sha256 } from "./device-client.ts";
import { createDeviceStage, type DeviceStage } from "./device-stage.ts";

const PIN = "135790";
const WRONG = "000000";
const stage: { current: DeviceStage | null } = { current: null };
const the = (): DeviceStage => {
  if (!stage.current) throw new Error("the stage is not set");
  return stage.current;
};
beforeAll(async () => {
  stage.current = await createDeviceStage();
});
afterAll(() => stage.current?.close());

const later = (ms: number): void => {
  the().clock.ahead += ms;
};
const askFor = async (userId: string, fields: object = {}) =>
  (await the().admin("POST /v1/operations", { userId, text: "Pay 12.50 EUR to Ada?", data: { amount: "12.50" }, ...fields })).body;
const pinLockOf = async (deviceId: string) => (await the().admin(`GET /v1/devices/${deviceId}/pin-lock`)).body;

describe("activation codes", () => {
  it("work once; a used, revoked or foreign one looks like a wrong one", async () => {
    const { id, ref } = await the().newUser("codes");
    const other = await the().newUser("codes-other");
    const code = await the().newCode(id);
    const device = await the().newDevice();
    expect((await refusalOf(device.activate(other.ref, code, PIN))).status).toBe("kWrongCredentials");
    await device.activate(ref, code, PIN);
    expect((await refusalOf((await the().newDevice()).activate(ref, code, PIN))).status).toBe("kWrongCredentials");
    const made = await the().admin(`POST /v1/users/${id}/activation-codes`, { purpose: "add_user", reason: "second phone" });
    expect((await the().admin(`DELETE /v1/users/${id}/activation-codes/${made.body.id}?reason=lost`)).status).toBe(204);
    expect((await the().admin(`DELETE /v1/users/${id}/activation-codes/${made.body.id}?reason=lost`)).status).toBe(409);
    expect((await refusalOf((await the().newDevice()).activate(ref, made.body.activationCode, PIN))).status).toBe("kWrongCredentials");
    expect((await refusalOf(device.activate({ tenantId: "nowhere", userId: "nobody" }, code, PIN))).status).toBe("kWrongCredentials");
  });

  it("say that they expired only to who has user and code", async () => {
    const { id, ref } = await the().newUser("late");
    const code = await the().newCode(id);
    later(16 * 60_000);
    const device = await the().newDevice();
    expect((await refusalOf(device.activate(ref, code, PIN))).status).toBe("kActivationCodeExpired");
    expect((await refusalOf(device.activate({ ...ref, userId: "nobody" }, code, PIN))).status).toBe("kWrongCredentials");
  });

  it("burn after five wrong ones, also when they come at once", async () => {
    const { id, ref } = await the().newUser("burner");
    const code = await the().newCode(id);
    const wrong = await the().newCode((await the().newUser("burner-other")).id);
    const guesses = Array.from({ length: 5 }, async () => refusalOf((await the().newDevice()).activate(ref, wrong, PIN)));
    expect((await Promise.all(guesses)).map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => "kWrongCredentials"));
    expect((await refusalOf((await the().newDevice()).activate(ref, code, PIN))).status).toBe("kWrongCredentials");
    expect((await the().admin(`GET /v1/users/${id}/activation-codes`)).body.activationCodes).toMatchObject([{ state: "BURNED", wrongTries: 5 }]);
  });

  it("are refused unlooked at when they cannot be codes, and cost no try", async () => {
    const { id, ref } = await the().newUser("typist");
    await the().newCode(id);
    const device = await the().newDevice();
    expect((await refusalOf(device.activate(ref, "W65WE-3T7VI-7FBS2-A4OYB", PIN))).status).toBe("kInvalidParameter");
    expect((await the().admin(`GET /v1/users/${id}/activation-codes`)).body.activationCodes).toMatchObject([{ wrongTries: 0 }]);
  });

  it("bind the keys: a swapped one is refused, and the code is used up", async () => {
    const { id, ref } = await the().newUser("swapped");
    const code = await the().newCode(id);
    const device = await the().newDevice();
    expect((await refusalOf(device.activate(ref, code, PIN, "activation", { encryptionJkt: sha256("mine") }))).status).toBe("kWrongCredentials");
    expect((await the().admin(`GET /v1/users/${id}/activation-codes`)).body.activationCodes).toMatchObject([{ state: "USED" }]);
    expect((await the().admin(`GET /v1/users/${id}/devices`)).body.devices).toEqual([]);
  });

  it("make one device, however many use one at once", async () => {
    const { id, ref } = await the().newUser("racer");
    const code = await the().newCode(id);
    const tries = await Promise.allSettled(Array.from({ length: 6 }, async () => (await the().newDevice()).activate(ref, code, PIN)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await the().admin(`GET /v1/users/${id}/devices`)).body.devices).toHaveLength(1);
  });

  it("are shown once and stored nowhere", async () => {
    const { id } = await the().newUser("shown-once");
    const code = await the().newCode(id);
    const { rows } = await the().storage.pool.query<{ text: string }>(
      "select a::text as text from activation_codes a union all select k::text from idempotency_keys k union all select r::text from audit_rows r",
    );
    expect(rows.some(({ text }) => text.includes(code))).toBe(false);
  });
});

describe("the PIN", () => {
  it("cannot be guessed in parallel: twenty at once are five tries", async () => {
    const { ref, device } = await the().enrol("parallel");
    const guesses = await Promise.all(
      Array.from({ length: 20 }, () => refusalOf(device.startLogin(ref, WRONG).then((proof) => device.send("login.finish", proof)))),
    );
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set(["kWrongCredentials", "kTemporaryLocked"]));
    expect(
      guesses
        .filter(({ status }) => status === "kWrongCredentials")
        .map(({ retryCounter }) => retryCounter)
        .toSorted((a = 0, b = 0) => a - b),
    ).toEqual([1, 2, 3, 4]);
    expect(await pinLockOf(device.state.deviceId)).toMatchObject({ state: "TEMP", level: 1 });
    const { rows } = await the().storage.pool.query(
      "select count(*)::int as n from pin_tries where device_id = (select id from devices where jkt = $1)",
      [device.keys.jkt],
    );
    expect(rows).toEqual([{ n: 5 }]);
  });

  it("is counted on across a restart, and what a device had stays valid", async () => {
    const { id, ref, device } = await the().enrol("restarted");
    await device.logIn(ref, PIN);
    const operation = await askFor(id);
    const { signed } = await device.send("operation.start", { operationId: operation.id });
    for (const left of [4, 3, 2]) expect((await refusalOf(device.provePin(operation.id, signed, WRONG))).retryCounter).toBe(left);
    await the().restart();
    expect((await refusalOf(device.provePin(operation.id, signed, WRONG))).retryCounter).toBe(1);
    await device.provePin(operation.id, signed, PIN);
    expect((await device.approve(signed, operation.text)).state).toBe("ACCEPTED");
  });

  it("is tried by whoever begins: a try without an end is a wrong one", async () => {
    const { ref, device } = await the().enrol("silent");
    for (let tries = 0; tries < 5; tries += 1) await device.startLogin(ref, PIN);
    expect((await refusalOf(device.startLogin(ref, PIN))).status).toBe("kTemporaryLocked");
  });

  it("locks for longer each time, warns before the last try, blocks, and the help desk opens it", async () => {
    const { ref, device } = await the().enrol("ladder");
    for (const left of [4, 3, 2, 1]) {
      expect(await refusalOf(device.logIn(ref, WRONG))).toMatchObject({ status: "kWrongCredentials", retryCounter: left, retryDelay: 0 });
    }
    for (const [delay, lastTry] of [
      [300, undefined],
      [600, undefined],
      [1200, true],
    ] as const) {
      expect(await refusalOf(device.logIn(ref, WRONG))).toMatchObject({
        status: "kTemporaryLocked",
        retryCounter: 0,
        retryDelay: delay,
        ...(lastTry && { lastTry }),
      });
      expect((await refusalOf(device.logIn(ref, PIN))).status).toBe("kTemporaryLocked");
      later(delay * 1000 + 1000);
    }
    expect(await refusalOf(device.logIn(ref, WRONG))).toMatchObject({ status: "kLockedCertificate", errorCode: 500_000_030 });
    later(10_000_000);
    expect((await refusalOf(device.logIn(ref, PIN))).status).toBe("kLockedCertificate");
    const unlock = `DELETE /v1/devices/${device.state.deviceId}/pin-lock?reason=identified`;
    expect((await the().admin(unlock)).body.pinLock.state).toBe("OPEN");
    expect((await the().admin(unlock)).status).toBe(409);
    expect((await device.logIn(ref, PIN)).user).toEqual(ref);
  });

  it("is counted once for login, change and operations, and ends the session when none is left", async () => {
    const { id, ref, device } = await the().enrol("shared-count");
    await device.logIn(ref, PIN);
    const operation = await askFor(id);
    const { signed } = await device.send("operation.start", { operationId: operation.id });
    expect(await refusalOf(device.provePin(operation.id, signed, WRONG))).toMatchObject({ status: "kInvalidPin", retryCounter: 4 });
    expect(await refusalOf(device.changePin(WRONG, "246813"))).toMatchObject({ status: "kInvalidPin", retryCounter: 3 });
    for (const left of [2, 1]) expect((await refusalOf(device.provePin(operation.id, signed, WRONG))).retryCounter).toBe(left);
    expect((await refusalOf(device.provePin(operation.id, signed, WRONG))).status).toBe("kTemporaryLocked");
    expect((await refusalOf(device.send("offers.list", {}))).status).toBe("kLoginRequired");
  });

  it("opens nothing on another key, and costs the person no try", async () => {
    const { ref, device } = await the().enrol("copied-id");
    const thief = await the().newDevice();
    thief.state.deviceId = device.state.deviceId;
    expect((await refusalOf(thief.logIn(ref, PIN))).status).toBe("kWrongCredentials");
    expect(await pinLockOf(device.state.deviceId)).toMatchObject({ state: "OPEN", failures: 0 });
  });

  it("is still needed with a copied key, whose tries count; the removed device is told so", async () => {
    const { ref, device } = await the().enrol("copied-key");
    const copy = await the().newDevice(device.keys);
    copy.state.deviceId = device.state.deviceId;
    expect(await refusalOf(copy.logIn(ref, WRONG))).toMatchObject({ status: "kWrongCredentials", retryCounter: 4 });
    await the().admin(`DELETE /v1/devices/${device.state.deviceId}?reason=stolen`);
    expect((await refusalOf(copy.logIn(ref, PIN))).status).toBe("kUnknownCertificate");
  });

  it("answers a broken message as such, without a try and without a 5xx", async () => {
    const { ref, device } = await the().enrol("garbage");
    const payload = { user: ref, deviceId: device.state.deviceId, startLoginRequest: "not-opaque", app: { appName: "Test", version: "1.0.0" } };
    expect((await refusalOf(device.send("login.start", payload))).status).toBe("kInvalidParameter");
    expect(await pinLockOf(device.state.deviceId)).toMatchObject({ failures: 0 });
    const { attemptId } = await device.startLogin(ref, PIN);
    expect((await refusalOf(device.send("login.finish", { attemptId, finishLoginRequest: "not-opaque" }))).status).toBe("kWrongCredentials");
  });
});
