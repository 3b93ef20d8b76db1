import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refusalOf, type TestDevice } from "./device-client.ts";
import { createDeviceStage, OTHER_TOKEN, type DeviceStage } from "./device-stage.ts";

const PIN = "135790";
let stage: DeviceStage;
beforeAll(async () => {
  stage = await createDeviceStage();
});
afterAll(() => stage.close());

type Ref = Parameters<TestDevice["activate"]>[0];
const issue = async (userId: string, fields: object): Promise<{ readonly code: string; readonly oneTime: string }> => {
  const { body } = await stage.admin(`POST /v1/users/${userId}/activation-codes`, { purpose: "activation", reason: "test", ...fields });
  return { code: String(body.activationCode), oneTime: String(body.oneTimePassword) };
};
const activate = (device: TestDevice, ref: Ref, code: string, oneTime?: string) =>
  device.activate(ref, code, PIN, "activation", {}, undefined, oneTime);

describe("a one-time password beside the code", () => {
  it("is needed, once, and shown once; either half alone looks like a wrong code", async () => {
    const { id, ref } = await stage.newUser("two-halves");
    const { code, oneTime } = await issue(id, { oneTimePassword: true });
    expect(oneTime).toMatch(/^\d{8}$/);
    const device = await stage.newDevice();
    expect((await refusalOf(activate(device, ref, code))).status).toBe("kWrongCredentials");
    expect((await refusalOf(activate(device, ref, code, "00000000x"))).status).toBe("kWrongCredentials");
    expect((await activate(device, ref, code, oneTime)).user).toEqual(ref);
    expect((await device.logIn(ref, PIN)).user).toEqual(ref);
    const [listed] = (await stage.admin(`GET /v1/users/${id}/activation-codes`)).body.activationCodes;
    expect(listed).toMatchObject({ oneTimePassword: true, wrongTries: 2, state: "USED" });
    const { rows } = await stage.storage.pool.query(
      "select to_jsonb(c) as row from activation_codes c union all select to_jsonb(k) from idempotency_keys k",
    );
    expect(JSON.stringify(rows)).not.toContain(`"${oneTime}"`);
  });

  it("is guessed five times at most, also at once: then the code is burned", async () => {
    const { id, ref } = await stage.newUser("guessed-half");
    const { code, oneTime } = await issue(id, { oneTimePassword: true });
    const wrong = String((Number(oneTime) + 1) % 100_000_000).padStart(8, "0");
    const tries = await Promise.all(Array.from({ length: 5 }, async () => refusalOf(activate(await stage.newDevice(), ref, code, wrong))));
    expect(tries.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => "kWrongCredentials"));
    expect((await refusalOf(activate(await stage.newDevice(), ref, code, oneTime))).status).toBe("kWrongCredentials");
    expect((await stage.admin(`GET /v1/users/${id}/activation-codes`)).body.activationCodes[0].state).toBe("BURNED");
  });

  it("tells nobody whether a code goes with one, and that of another code is worth nothing", async () => {
    const { id, ref } = await stage.newUser("two-codes");
    const [one, other] = [await issue(id, { oneTimePassword: true }), await issue(id, { oneTimePassword: true })];
    expect((await refusalOf(activate(await stage.newDevice(), ref, one.code, other.oneTime))).status).toBe("kWrongCredentials");
    stage.clock.ahead += 16 * 60_000;
    expect((await refusalOf(activate(await stage.newDevice(), ref, one.code))).status).toBe("kWrongCredentials");
    expect((await refusalOf(activate(await stage.newDevice(), ref, one.code, one.oneTime))).status).toBe("kActivationCodeExpired");
  });
});

describe("a device that waits to be confirmed", () => {
  it("may do nothing, says why, and counts from the confirmation on", async () => {
    const { id, ref } = await stage.newUser("waiting");
    const { code } = await issue(id, { awaitsCommit: true });
    const device = await stage.newDevice();
    await activate(device, ref, code);
    const { deviceId } = device.state;
    expect((await stage.admin(`GET /v1/devices/${deviceId}`)).body.state).toBe("PENDING");
    expect(await refusalOf(device.logIn(ref, PIN))).toMatchObject({
      status: "kLockedCertificate",
      lock: { by: "activation", reason: expect.stringContaining("confirmed") },
    });
    const commit = (body: object, token?: string) => stage.admin(`POST /v1/devices/${deviceId}/commit`, body, token);
    expect((await stage.admin(`DELETE /v1/devices/${deviceId}/lock?reason=impatient`)).status).toBe(409);
    expect((await commit({})).status).toBe(400);
    expect((await commit({ reason: "seen in person" }, OTHER_TOKEN)).status).toBe(404);
    const both = await Promise.all([commit({ reason: "seen in person", by: "kim" }), commit({ reason: "seen in person" })]);
    expect(both.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409]);
    expect((await stage.admin(`GET /v1/devices/${deviceId}`)).body.state).toBe("ACTIVE");
    expect((await device.logIn(ref, PIN)).user).toEqual(ref);
    expect(JSON.stringify((await stage.admin("GET /v1/audit?limit=1000")).body.rows)).toContain("device.committed");
    await stage.admin(`PUT /v1/devices/${deviceId}/lock`, { reason: "lost" });
    expect((await commit({ reason: "a lock is no wait" })).status).toBe(409);
  });

  it("is no lock: one of the same words waits for nobody, and is lifted like any other", async () => {
    const { device } = await stage.enrol("same-words");
    const { deviceId } = device.state;
    const words = { by: "activation", reason: "The activation waits until it is confirmed." };
    expect((await stage.admin(`PUT /v1/devices/${deviceId}/lock`, words)).body).toMatchObject({ state: "LOCKED", lock: words });
    expect((await stage.admin(`POST /v1/devices/${deviceId}/commit`, { reason: "mistaken" })).status).toBe(409);
    expect((await stage.admin(`DELETE /v1/devices/${deviceId}/lock?reason=known`)).body).toMatchObject({ state: "ACTIVE", lock: null });
  });

  it("is for new devices only", async () => {
    const { id } = await stage.newUser("forgetful");
    const answer = await stage.admin(`POST /v1/users/${id}/activation-codes`, { purpose: "reactivation", reason: "test", awaitsCommit: true });
    expect(answer.status).toBe(400);
  });
});
