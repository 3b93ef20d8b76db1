import { DEVICE_CHANNEL_PATH } from "@drawbridge/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDeviceStage, type DeviceStage } from "./device-stage.ts";
import type { TestDevice } from "./device-client.ts";

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

interface Frame {
  readonly re?: string;
  readonly ok?: boolean;
  readonly seq?: number;
  readonly name?: string;
  readonly payload?: { readonly offer?: { readonly id: string }; readonly operationId?: string };
  readonly error?: { readonly refusal: string };
}

/** A socket whose frames can be waited for. */
const openSocket = async () => {
  const socket = new WebSocket(`${the().origin.replace("http", "ws")}${DEVICE_CHANNEL_PATH}`);
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  socket.addEventListener("message", ({ data }) => {
    frames.push(JSON.parse(String(data)));
    for (const look of waiting) look();
  });
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  const until = (wanted: (frame: Frame) => boolean): Promise<Frame> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = frames.find(wanted);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const ask = async (device: TestDevice, name: string, payload: object): Promise<Frame> => {
    const request = await device.requestOf(name, payload);
    socket.send(JSON.stringify(request));
    return until(({ re }) => re === request.id);
  };
  const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code), { once: true }));
  return { socket, frames, until, ask, closed };
};

const ask = async (userId: string) => (await the().admin("POST /v1/operations", { userId, text: "Ok?", factor: "NONE" })).body.id;

describe("the WebSocket", () => {
  it("answers requests and tells what happens, each event once and in order", async () => {
    const { id, ref, device } = await the().enrol("socket");
    const early = await ask(id);
    const { after, waiting } = await device.logIn(ref, PIN);
    expect(waiting).toBe(1);
    const { ask: over, until, frames, socket, closed } = await openSocket();
    expect(await over(device, "device.get", {})).toMatchObject({ ok: true, payload: { deviceName: "Phone" } });
    expect(await over(device, "events.subscribe", { after: 0 })).toMatchObject({ ok: true });
    await until(({ name, payload }) => name === "offered" && payload?.offer?.id === early);
    const late = await ask(id);
    const { seq } = await until(({ payload }) => payload?.offer?.id === late);
    expect(seq).toBeGreaterThan(after);
    await device.send("operation.start", { operationId: late });
    await the().admin(`DELETE /v1/operations/${late}?reason=test`);
    await until(({ name, payload }) => name === "operation.ended" && payload?.operationId === late);
    const seqs = frames.flatMap(({ seq: each }) => each ?? []);
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
    socket.close();
    await closed;
  });

  it("closes on what is no request, and refuses a subscription without session", async () => {
    const { device } = await the().enrol("no-session");
    const { ask: over, socket, closed } = await openSocket();
    expect(await over(device, "events.subscribe", { after: 0 })).toMatchObject({ ok: false, error: { refusal: "SESSION_ENDED" } });
    expect(await over(device, "events.subscribe", { after: "x" })).toMatchObject({ ok: false, error: { refusal: "REFUSED" } });
    socket.send("{ not json");
    expect(await closed).toBe(1007);
  });
});

describe("without a WebSocket", () => {
  it("a waiting request returns when something happens", async () => {
    const { id, ref, device } = await the().enrol("poller");
    const { after } = await device.logIn(ref, PIN);
    const waiting = device.send("events.wait", { after, waitMs: 20_000 });
    const operation = await ask(id);
    expect((await waiting).events).toMatchObject([{ name: "offered", payload: { offer: { id: operation } } }]);
  });

  it("hears that its device was removed", async () => {
    const { ref, device } = await the().enrol("removed");
    const { after } = await device.logIn(ref, PIN);
    const proofs = async (): Promise<number> => (await the().storage.pool.query("select count(*)::int as n from device_proofs")).rows[0].n;
    const before = await proofs();
    const waiting = device.send("events.wait", { after, waitMs: 20_000 });
    await expect.poll(proofs).toBeGreaterThan(before); // it waits now; one that asks after the removal is refused
    await the().admin(`DELETE /v1/devices/${device.state.deviceId}?reason=stolen`);
    expect((await waiting).events).toMatchObject([{ name: "alert", payload: { status: "kUnknownCertificate" } }]);
  });

  it("an app of another origin may ask", async () => {
    const headers = { origin: "https://app.example", "access-control-request-method": "POST", "access-control-request-headers": "content-type" };
    const allowed = await fetch(`${the().origin}${DEVICE_CHANNEL_PATH}`, { method: "OPTIONS", headers });
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("*");
  });

  it("a body that is no request is a clear 400", async () => {
    const post = (body: string) =>
      fetch(`${the().origin}${DEVICE_CHANNEL_PATH}`, { method: "POST", headers: { "content-type": "application/json" }, body });
    for (const body of ["{", "[]", "{}", JSON.stringify({ v: 2, id: "1", name: "hello", payload: {} })]) expect((await post(body)).status).toBe(400);
  });
});

// The last of this file: the address has no requests left after it.
describe("a subscription", () => {
  it("counts like every other request of its address", async () => {
    const { ref, device } = await the().enrol("subscriber");
    await device.logIn(ref, PIN);
    const { ask: over, socket, closed } = await openSocket();
    const subscribe = () => over(device, "events.subscribe", { after: 0 });
    expect(await subscribe()).toMatchObject({ ok: true });
    const { rateLimits } = the().deps;
    for (let count = 0; count <= rateLimits.sizes.api.requests; count += 1) await rateLimits.count("api", "device:127.0.0.1");
    expect(await subscribe()).toMatchObject({ ok: false, error: { refusal: "RATE_LIMITED", retryDelay: 60 } });
    socket.close();
    await closed;
  });
});
