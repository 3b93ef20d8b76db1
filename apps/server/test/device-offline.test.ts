import { createHash } from "node:crypto";
import { compactDecrypt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ocra, OFFLINE_SUITE } from "../src/devices/offline/ocra.ts";
import { secureSequence } from "../src/devices/offline/offline-codes.ts";
import { refusalOf } from "./device-client.ts";
import { createDeviceStage, type DeviceStage } from "./device-stage.ts";

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

const seeded = async (name: string) => {
  const person = await the().enrol(name);
  await person.device.logIn(person.ref, PIN);
  const { sealed } = await person.device.send("offline.seed", {});
  const seed = (await compactDecrypt(sealed, person.device.keys.decryptionKey)).plaintext;
  const codeAt = (atc: number, data = ""): string =>
    ocra(OFFLINE_SUITE, seed, { counter: atc, question: createHash("sha256").update(data).digest("hex") });
  const path = `/v1/devices/${person.device.state.deviceId}/offline-verifications`;
  const verify = async (code: string, fields: object = {}) => (await the().admin(`POST ${path}`, { kind: "otp", code, ...fields })).body;
  return { ...person, seed, codeAt, verify };
};

describe("offline codes", () => {
  it("count once each, forward only", async () => {
    const { codeAt, verify } = await seeded("forward");
    expect(await verify(codeAt(1))).toEqual({ outcome: "accepted", atc: 1, resynchronised: false });
    expect(await verify(codeAt(1))).toMatchObject({ outcome: "refused", verdict: "wrong", retryCounter: 4 });
    expect(await verify(codeAt(11))).toMatchObject({ outcome: "accepted", atc: 11 });
    expect(await verify(codeAt(10))).toMatchObject({ outcome: "refused" });
  });

  it("are over their data, as are secure sequences", async () => {
    const { codeAt, verify, seed } = await seeded("data");
    const data = Buffer.from("invoice 7").toString("base64url");
    expect(await verify(codeAt(1, "invoice 7"), { data })).toMatchObject({ outcome: "accepted" });
    expect(await verify(codeAt(2, "invoice 8"), { data })).toMatchObject({ outcome: "refused" });
    const sequence = secureSequence(seed, 3, createHash("sha256").update("").digest()).toString("base64url");
    expect(await verify(sequence, { kind: "sequence" })).toMatchObject({ outcome: "accepted", atc: 3 });
  });

  it("count for nothing while their app may not log in, and cost no try", async () => {
    const { codeAt, verify, device } = await seeded("withdrawn-app");
    const { app } = (await the().admin(`GET /v1/devices/${device.state.deviceId}`)).body;
    const { body } = await the().admin("POST /v1/app-versions", { appName: app.name, version: app.version, state: "WITHDRAWN", reason: "test" });
    expect(await verify(codeAt(1))).toMatchObject({ outcome: "not_possible" });
    expect((await the().admin(`GET /v1/devices/${device.state.deviceId}`)).body.pinLock).toMatchObject({ failures: 0 });
    await the().admin(`PUT /v1/app-versions/${body.id}`, { state: "REGISTERED", reason: "test" });
    expect(await verify(codeAt(1))).toMatchObject({ outcome: "accepted", atc: 1 });
  });

  it("far ahead need the very next one as well", async () => {
    const { codeAt, verify } = await seeded("far");
    expect(await verify(codeAt(200))).toEqual({ outcome: "second_code_needed" });
    expect(await verify(codeAt(201))).toEqual({ outcome: "accepted", atc: 201, resynchronised: true });
    expect(await verify(codeAt(201))).toMatchObject({ outcome: "refused" });
    expect(await verify(codeAt(300))).toEqual({ outcome: "second_code_needed" });
    expect(await verify(codeAt(302))).toEqual({ outcome: "second_code_needed" });
    expect(await verify(codeAt(303))).toMatchObject({ outcome: "accepted", atc: 303 });
  });

  it("out of every window are wrong; five of them lock the PIN", async () => {
    const { codeAt, verify, ref, device } = await seeded("lost");
    for (const left of [4, 3, 2, 1]) expect(await verify(codeAt(5000 + left))).toMatchObject({ verdict: "wrong", retryCounter: left });
    expect(await verify(codeAt(70_000))).toMatchObject({ outcome: "refused", verdict: "temporarily_locked", retryDelay: 300 });
    expect(await verify(codeAt(1))).toMatchObject({ verdict: "temporarily_locked" });
    expect((await refusalOf(device.send("offline.get", {}))).refusal).toBe("SESSION_ENDED");
    const told = "select name, payload from device_events where device_id = $1 order by seq desc limit 1";
    const { rows } = await the().storage.pool.query(told, [device.state.deviceId.slice(4)]);
    expect(rows).toEqual([{ name: "session.ended", payload: { status: "kTemporaryLocked" } }]);
    the().clock.ahead += 301_000;
    await device.logIn(ref, PIN, 5010);
    expect((await device.send("offline.get", {})).atc).toBe(5010);
    expect(await verify(codeAt(5011))).toMatchObject({ outcome: "accepted" });
  });

  it("ahead by 10 count, by 200 want the next one, by 70,000 are wrong; and no login takes such a counter", async () => {
    const { codeAt, verify, ref, device } = await seeded("ahead");
    expect(await verify(codeAt(10))).toEqual({ outcome: "accepted", atc: 10, resynchronised: false });
    expect(await verify(codeAt(210))).toEqual({ outcome: "second_code_needed" });
    expect(await verify(codeAt(211))).toEqual({ outcome: "accepted", atc: 211, resynchronised: true });
    expect(await verify(codeAt(70_211))).toMatchObject({ outcome: "refused", verdict: "wrong", retryCounter: 4 });
    expect((await refusalOf(device.logIn(ref, PIN, 70_211))).status).toBe("kInvalidParameter");
    expect((await the().admin(`GET /v1/devices/${device.state.deviceId}/atc`)).body.atc).toBe(211);
  });

  it("never go back at a login, and end at the end of the counter", async () => {
    const { codeAt, verify, ref, device } = await seeded("ends");
    await device.logIn(ref, PIN, 65_530);
    await device.logIn(ref, PIN, 5);
    expect(await device.send("offline.get", {})).toEqual({ atc: 65_530, codesLeft: 5, expired: false });
    expect(await verify(codeAt(65_535))).toMatchObject({ outcome: "accepted" });
    expect((await device.logIn(ref, PIN)).seedWanted).toBe(true);
    expect(await verify(codeAt(65_536))).toMatchObject({ outcome: "refused" });
  });

  it("that are wrong count for all devices of the person together", async () => {
    const { codeAt, verify, id, ref, device } = await seeded("many-misses");
    await verify(codeAt(5000));
    // As if they had missed so often on their other devices.
    const columns = "tenant_id, user_id, device_id, jkt, purpose, server_state, if_wrong, created_at, expires_at, settled_at, outcome";
    await the().storage.pool.query(
      `insert into pin_tries (id, ${columns}) select gen_random_uuid(), ${columns} from pin_tries, generate_series(1, 39) where user_id = $1 and outcome = 'wrong'`,
      [id.slice(4)],
    );
    expect(await verify(codeAt(1))).toMatchObject({ outcome: "refused", verdict: "temporarily_locked", retryDelay: 3600 });
    expect(await refusalOf(device.logIn(ref, PIN))).toMatchObject({ status: "kTemporaryLocked", retryDelay: 3600 });
  });

  it("need a seed", async () => {
    const { device } = await the().enrol("seedless");
    const path = `/v1/devices/${device.state.deviceId}/offline-verifications`;
    expect((await the().admin(`POST ${path}`, { kind: "otp", code: "12345678" })).body).toMatchObject({ status: "kOfflineNotActivated" });
  });
});
