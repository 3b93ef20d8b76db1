import { compactDecrypt, createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refusalOf, sha256 } from "./device-client.ts";
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

const askFor = async (userId: string, fields: object = {}) =>
  (await the().admin("POST /v1/operations", { userId, text: "Pay 12.50 EUR to Ada?", data: { amount: "12.50" }, ...fields })).body;

describe("from activation to a receipt", () => {
  it("activates, logs in, approves with the PIN, and the receipt verifies off line", async () => {
    const { id, ref, device } = await the().enrol("ada");
    const session = await device.logIn(ref, PIN);
    expect(session).toMatchObject({ user: ref, waiting: 0, seedWanted: true });
    const operation = await askFor(id, { numberMatching: true });
    expect(operation.state).toBe("CREATED");
    const { offers } = await device.send("offers.list", {});
    expect(offers).toMatchObject([{ kind: "TRANSACTION", id: operation.id }]);
    const started = await device.send("operation.start", { operationId: operation.id });
    expect(started).toMatchObject({ factor: "PIN", display: null });
    const { display } = await device.provePin(operation.id, started.signed, PIN);
    expect(display).toEqual({ text: "Pay 12.50 EUR to Ada?", data: { amount: "12.50" }, numberMatch: operation.numberMatch });
    const standing = await device.approve(started.signed, display.text);
    expect(standing.state).toBe("ACCEPTED");
    const keys = createLocalJWKSet(await (await fetch(`${the().origin}/device/v1/keys`)).json());
    const { payload } = await jwtVerify(standing.receipt ?? "", keys, { typ: "drawbridge-receipt+jws", issuer: the().origin });
    expect(payload).toMatchObject({ decision: "ACCEPTED", text: display.text, deviceId: device.state.deviceId, amr: ["pin", "swk", "mfa"] });
    const { body } = await the().admin(`GET /v1/operations/${operation.id}/result`);
    expect(body).toMatchObject({ state: "ACCEPTED", receipt: standing.receipt });
  });

  it("hands the session's one-time value to the application's back end, once", async () => {
    const { id, ref, device } = await the().enrol("otp");
    const { otp } = await device.logIn(ref, PIN);
    expect((await the().admin("POST /v1/otp-verifications", { otp })).body).toEqual({ userId: id, deviceId: device.state.deviceId, factor: "pin" });
    expect((await the().admin("POST /v1/otp-verifications", { otp })).status).toBe(404);
  });

  it("refuses on the device with a signature, before the text was shown", async () => {
    const { id, ref, device } = await the().enrol("refuser");
    await device.logIn(ref, PIN);
    const operation = await askFor(id);
    const { signed } = await device.send("operation.start", { operationId: operation.id });
    const standing = await device.approve(signed, null, "REJECTED", { reason: "not_me" });
    expect(standing.state).toBe("REJECTED");
    expect((await the().admin(`GET /v1/operations/${operation.id}`)).body).toMatchObject({ state: "REJECTED", reason: "not_me" });
  });

  it("takes the token another party gave, three times at most", async () => {
    const { id, ref, device } = await the().enrol("token");
    await device.logIn(ref, PIN);
    const operation = await askFor(id, { factor: "TOKEN", token: "482913" });
    const { signed } = await device.send("operation.start", { operationId: operation.id });
    expect((await refusalOf(device.approve(signed, operation.text))).status).toBe("kInvalidState");
    expect((await refusalOf(device.send("operation.token", { operationId: operation.id, token: "000000" }))).retryCounter).toBe(2);
    await device.send("operation.token", { operationId: operation.id, token: "482913" });
    expect((await device.approve(signed, operation.text)).state).toBe("ACCEPTED");
    const second = await askFor(id, { factor: "TOKEN", token: "482913" });
    await device.send("operation.start", { operationId: second.id });
    for (const left of [2, 1, 0]) {
      expect(await refusalOf(device.send("operation.token", { operationId: second.id, token: "111111" }))).toMatchObject({
        status: "kInvalidToken",
        retryCounter: left,
      });
    }
    expect((await the().admin(`GET /v1/operations/${second.id}`)).body.state).toBe("FAILED");
  });

  it("logs in without a PIN by the key, until the PIN changes on another device", async () => {
    const { id, ref, device } = await the().enrol("key");
    const where = { user: ref, deviceId: device.state.deviceId, app: { appName: "Test", version: "1.0.0" } };
    expect((await refusalOf(device.send("login.key", where))).status).toBe("kNoTokenDataAvailable");
    await device.logIn(ref, PIN);
    device.state.session = undefined;
    expect((await device.send("login.key", where)).user).toEqual(ref);
    const second = await the().newDevice();
    await second.activate(ref, await the().newCode(id, "add_user"), PIN);
    await second.logIn(ref, PIN);
    await second.changePin(PIN, "246813");
    expect((await refusalOf(device.send("login.key", where))).status).toBe("kNoTokenDataAvailable");
  });

  it("activates and logs in with one-time tokens of the tenant's back end", async () => {
    const { id, ref } = await the().newUser("tokens");
    const device = await the().newDevice();
    const tokenFor = async (use: string) => (await the().admin(`POST /v1/users/${id}/device-tokens`, { use, reason: "test" })).body.deviceToken;
    const app = { appName: "Test", version: "1.0.0" };
    const activation = { user: ref, token: await tokenFor("activation"), encryptionKey: device.keys.encryptionKey, app };
    const { deviceId } = await device.send("activation.token", activation);
    expect((await refusalOf(device.send("activation.token", activation))).status).toBe("kWrongCredentials");
    const token = await tokenFor("login");
    expect((await device.send("login.token", { user: ref, deviceId, token, app })).user).toEqual(ref);
    expect((await refusalOf(device.send("login.token", { user: ref, deviceId, token, app }))).status).toBe("kWrongCredentials");
    const other = await the().enrol("tokens-other");
    const where = { user: other.ref, deviceId: other.device.state.deviceId, token: await tokenFor("login"), app };
    expect((await refusalOf(other.device.send("login.token", where))).status).toBe("kMismatchedUser");
  });

  it("changes the PIN: the new one counts, the old one does not", async () => {
    const { ref, device } = await the().enrol("changer");
    await device.logIn(ref, PIN);
    expect(await refusalOf(device.changePin("000000", "246813"))).toMatchObject({ status: "kInvalidPin", retryCounter: 4 });
    await device.changePin(PIN, "246813");
    expect(await refusalOf(device.logIn(ref, PIN))).toMatchObject({ status: "kWrongCredentials", retryCounter: 4 });
    expect((await device.logIn(ref, "246813")).user).toEqual(ref);
  });

  it("reactivates after a forgotten PIN: a new PIN, an open lock", async () => {
    const { id, ref, device } = await the().enrol("forgetful");
    for (let tries = 0; tries < 5; tries += 1) await refusalOf(device.logIn(ref, "000000"));
    expect((await refusalOf(device.logIn(ref, PIN))).status).toBe("kTemporaryLocked");
    const foreign = await the().newCode(id, "activation");
    expect((await refusalOf(device.activate(ref, foreign, "112233", "reactivation"))).status).toBe("kWrongCredentials");
    await device.activate(ref, await the().newCode(id, "reactivation"), "112233", "reactivation");
    expect((await device.logIn(ref, "112233")).user).toEqual(ref);
  });
});

