import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errors } from "jose";
import { newDeviceKeys, Refused, refusalOf, sha256, type TestDevice } from "./device-client.ts";
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

const later = (ms: number): void => {
  the().clock.ahead += ms;
};
const askFor = async (userId: string, fields: object = {}) =>
  (await the().admin("POST /v1/operations", { userId, text: "Pay 12.50 EUR to Ada?", data: { amount: "12.50" }, ...fields })).body;

describe("proofs of the device key", () => {
  const replyOf = (device: Awaited<ReturnType<DeviceStage["newDevice"]>>, body: object) =>
    device.post(body).then((reply) => (reply.ok ? "ok" : reply.error.refusal));
  const hello = { tenantId: "one", app: { appName: "Test", version: "1.0.0" } };

  it("count once, for one request, at this address, with a fresh nonce", async () => {
    const device = await the().newDevice();
    expect(await replyOf(device, await device.requestOf("hello", hello))).toBe("USE_NONCE");
    const request = await device.requestOf("hello", hello);
    expect(await replyOf(device, request)).toBe("ok");
    expect(await replyOf(device, request)).toBe("PROOF_REFUSED");
    const other = await device.requestOf("hello", hello);
    expect(await replyOf(device, { ...other, payload: { ...hello, tenantId: "two" } })).toBe("PROOF_REFUSED");
    expect(await replyOf(device, await device.requestOf("hello", hello, { htu: "https://evil.example/device/v1/events" }))).toBe("PROOF_REFUSED");
    expect(await replyOf(device, { v: 1, id: "1", name: "hello", payload: hello })).toBe("PROOF_REFUSED");
    const late = await device.requestOf("hello", hello);
    later(6 * 60_000);
    expect(await replyOf(device, late)).toBe("USE_NONCE");
    expect(await replyOf(device, { v: 1, id: "1", name: "drop.tables", payload: {} })).toBe("UNKNOWN_REQUEST");
  });

  it("keep a session to its key", async () => {
    const { ref, device } = await the().enrol("bound");
    await device.logIn(ref, PIN);
    const thief = await the().newDevice(await newDeviceKeys());
    thief.state.session = device.state.session;
    expect(await refusalOf(thief.send("offers.list", {}))).toMatchObject({ status: "kLoginRequired", refusal: "SESSION_ENDED" });
    later(5 * 60_000 + 1000);
    expect((await refusalOf(device.send("offers.list", {}))).refusal).toBe("SESSION_ENDED");
  });
});

