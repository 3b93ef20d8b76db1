import { createLocalJWKSet, importJWK, jwtVerify, decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDevice, refusalOf, type TestDevice } from "../../apps/server/test/device-client.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { keyShown, startPushService, subscribe, type Delivered, type PushService } from "./push-service.ts";

const PIN = "135790";

let drawbridge: TestDrawbridge;
let service: PushService;
beforeAll(async () => {
  [drawbridge, service] = await Promise.all([startDrawbridge(), startPushService()]);
});
afterAll(async () => {
  service.close();
  await drawbridge.close();
});

type Json = Readonly<Record<string, any>>; // oxlint-disable-line typescript/no-explicit-any -- tests look into any answer
const post = async (path: string, body: object = {}): Promise<Json> => (await drawbridge.api(path, { method: "POST", body })).json() as Promise<Json>;
const read = async (path: string): Promise<Json> => (await drawbridge.api(path)).json() as Promise<Json>;

/** Somebody whose device can be woken. */
const enrol = async (name: string): Promise<{ readonly userId: string; readonly device: TestDevice; readonly open: (one: Delivered) => string }> => {
  const user = await post("/v1/users", { externalId: name });
  const { activationCode } = await post(`/v1/users/${user["id"]}/activation-codes`, { purpose: "activation", reason: "test" });
  const device = await createTestDevice(drawbridge.server);
  const ref = { tenantId: "development", userId: name };
  await device.activate(ref, activationCode, PIN);
  await device.logIn(ref, PIN);
  const { token, open } = subscribe(service.endpoint(name));
  await device.send("push.set", { pushToken: token });
  return { userId: String(user["id"]), device, open };
};

const ask = (userId: string): Promise<Json> => post("/v1/operations", { userId, text: "Pay 12.50 EUR to Ada?", banner: "A payment" });
const arrived = async (name: string, count = 1): Promise<readonly Delivered[]> => {
  await expect.poll(() => service.delivered(name).length, { timeout: 30_000, interval: 50 }).toBe(count);
  return service.delivered(name);
};

describe("a device with a Web Push token", () => {
  it("is woken for an operation: only its browser can read the push, only this server can have sent it, and it tells no text", async () => {
    const { userId, device, open } = await enrol("woken");
    const operation = await ask(userId);
    const [push] = await arrived("woken");
    if (!push) throw new Error("nothing arrived");
    expect(push.headers).toMatchObject({ "content-encoding": "aes128gcm", urgency: "high", topic: String(operation["id"]).slice(3) });
    expect(Number(push.headers["ttl"])).toBeGreaterThan(200);

    const { publicKey } = (await (await fetch(`${drawbridge.server}/device/v1/push-key`)).json()) as { publicKey: string };
    const { token, key } = keyShown(push);
    expect(key).toBe(publicKey);
    const point = Buffer.from(key, "base64url");
    const [x, y] = [point.subarray(1, 33).toString("base64url"), point.subarray(33).toString("base64url")];
    const vapid = await jwtVerify(token, await importJWK({ kty: "EC", crv: "P-256", x, y }, "ES256"));
    expect(vapid.payload).toMatchObject({ aud: new URL(service.endpoint("woken")).origin, sub: expect.stringMatching(/^https:/) });
    expect((vapid.payload.exp ?? 0) - Date.now() / 1000).toBeLessThan(86_400);

    const content = open(push);
    const keys = createLocalJWKSet(await (await fetch(`${drawbridge.server}/device/v1/keys`)).json());
    const { payload } = await jwtVerify(content, keys, { typ: "ast-push+jws", audience: device.state.deviceId });
    const message = JSON.parse(Buffer.from(String(payload["data"]), "base64url").toString("utf8")) as Json;
    expect(message).toEqual({
      category: "TRANSACTION",
      to: { tenantId: "development", userId: "woken" },
      messageId: operation["id"],
      titleKey: "push.operation",
    });
    expect(content + Buffer.from(String(payload["data"]), "base64url").toString()).not.toMatch(/12\.50|Ada|payment/);
    await expect.poll(async () => (await read(`/v1/operations/${operation["id"]}`))["state"]).toBe("PUSHED");
  });

  it("is woken for a message, and for a test of the help desk", async () => {
    const { userId, device, open } = await enrol("told");
    const message = await post("/v1/messages", { userId, text: "Your card was sent." });
    const [push] = await arrived("told");
    expect(push?.headers["urgency"]).toBe("normal");
    expect(Buffer.from(String(decodeJwt(push ? open(push) : "")["data"]), "base64url").toString()).toContain(message["id"]);
    expect(await post(`/v1/devices/${device.state.deviceId}/push-tests`)).toEqual({ outcome: "sent" });
    await arrived("told", 2);
  });

  it("that is gone is forgotten; the operation waits all the same", async () => {
    service.answer("gone", 410);
    const { userId, device } = await enrol("gone");
    const operation = await ask(userId);
    await arrived("gone");
    const trail = async () => JSON.stringify(await read("/v1/audit?limit=1000"));
    await expect.poll(trail).toContain("device.push_token_forgotten");
    expect((await post(`/v1/devices/${device.state.deviceId}/push-tests`))["outcome"]).toBe("gone");
    expect((await device.send("offers.list", {})).offers).toMatchObject([{ id: operation["id"] }]);
  });

  it("is tried again when its service has no time", async () => {
    service.answer("busy", 503, 201);
    const { userId } = await enrol("busy");
    const operation = await ask(userId);
    await arrived("busy", 2);
    await expect.poll(async () => (await read(`/v1/operations/${operation["id"]}`))["state"]).toBe("PUSHED");
  });

  it("is not woken while it is locked", async () => {
    const { userId, device } = await enrol("quick");
    await drawbridge.api(`/v1/devices/${device.state.deviceId}/lock`, { method: "PUT", body: { reason: "lost" } });
    await ask(userId);
    const other = await enrol("after");
    await ask(other.userId);
    await arrived("after");
    expect(service.delivered("quick")).toEqual([]);
  });
});

describe("a push token", () => {
  it("that cannot be one, or leads where no push service is, is refused", async () => {
    const { device } = await enrol("careless");
    const wrong = [
      "SMS:0123",
      "WEB:",
      "WEB:%%%",
      `WEB:${Buffer.from("{}").toString("base64url")}`,
      subscribe("https://10.0.0.7/push").token,
      subscribe("http://93.184.216.34/push").token,
      subscribe("http://169.254.169.254/latest").token,
    ];
    for (const pushToken of wrong) {
      expect([pushToken, (await refusalOf(device.send("push.set", { pushToken }))).status]).toEqual([pushToken, "kInvalidParameter"]);
    }
  });

  it("of another platform is kept; without its sender a test says so", async () => {
    const { device } = await enrol("apple");
    await device.send("push.set", { pushToken: "APN:0123" });
    expect(await post(`/v1/devices/${device.state.deviceId}/push-tests`)).toMatchObject({ outcome: "refused" });
  });
});