describe("what a device does in its session", () => {
  it("keeps properties by the rules of their owner", async () => {
    const { id, ref, device } = await the().enrol("props");
    await device.logIn(ref, PIN);
    const value = { data: Buffer.from("blue").toString("base64url"), propertyType: "UTF8_STRING", propertyTtl: 0, propertyFlags: 0x02 } as const;
    expect(await device.send("property.set", { owner: "USER", key: "colour", ...value })).toEqual({ version: 1 });
    expect(await device.send("property.get", { owner: "USER", key: "colour" })).toMatchObject({ data: value.data, propertyFlags: 2 });
    const { rows } = await the().storage.pool.query("select value, sealed from device_properties where key = 'colour'");
    expect(rows).toMatchObject([{ value: null, sealed: { v: 1 } }]);
    expect((await refusalOf(device.send("property.set", { owner: "USER", key: "colour", ...value, version: 7 }))).status).toBe("kNegative");
    expect((await refusalOf(device.send("property.set", { owner: "GROUP", key: "colour", ...value }))).status).toBe("kAccessDenied");
    expect((await refusalOf(device.send("property.set", { owner: "USER", key: "c", ...value, propertyFlags: 0x100 }))).status).toBe(
      "kInvalidParameter",
    );
    expect((await refusalOf(device.send("property.set", { owner: "USER", key: "", ...value }))).status).toBe("kInvalidKeyLength");
    const path = `/v1/properties/user/${id}/limit`;
    await the().admin(`PUT ${path}`, { data: "MTA", flags: 0x20, reason: "limit" });
    expect((await refusalOf(device.send("property.set", { owner: "USER", key: "limit", ...value }))).status).toBe("kReadOnly");
    expect((await device.send("property.get", { owner: "USER", key: "limit" })).data).toBe("MTA");
    expect((await the().admin(`DELETE ${path}?reason=over`)).status).toBe(204);
    expect((await refusalOf(device.send("property.get", { owner: "USER", key: "limit" }))).status).toBe("kPropertyNotExists");
  });

  it("reads messages, with a read receipt", async () => {
    const { id, ref, device } = await the().enrol("reader");
    await device.logIn(ref, PIN);
    const sent = (await the().admin("POST /v1/messages", { userId: id, text: "Your consent ends soon." })).body;
    const [offer] = (await device.send("offers.list", {})).offers;
    expect(offer).toMatchObject({ kind: "DISPLAY_MESSAGE", id: sent.id });
    expect((await device.send("message.open", { messageId: sent.id })).text).toBe("Your consent ends soon.");
    expect((await the().admin(`GET /v1/messages/${sent.id}`)).body).toMatchObject({ deliveredAt: expect.any(String), readAt: null });
    await device.send("message.read", { messageId: sent.id });
    expect((await the().admin(`GET /v1/messages/${sent.id}`)).body.readBy).toBe(device.state.deviceId);
  });

  it("names itself, keeps its push token sealed, and gets a token for an audience", async () => {
    const { id, ref, device } = await the().enrol("namer");
    await device.logIn(ref, PIN);
    await device.send("device.name", { deviceName: "Ada's phone" });
    await device.send("push.set", { pushToken: "FCM:canary-push-token" });
    expect((await refusalOf(device.send("push.set", { pushToken: "canary" }))).status).toBe("kInvalidParameter");
    const { body } = await the().admin(`GET /v1/users/${id}/devices`);
    expect(body.devices).toMatchObject([{ name: "Ada's phone", push: true, state: "ACTIVE" }]);
    const { rows } = await the().storage.pool.query(
      "select push_token::text as text from devices where id = (select max(id::text)::uuid from devices)",
    );
    expect(JSON.stringify(rows)).not.toContain("canary");
    const { token } = await device.send("token.request", { audience: "https://api.example" });
    const keys = createLocalJWKSet(await (await fetch(`${the().origin}/device/v1/keys`)).json());
    const { payload } = await jwtVerify(token, keys, { audience: "https://api.example", typ: "at+jwt" });
    expect(payload).toMatchObject({ sub: "namer", cnf: { jkt: device.keys.jkt } });
  });

  it("opens envelopes made for it", async () => {
    const { ref, device } = await the().enrol("opener");
    await device.logIn(ref, PIN);
    const data = Buffer.from("for your eyes").toString("base64url");
    const { envelope } = (await the().admin(`POST /v1/devices/${device.state.deviceId}/envelopes`, { data })).body;
    const { plaintext, protectedHeader } = await compactDecrypt(envelope, device.keys.decryptionKey);
    expect(new TextDecoder().decode(plaintext)).toBe("for your eyes");
    expect(protectedHeader["recipient"]).toBe(device.state.deviceId);
  });

  it("learns of updates, and may only update once it must", async () => {
    const { ref, device } = await the().enrol("updater");
    const app = { appName: "Test", version: "1.0.0" };
    await the().admin("POST /v1/app-versions", { appName: "Test", version: "1.0.0", reason: "r" });
    const next = await the().admin("POST /v1/app-versions", {
      appName: "Test",
      version: "1.0.10",
      updateUrl: "https://example.com/app",
      digest: sha256("app"),
      reason: "r",
    });
    const update = await device.send("update.get", { tenantId: "one", app });
    expect(update).toMatchObject({ status: "kUpdateAvailable", updateType: "OPTIONAL", updateDigest: sha256("app") });
    expect(decodeJwt(update.manifest)).toMatchObject({ version: "1.0.10", digest: sha256("app") });
    expect((await device.logIn(ref, PIN)).update.status).toBe("kUpdateAvailable");
    const from = new Date(Date.now() - 1000).toISOString();
    await the().admin(`PUT /v1/app-versions/${next.body.id}`, { mandatoryFrom: from, reason: "security" });
    expect((await refusalOf(device.logIn(ref, PIN))).status).toBe("kUpdateNecessary");
    await the().admin(`PUT /v1/app-versions/${next.body.id}`, { mandatoryFrom: null, state: "WITHDRAWN", reason: "mistake" });
    await device.logIn(ref, PIN);
  });
});

