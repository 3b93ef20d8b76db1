import { createPublicKey, verify } from "node:crypto";
import { Value } from "typebox/value";
import { type WebhookEndpoint, WebhookMessage } from "@drawbridge/contract";
import { newId, webhookEndpoints } from "@drawbridge/storage";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { HOUR, openDesk } from "./webhook-desk.ts";
import { callNative, headersOf } from "./webhook-stage.ts";

const desk = openDesk();
const { register, row, record, pass, log, hitAt } = desk;

describe("signatures", () => {
  it("verify with the reference library and with the public key", async () => {
    const { uuid, secret, publicKeys } = await register();
    await record(row({ data: { reason: "complete" } }));
    await desk.stage.deliver(uuid);
    const hit = hitAt(0);
    const message = new Webhook(secret).verify(hit.body, headersOf(hit));
    expect(Value.Check(WebhookMessage, message)).toBe(true);
    expect(message).toMatchObject({ type: "connection.created", data: { reason: "complete", seq: 1 } });
    const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signatures = "" } = headersOf(hit);
    const ed25519 =
      signatures
        .split(" ")
        .find((text) => text.startsWith("v1a,"))
        ?.slice(4) ?? "";
    const x = Buffer.from(publicKeys[0]?.slice("whpk_".length) ?? "", "base64").toString("base64url");
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    expect(verify(null, Buffer.from(`${id}.${at}.${hit.body}`), key, Buffer.from(ed25519, "base64"))).toBe(true);
    expect(() => new Webhook(secret).verify(`${hit.body} `, headersOf(hit))).toThrow("signature");
    expect(() => new Webhook(`whsec_${Buffer.alloc(32).toString("base64")}`).verify(hit.body, headersOf(hit))).toThrow("signature");
  });

  it("verify with both secrets while a key rotates, and with the new one alone a day later", async () => {
    const { id, uuid, secret } = await register();
    const rotated = await callNative(desk.stage, `POST /v1/webhook-endpoints/${id}/secret-rotations`);
    expect(rotated.statusCode).toBe(201);
    const next = rotated.json<WebhookEndpoint & { secret: string }>();
    expect(next.keys).toHaveLength(2);
    await record(row({}));
    await desk.stage.deliver(uuid);
    for (const key of [secret, next.secret]) expect(() => new Webhook(key).verify(hitAt(0).body, headersOf(hitAt(0)))).not.toThrow();
    const now = desk.stage.clock.now;
    pass(24 * HOUR);
    await record(row({}));
    await desk.stage.deliver(uuid);
    desk.stage.clock.now = now;
    const signatures = headersOf(hitAt(1))["webhook-signature"] ?? "";
    expect(signatures.split(" ")).toHaveLength(2);
    const at = new Date(Number(headersOf(hitAt(1))["webhook-timestamp"]) * 1000);
    const id1 = headersOf(hitAt(1))["webhook-id"] ?? "";
    expect(signatures).toContain(new Webhook(next.secret).sign(id1, at, hitAt(1).body));
    expect(signatures).not.toContain(new Webhook(secret).sign(id1, at, hitAt(1).body));
  });
});

describe("endpoints", () => {
  it("show their secret once, also to a repeated request, and are the tenant's own", async () => {
    const body = { url: `${desk.receiver.origin}/hook` };
    const key = newId();
    const first = await callNative(desk.stage, "POST /v1/webhook-endpoints", { body, key });
    const again = await callNative(desk.stage, "POST /v1/webhook-endpoints", { body, key });
    expect(first.json<{ secret: string }>().secret).toMatch(/^whsec_/);
    expect(again.json()).toEqual({ ...first.json<object>(), secret: null });
    const list = await callNative(desk.stage, "GET /v1/webhook-endpoints");
    expect(list.body).not.toContain("whsec_");
    expect(list.json<{ webhookEndpoints: object[] }>().webhookEndpoints).toHaveLength(1);
    expect((await callNative(desk.stage, "GET /v1/webhook-endpoints", { token: "other" })).statusCode).toBe(401);
    const keys = await webhookEndpoints(desk.stage.storage.pool).list(desk.stage.tenantId);
    expect(JSON.stringify(keys)).not.toContain(first.json<{ secret: string }>().secret.slice(6));
  });

  it.each([
    ["http://hooks.example/", "not_https"],
    ["https://169.254.169.254/", "private_address"],
    ["https://user:pw@hooks.example/", "has_credentials"],
    ["nonsense", "not_a_url"],
  ])("refuse %s at registration", async (url, detail) => {
    const reply = await callNative(desk.stage, "POST /v1/webhook-endpoints", { body: { url } });
    expect(reply.statusCode).toBe(400);
    expect(reply.json()).toMatchObject({ code: "WEBHOOK_URL_REFUSED", detail });
  });

  it("refuse patterns and fields that mean nothing", async () => {
    for (const wrong of [{ eventTypes: ["connection*"] }, { eventTypes: [] }, { eventTypes: ["A.b"] }, { secret: "mine" }]) {
      expect((await callNative(desk.stage, "POST /v1/webhook-endpoints", { body: { url: desk.receiver.origin, ...wrong } })).statusCode).toBe(400);
    }
  });

  it("get only what they asked for, and nothing after they were removed", async () => {
    const { id, uuid } = await register(["connection.*", "session.ended"]);
    const sessionId = newId();
    await record(...["connection.created", "sign_in.started", "session.ended"].map((type) => row({ type, sessionId })));
    await desk.stage.deliver(uuid);
    expect(desk.receiver.hits.map(({ body }) => JSON.parse(body).type)).toEqual(["connection.created", "session.ended"]);
    await record(row({}));
    expect((await callNative(desk.stage, `DELETE /v1/webhook-endpoints/${id}`)).statusCode).toBe(204);
    expect((await callNative(desk.stage, `DELETE /v1/webhook-endpoints/${id}`)).statusCode).toBe(204);
    expect((await callNative(desk.stage, `GET /v1/webhook-endpoints/${id}`)).statusCode).toBe(404);
    expect((await callNative(desk.stage, `POST /v1/webhook-endpoints/${id}/tests`)).statusCode).toBe(404);
    await desk.stage.deliver(uuid);
    expect(desk.receiver.hits).toHaveLength(2);
  });

  it("can be test-fired", async () => {
    const { id, uuid, secret } = await register(["session.ended"]);
    const fired = await callNative(desk.stage, `POST /v1/webhook-endpoints/${id}/tests`);
    expect(fired.statusCode).toBe(201);
    await desk.stage.deliver(uuid);
    expect(new Webhook(secret).verify(hitAt(0).body, headersOf(hitAt(0)))).toMatchObject({ type: "webhook_endpoint.test", data: { endpointId: id } });
    const [delivery] = await log(id);
    expect(delivery).toMatchObject({
      id: fired.json<{ id: string }>().id,
      status: "delivered",
      attempts: [{ no: 1, outcome: "delivered", status: 200 }],
    });
  });
});