describe("operations", () => {
  const shown = "Pay 12.50 EUR to Ada?";
  const begin = async (name: string) => {
    const person = await the().enrol(name);
    await person.device.logIn(person.ref, PIN);
    const operation = await askFor(person.id);
    const { signed } = await person.device.send("operation.start", { operationId: operation.id });
    return { ...person, operation, signed };
  };

  it("are signed for exactly what was shown", async () => {
    const { device, operation, signed } = await begin("linker");
    expect((await refusalOf(device.approve(signed, shown))).status).toBe("kInvalidState");
    await device.provePin(operation.id, signed, PIN);
    expect((await refusalOf(device.approve(signed, "Pay 12500 EUR to Ada?"))).status).toBe("kInvalidParameter");
    expect((await refusalOf(device.approve(signed, shown, "ACCEPTED", { dataHash: sha256("{}") }))).status).toBe("kInvalidParameter");
    expect((await refusalOf(device.approve(signed, null))).status).toBe("kInvalidParameter");
    expect((await refusalOf(device.approve(signed, shown, "ACCEPTED", { nonce: "other" }))).status).toBe("kInvalidParameter");
    expect((await device.approve(signed, shown)).state).toBe("ACCEPTED");
  });

  it("want the PIN for themselves: a proof for another one does not count", async () => {
    const { id, device, operation, signed } = await begin("mover");
    const second = await askFor(id);
    await device.send("operation.start", { operationId: second.id });
    expect((await refusalOf(device.provePin(second.id, signed, PIN))).status).toBe("kInvalidParameter");
    expect((await refusalOf(device.approve(signed, operation.text))).status).toBe("kInvalidState");
  });

  it("end at their deadline, whatever comes later", async () => {
    const { device, operation, signed } = await begin("sleeper");
    await device.provePin(operation.id, signed, PIN);
    later(301_000);
    await device.logIn({ tenantId: "one", userId: "sleeper" }, PIN);
    expect((await refusalOf(device.approve(signed, shown))).status).toBe("kUserConfirmationTimeout");
    expect((await the().admin(`GET /v1/operations/${operation.id}`)).body.state).toBe("TIMEOUT");
  });

  it("are decided by the first of two devices; the other is told", async () => {
    const { id, ref, device, operation, signed } = await begin("twice");
    const tablet = await the().newDevice();
    await tablet.activate(ref, await the().newCode(id, "add_user"), PIN);
    const { after } = await tablet.logIn(ref, PIN);
    const held = await tablet.send("operation.start", { operationId: operation.id });
    await Promise.all([device.provePin(operation.id, signed, PIN), tablet.provePin(operation.id, held.signed, PIN)]);
    const answers = await Promise.allSettled([device.approve(signed, shown), tablet.approve(held.signed, shown, "REJECTED", { reason: "unknown" })]);
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { state } = (await the().admin(`GET /v1/operations/${operation.id}`)).body;
    const { events } = await tablet.send("events.wait", { after, waitMs: 0 });
    expect(events).toMatchObject([{ name: "operation.ended", payload: { operationId: operation.id, state } }]);
  });

  it("taken back by the server are over on the device", async () => {
    const { device, operation, signed } = await begin("cancelled");
    expect((await the().admin(`DELETE /v1/operations/${operation.id}?reason=mistake`)).status).toBe(204);
    expect((await the().admin(`DELETE /v1/operations/${operation.id}?reason=mistake`)).status).toBe(409);
    expect((await refusalOf(device.approve(signed, null, "REJECTED"))).status).toBe("kServerCancel");
  });

  it("of other people and tenants are unknown", async () => {
    const { device, ...mine } = await begin("owner");
    const stranger = await the().enrol("stranger");
    await stranger.device.logIn(stranger.ref, PIN);
    expect((await refusalOf(stranger.device.send("operation.start", { operationId: mine.operation.id }))).status).toBe("kInvalidParameter");
    const paths = [
      `operations/${mine.operation.id}`,
      `operations/${mine.operation.id}/result`,
      `devices/${device.state.deviceId}`,
      `users/${mine.id}/devices`,
    ];
    for (const path of paths) expect((await the().admin(`GET /v1/${path}`, undefined, OTHER_TOKEN)).status).toBe(404);
    expect((await the().admin(`DELETE /v1/devices/${device.state.deviceId}?reason=mine`, undefined, OTHER_TOKEN)).status).toBe(404);
    expect((await the().admin("POST /v1/operations", { userId: mine.id, text: "x" }, OTHER_TOKEN)).status).toBe(404);
  });

  it("walked at random by two devices and the help desk, end once and stay as they ended", async () => {
    const { id, ref, device } = await the().enrol("walker");
    const tablet = await the().newDevice();
    await tablet.activate(ref, await the().newCode(id, "add_user"), PIN);
    await Promise.all([device.logIn(ref, PIN), tablet.logIn(ref, PIN)]);
    const final = new Set(["ACCEPTED", "REJECTED", "TIMEOUT", "CANCELLED", "FAILED"]);
    const order = ["CREATED", "PUSHED", "OFFERED", "RETRIEVED"];
    let dice = 20_261_121;
    const pick = <Item>(items: readonly Item[]): Item | undefined => {
      dice = (Math.imul(dice, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
      return items[(dice >> 8) % items.length];
    };
    for (let nth = 0; nth < 4; nth += 1) {
      const operation = await askFor(id, { factor: nth % 2 === 0 ? "NONE" : "PIN" });
      const signed = new Map<TestDevice, string>();
      const seen: string[] = [];
      const steps: readonly ((by: TestDevice) => Promise<unknown>)[] = [
        (by) => by.send("offers.list", {}),
        async (by) => signed.set(by, (await by.send("operation.start", { operationId: operation.id })).signed),
        (by) => by.provePin(operation.id, signed.get(by) ?? "", PIN),
        (by) => by.approve(signed.get(by) ?? "", shown),
        (by) => by.approve(signed.get(by) ?? "", "something else"),
        (by) => by.approve(signed.get(by) ?? "", null, "REJECTED"),
        (by) => by.send("operation.timeout", { operationId: operation.id }),
        (by) => by.send("operation.token", { operationId: operation.id, token: "1234" }),
        (by) => by.send("operation.get", { operationId: operation.id }),
        () => the().admin(`DELETE /v1/operations/${operation.id}?reason=test`),
      ];
      for (let taken = 0; taken < 15; taken += 1) {
        const by = pick([device, tablet]) ?? device;
        // Refused or not, and whatever a device signs that was never given anything: the state is what counts.
        await pick(nth < 2 ? steps.slice(0, 6) : steps)?.(by).catch((error: unknown) => {
          if (!(error instanceof Refused) && !(error instanceof TypeError) && !(error instanceof errors.JOSEError)) throw error;
        });
        seen.push((await the().admin(`GET /v1/operations/${operation.id}`)).body.state);
      }
      const end = seen.findIndex((state) => final.has(state));
      expect(new Set(end === -1 ? ["open"] : seen.slice(end)).size).toBe(1);
      const before = seen.slice(0, end === -1 ? undefined : end).map((state) => order.indexOf(state));
      expect(before).toEqual(before.toSorted((one, other) => one - other));
      expect(before).not.toContain(-1);
    }
  });

  it("do not rain: ten may wait", async () => {
    const { id } = await the().enrol("bombed");
    const made = await Promise.all(Array.from({ length: 10 }, () => the().admin("POST /v1/operations", { userId: id, text: "?" })));
    expect(made.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
    expect((await the().admin("POST /v1/operations", { userId: id, text: "?" })).status).toBe(429);
  });

  it("are made once per idempotency key and external id", async () => {
    const { id } = await the().enrol("once");
    const externalId = randomUUID();
    expect((await askFor(id, { externalId })).state).toBe("CREATED");
    expect((await the().admin("POST /v1/operations", { userId: id, text: "?", externalId })).status).toBe(409);
    expect((await the().admin("POST /v1/operations", { userId: id, text: "?", token: "1234" })).status).toBe(400);
  });
});

describe("locks and the trail", () => {
  it("an operator's lock says who, why and who may lift it; the wrong state is refused", async () => {
    const { id, ref, device } = await the().enrol("locked");
    await device.logIn(ref, PIN);
    const path = `/v1/devices/${device.state.deviceId}/lock`;
    expect((await the().admin(`PUT ${path}`, { reason: "lost", by: "Ada of support" })).body.state).toBe("LOCKED");
    expect((await the().admin(`PUT ${path}`, { reason: "lost" })).status).toBe(409);
    expect((await refusalOf(device.send("offers.list", {}))).refusal).toBe("SESSION_ENDED");
    const lock = { by: "Ada of support", reason: "lost", liftableBy: "helpdesk", until: null };
    expect(await refusalOf(device.logIn(ref, PIN))).toMatchObject({ status: "kLockedCertificate", lock });
    expect((await refusalOf(device.activate(ref, await the().newCode(id, "reactivation"), PIN, "reactivation"))).status).toBe("kLockedCertificate");
    expect((await the().admin(`DELETE ${path}?reason=found`)).status).toBe(200);
    expect((await the().admin(`DELETE ${path}?reason=found`)).status).toBe(409);
    expect((await the().admin(`PUT /v1/users/${id}/lock`, { reason: "fraud" })).status).toBe(200);
    expect((await refusalOf(device.logIn(ref, PIN))).status).toBe("kLockedUser");
    expect((await the().admin(`DELETE /v1/users/${id}/lock?reason=cleared`)).status).toBe(204);
    expect((await device.logIn(ref, PIN)).user).toEqual(ref);
  });

  it("a lock for a time lifts itself, and the next one can be set", async () => {
    const { id, ref, device } = await the().enrol("timed");
    const until = (): string => new Date(Date.now() + the().clock.ahead + 60_000).toISOString();
    const path = `/v1/devices/${device.state.deviceId}/lock`;
    for (const lock of [path, `/v1/users/${id}/lock`]) {
      await the().admin(`PUT ${lock}`, { reason: "pause", until: until() });
      expect((await refusalOf(device.logIn(ref, PIN))).lock?.reason).toBe("pause");
      later(61_000);
      expect((await device.logIn(ref, PIN)).user).toEqual(ref);
      expect((await the().admin(`PUT ${lock}`, { reason: "again", until: until() })).status).toBe(200);
      later(61_000);
    }
    expect((await the().admin(`GET /v1/devices/${device.state.deviceId}`)).body.state).toBe("ACTIVE");
  });

  it("an operator's lock between the two halves of a reactivation holds", async () => {
    const { id, ref, device } = await the().enrol("between");
    const code = await the().newCode(id, "reactivation");
    const lock = async () => void (await the().admin(`PUT /v1/devices/${device.state.deviceId}/lock`, { reason: "fraud" }));
    expect((await refusalOf(device.activate(ref, code, "112233", "reactivation", {}, lock))).status).toBe("kLockedCertificate");
    expect((await the().admin(`GET /v1/devices/${device.state.deviceId}`)).body.state).toBe("LOCKED");
  });

  it("a changed row breaks the chain, and the database refuses the change", async () => {
    const { pool } = the().storage;
    expect((await the().admin("GET /v1/audit/verification")).body.outcome).toBe("intact");
    await expect(pool.query("update audit_rows set actor = 'nobody' where no = 3")).rejects.toThrow("append-only");
    await expect(pool.query("delete from audit_rows where no = 3")).rejects.toThrow("append-only");
    await pool.query("alter table audit_rows disable trigger audit_rows_stay");
    await pool.query("update audit_rows set actor = 'nobody' where no = 3");
    expect((await the().admin("GET /v1/audit/verification")).body).toMatchObject({ outcome: "broken", no: 3, why: "the row was changed" });
    await pool.query("delete from audit_rows where no = 2");
    expect((await the().admin("GET /v1/audit/verification")).body).toMatchObject({ outcome: "broken", no: 2, why: "a row is missing" });
  });
});