describe("apps and their versions", () => {
  it("lets nobody in with a version or an app that was taken away, and everybody once the app is forgotten", async () => {
    const { ref, device } = await the().enrol("apps");
    const use = async (version: string) => {
      await device.send("login.start", {
        user: ref,
        deviceId: device.state.deviceId,
        app: { appName: "Shop", version },
        startLoginRequest: "AAAA",
      });
    };
    const refused = async (version: string) => (await refusalOf(use(version))).description;
    const cause = { reason: "r" };
    expect((await the().admin("POST /v1/apps", { name: "Shop", ...cause })).body).toMatchObject({ state: "REGISTERED", versions: 0 });
    expect((await the().admin("POST /v1/apps", { name: "Shop", ...cause })).status).toBe(409);
    expect(await refused("1.0.0")).toContain("version of the app is not registered");
    const { body: version } = await the().admin("POST /v1/app-versions", { appName: "Shop", version: "1.0.0", ...cause });
    expect((await the().admin("GET /v1/apps")).body.apps).toContainEqual(
      expect.objectContaining({ name: "Shop", versions: 1, newestVersion: "1.0.0" }),
    );
    expect(await refused("1.0.0")).toContain("OPAQUE"); // the app is let in, and its PIN looked at
    await the().admin("PUT /v1/apps/Shop", { state: "WITHDRAWN", ...cause });
    expect(await refused("1.0.0")).toBe("This app was withdrawn.");
    await the().admin("PUT /v1/apps/Shop", { state: "REGISTERED", ...cause });
    for (const path of [`/v1/app-versions/${version.id}?reason=r`, "/v1/apps/Shop?reason=r"]) {
      expect((await the().admin(`DELETE ${path}`, undefined, OTHER_TOKEN)).status).toBe(404);
      for (const time of ["first", "again"]) expect((await the().admin(`DELETE ${path}`)).status, `${path} ${time}`).toBe(204);
      const now = path.includes("versions") ? "version of the app is not registered" : "OPAQUE";
      expect(await refused("1.0.0")).toContain(now);
    }
    expect((await the().admin("GET /v1/apps/Shop")).status).toBe(404);
  });
});

describe("people at the help desk", () => {
  it("gives a name that two ask for at once to one of them, and erases a person twice the same way, once", async () => {
    const [one, two] = [await the().newUser("name-one"), await the().newUser("name-two")];
    const rename = ({ id }: { readonly id: string }) => the().admin(`PATCH /v1/users/${id}`, { externalId: "wanted", reason: "r" });
    const answers = await Promise.all([rename(one), rename(two)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: "ALREADY_EXISTS", detail: "externalId is taken" });
    const erase = (token?: string) => the().admin(`DELETE /v1/users/${one.id}?reason=asked`, undefined, token);
    const erased = await Promise.all([erase(), erase(), erase()]);
    expect([...erased, await erase()].map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    expect((await erase(OTHER_TOKEN)).status).toBe(404);
    const { rows } = (await the().admin(`GET /v1/audit?order=newest&action=user.removed&subject=${one.id}`)).body;
    expect(rows).toHaveLength(1);
  });
});

describe("a person with several devices", () => {
  it("sees, renames and removes the others; never those of somebody else, and never without the PIN", async () => {
    const { id, ref, device } = await the().enrol("several");
    const lost = await the().newDevice();
    await lost.activate(ref, await the().newCode(id), PIN);
    await lost.logIn(ref, PIN);
    await device.logIn(ref, PIN);
    const { devices } = await device.send("devices.list", {});
    expect(devices.map(({ deviceId, isThis }) => ({ deviceId, isThis }))).toEqual([
      { deviceId: device.state.deviceId, isThis: true },
      { deviceId: lost.state.deviceId, isThis: false },
    ]);
    const [deviceId, mine] = [lost.state.deviceId, device.state.deviceId];
    await device.send("devices.rename", { deviceId, deviceName: "Old phone" });
    expect((await refusalOf(device.send("devices.rename", { deviceId: mine, deviceName: "old PHONE" }))).status).toBe("kNotUnique");
    const stranger = await the().enrol("several-stranger");
    await stranger.device.logIn(stranger.ref, PIN);
    expect((await refusalOf(stranger.device.send("devices.remove", { deviceId }))).status).toBe("kInvalidParameter");
    expect((await refusalOf(device.send("devices.remove", { deviceId: mine }))).status).toBe("kAccessDenied");
    await device.send("devices.remove", { deviceId });
    expect((await refusalOf(lost.send("devices.list", {}))).refusal).toBe("SESSION_ENDED");
    expect((await device.send("devices.list", {})).devices).toHaveLength(1);
    const { rows } = (await the().admin("GET /v1/audit?limit=1000")).body;
    expect(JSON.stringify(rows)).toContain("removed on another device");
  });
});
