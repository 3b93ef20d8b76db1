import { createHmac, createPublicKey, verify } from "node:crypto";
import { Value } from "typebox/value";
import { WebhookDelivery, WebhookEndpoint, WebhookMessage } from "@drawbridge/contract";
import {
  accounts,
  connections,
  links,
  newId,
  sessions,
  webhookDeliveries,
  webhookEndpoints,
  webhookLog,
  type EventRow,
  type Session,
} from "@drawbridge/storage";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { printId } from "../src/ids.ts";
import { hashToken } from "../src/http/token-hash.ts";
import { openSession } from "../src/use-cases/open-session.ts";
import { recordEvents } from "../src/webhooks/record-events.ts";
import { scanWebhooks, startWebhooks } from "../src/webhooks/run-webhooks.ts";
import { callNative, createStage, generateLink, headersOf, startReceiver, type Hit, type Receiver, type Stage } from "./webhook-stage.ts";

let stage: Stage;
let receiver: Receiver;
const HOUR = 3_600_000;

beforeAll(async () => {
  stage = await createStage();
}, 60_000);
afterAll(() => stage.close());
beforeEach(async () => {
  receiver = await startReceiver();
  stage.clock.now = new Date();
});
afterEach(async () => {
  receiver.close();
  for (const { id } of await webhookEndpoints(stage.storage.pool).list(stage.tenantId))
    await webhookEndpoints(stage.storage.pool).remove(id, stage.clock.now);
});

interface Registered {
  readonly id: string;
  readonly uuid: string;
  readonly secret: string;
  readonly publicKeys: readonly string[];
}

const register = async (eventTypes: readonly string[] = ["*"], path = "/hook"): Promise<Registered> => {
  const reply = await callNative(stage, "POST /v1/webhook-endpoints", { body: { url: receiver.origin + path, eventTypes } });
  expect(reply.statusCode).toBe(201);
  const { secret, ...endpoint } = reply.json<WebhookEndpoint & { secret: string }>();
  expect(Value.Check(WebhookEndpoint, endpoint)).toBe(true);
  const hex = endpoint.id.slice(4);
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  return { id: endpoint.id, uuid, secret, publicKeys: endpoint.keys.map(({ publicKey }) => publicKey) };
};

const row = (change: Partial<EventRow>): EventRow => ({
  id: newId(),
  tenantId: stage.tenantId,
  sessionId: null,
  userId: null,
  seq: 1,
  type: "connection.created",
  attemptId: null,
  step: "review",
  data: {},
  occurredAt: stage.clock.now,
  ...change,
});
const record = (...rows: readonly EventRow[]) => stage.storage.transaction((tx) => recordEvents(tx, rows));
const pass = (ms: number): void => {
  stage.clock.now = new Date(stage.clock.now.getTime() + ms);
};
const log = async (endpointId: string, query = ""): Promise<readonly WebhookDelivery[]> => {
  const reply = await callNative(stage, `GET /v1/webhook-deliveries?endpointId=${endpointId}${query}`);
  const { webhookDeliveries: found } = reply.json<{ webhookDeliveries: readonly WebhookDelivery[] }>();
  for (const delivery of found) expect(Value.Check(WebhookDelivery, delivery)).toBe(true);
  return found;
};
const hitAt = (index: number): Hit => {
  const hit = receiver.hits.at(index);
  if (!hit) throw new Error(`no request ${index}`);
  return hit;
};

describe("signatures", () => {
  it("verify with the reference library and with the public key", async () => {
    const { uuid, secret, publicKeys } = await register();
    await record(row({ data: { reason: "complete" } }));
    await stage.deliver(uuid);
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
    const rotated = await callNative(stage, `POST /v1/webhook-endpoints/${id}/secret-rotations`);
    expect(rotated.statusCode).toBe(201);
    const next = rotated.json<WebhookEndpoint & { secret: string }>();
    expect(next.keys).toHaveLength(2);
    await record(row({}));
    await stage.deliver(uuid);
    for (const key of [secret, next.secret]) expect(() => new Webhook(key).verify(hitAt(0).body, headersOf(hitAt(0)))).not.toThrow();
    const now = stage.clock.now;
    pass(24 * HOUR);
    await record(row({}));
    await stage.deliver(uuid);
    stage.clock.now = now;
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
    const body = { url: `${receiver.origin}/hook` };
    const key = newId();
    const first = await callNative(stage, "POST /v1/webhook-endpoints", { body, key });
    const again = await callNative(stage, "POST /v1/webhook-endpoints", { body, key });
    expect(first.json<{ secret: string }>().secret).toMatch(/^whsec_/);
    expect(again.json()).toEqual({ ...first.json<object>(), secret: null });
    const list = await callNative(stage, "GET /v1/webhook-endpoints");
    expect(list.body).not.toContain("whsec_");
    expect(list.json<{ webhookEndpoints: object[] }>().webhookEndpoints).toHaveLength(1);
    expect((await callNative(stage, "GET /v1/webhook-endpoints", { token: "other" })).statusCode).toBe(401);
    const keys = await webhookEndpoints(stage.storage.pool).list(stage.tenantId);
    expect(JSON.stringify(keys)).not.toContain(first.json<{ secret: string }>().secret.slice(6));
  });

  it.each([
    ["http://hooks.example/", "not_https"],
    ["https://169.254.169.254/", "private_address"],
    ["https://user:pw@hooks.example/", "has_credentials"],
    ["nonsense", "not_a_url"],
  ])("refuse %s at registration", async (url, detail) => {
    const reply = await callNative(stage, "POST /v1/webhook-endpoints", { body: { url } });
    expect(reply.statusCode).toBe(400);
    expect(reply.json()).toMatchObject({ code: "WEBHOOK_URL_REFUSED", detail });
  });

  it("refuse patterns and fields that mean nothing", async () => {
    for (const wrong of [{ eventTypes: ["connection*"] }, { eventTypes: [] }, { eventTypes: ["A.b"] }, { secret: "mine" }]) {
      expect((await callNative(stage, "POST /v1/webhook-endpoints", { body: { url: receiver.origin, ...wrong } })).statusCode).toBe(400);
    }
  });

  it("get only what they asked for, and nothing after they were removed", async () => {
    const { id, uuid } = await register(["connection.*", "session.ended"]);
    const sessionId = newId();
    await record(...["connection.created", "sign_in.started", "session.ended"].map((type) => row({ type, sessionId })));
    await stage.deliver(uuid);
    expect(receiver.hits.map(({ body }) => JSON.parse(body).type)).toEqual(["connection.created", "session.ended"]);
    await record(row({}));
    expect((await callNative(stage, `DELETE /v1/webhook-endpoints/${id}`)).statusCode).toBe(204);
    expect((await callNative(stage, `DELETE /v1/webhook-endpoints/${id}`)).statusCode).toBe(204);
    expect((await callNative(stage, `GET /v1/webhook-endpoints/${id}`)).statusCode).toBe(404);
    expect((await callNative(stage, `POST /v1/webhook-endpoints/${id}/tests`)).statusCode).toBe(404);
    await stage.deliver(uuid);
    expect(receiver.hits).toHaveLength(2);
  });

  it("can be test-fired", async () => {
    const { id, uuid, secret } = await register(["session.ended"]);
    const fired = await callNative(stage, `POST /v1/webhook-endpoints/${id}/tests`);
    expect(fired.statusCode).toBe(201);
    await stage.deliver(uuid);
    expect(new Webhook(secret).verify(hitAt(0).body, headersOf(hitAt(0)))).toMatchObject({ type: "webhook_endpoint.test", data: { endpointId: id } });
    const [delivery] = await log(id);
    expect(delivery).toMatchObject({
      id: fired.json<{ id: string }>().id,
      status: "delivered",
      attempts: [{ no: 1, outcome: "delivered", status: 200 }],
    });
  });
});

describe("retries", () => {
  const PAUSES = [5_000, 300_000, 1_800_000, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

  it("follow the schedule through ten tries, then disable the endpoint and tell the others", async () => {
    const failing = await register(["session.ended"], "/failing");
    const other = await register(["webhook_endpoint.*"], "/other");
    receiver.answer((response, { path }) => void response.writeHead(path === "/failing" ? 500 : 200).end("out of order"));
    await record(row({ type: "session.ended" }), row({ type: "session.ended" }));
    const tried = () => receiver.hits.filter(({ path }) => path === "/failing").length;
    await stage.deliver(failing.uuid);
    expect(tried()).toBe(2);
    for (const [index, ms] of PAUSES.entries()) {
      pass(ms - 1000);
      await stage.deliver(failing.uuid);
      expect(tried()).toBe((index + 1) * 2);
      pass(1000);
      await stage.deliver(failing.uuid);
      expect(tried()).toBe((index + 2) * 2);
    }
    const ids = new Set(receiver.hits.map(({ headers }) => headers["webhook-id"]));
    expect(ids.size).toBe(2);
    const deliveries = await log(failing.id, "&status=dead");
    expect(deliveries).toHaveLength(2);
    expect(deliveries[0]?.attempts).toHaveLength(10);
    expect(deliveries[0]?.attempts[0]).toMatchObject({ outcome: "rejected", status: 500, detail: "out of order" });
    expect((await callNative(stage, `GET /v1/webhook-endpoints/${failing.id}`)).json()).toMatchObject({ disabledReason: "exhausted" });
    await stage.deliver(other.uuid);
    const notice = receiver.hits.filter(({ path }) => path === "/other");
    expect(notice.map(({ body }) => JSON.parse(body))).toMatchObject([
      { type: "webhook_endpoint.disabled", data: { endpointId: failing.id, reason: "exhausted" } },
    ]);
    await record(row({ type: "session.ended" }));
    await stage.deliver(failing.uuid);
    expect(receiver.hits.filter(({ path }) => path === "/failing")).toHaveLength(20);
  });

  it.each([
    ["a redirect", "redirected", 307],
    ["a refusal", "rejected", 404],
    ["an overloaded receiver", "rejected", 503],
  ])("%s is a failure", async (_name, outcome, status) => {
    const { id, uuid } = await register();
    receiver.answer(
      (response, { path }) => void response.writeHead(path === "/hook" ? status : 200, { location: `${receiver.origin}/elsewhere` }).end(),
    );
    await record(row({}));
    await stage.deliver(uuid);
    expect(await log(id)).toMatchObject([{ status: "pending", attempts: [{ outcome, status }] }]);
    expect(receiver.hits.map(({ path }) => path)).toEqual(["/hook"]);
  });

  it("wait as long as the receiver asks", async () => {
    const { uuid } = await register();
    receiver.answer((response) => void response.writeHead(429, { "retry-after": "120" }).end());
    await record(row({}));
    await stage.deliver(uuid);
    pass(119_000);
    await stage.deliver(uuid);
    expect(receiver.hits).toHaveLength(1);
    pass(1000);
    await stage.deliver(uuid);
    expect(receiver.hits).toHaveLength(2);
  });

  it("stop at once when the receiver is gone, until the endpoint is enabled again", async () => {
    const { id, uuid } = await register();
    receiver.answer((response) => void response.writeHead(410).end());
    await record(row({}));
    await stage.deliver(uuid);
    expect((await callNative(stage, `GET /v1/webhook-endpoints/${id}`)).json()).toMatchObject({ disabledReason: "gone" });
    const [dead] = await log(id);
    expect(dead?.status).toBe("dead");
    expect((await callNative(stage, `POST /v1/webhook-deliveries/${dead?.id}/replays`)).json()).toMatchObject({ code: "WEBHOOK_ENDPOINT_OFF" });
    receiver.answer((response) => void response.end());
    expect((await callNative(stage, `POST /v1/webhook-endpoints/${id}/enablings`)).json()).toMatchObject({ disabledAt: null });
    const replay = await callNative(stage, `POST /v1/webhook-deliveries/${dead?.id}/replays`);
    expect(replay.json()).toMatchObject({ replayOf: dead?.id, messageId: dead?.messageId, status: "pending" });
    await stage.deliver(uuid);
    expect(hitAt(1).headers["webhook-id"]).toBe(hitAt(0).headers["webhook-id"]);
    expect(hitAt(1).body).toBe(hitAt(0).body);
  });

  it("can be made up for by replaying a range", async () => {
    const { id, uuid } = await register();
    await record(row({ data: { n: 1 } }));
    pass(HOUR);
    const since = stage.clock.now.toISOString();
    await record(row({ data: { n: 2 } }), row({ data: { n: 3 } }));
    pass(HOUR);
    await stage.deliver(uuid);
    const body = { since, until: stage.clock.now.toISOString() };
    expect((await callNative(stage, `POST /v1/webhook-endpoints/${id}/replays`, { body })).json()).toEqual({ queued: 2 });
    await stage.deliver(uuid);
    expect(new Set(receiver.hits.slice(3).map(({ body: text }) => JSON.parse(text).data.n))).toEqual(new Set([2, 3]));
    expect(new Set(receiver.hits.map(({ headers }) => headers["webhook-id"])).size).toBe(3);
    expect((await callNative(stage, `POST /v1/webhook-endpoints/${id}/replays`, { body: { since: "yesterday", until: since } })).statusCode).toBe(
      400,
    );
  });

  it("survive receivers that hang, reset or talk without end", async () => {
    const { id, uuid } = await register();
    const chunk = Buffer.alloc(16_384, 120);
    receiver.answer((response, { body }) => {
      const { data } = JSON.parse(body);
      if (data.way === "reset") response.destroy();
      if (data.way === "huge") {
        response.writeHead(200);
        const push = (): void => {
          while (!response.destroyed && response.write(chunk));
          if (!response.destroyed) response.once("drain", push);
        };
        push();
      }
    });
    await record(row({ data: { way: "hang" } }), row({ data: { way: "reset" } }), row({ data: { way: "huge" } }));
    await stage.deliver(uuid);
    const found = await log(id);
    expect(found.map(({ status, attempts }) => [status, attempts[0]?.outcome])).toEqual([
      ["delivered", "delivered"],
      ["pending", "unreachable"],
      ["pending", "timeout"],
    ]);
    expect(found[0]?.attempts[0]?.detail).toHaveLength(200);
  });
});

describe("order", () => {
  it("holds within a session while others go on, also over a failure", async () => {
    const { uuid } = await register();
    const [a, b] = [newId(), newId()];
    const failed = { once: true };
    receiver.answer((response, { body }) => {
      const refuse = failed.once && JSON.parse(body).data.n === "a1";
      if (refuse) failed.once = false;
      response.writeHead(refuse ? 500 : 200).end();
    });
    await record(row({ sessionId: a, data: { n: "a1" } }), row({ sessionId: a, data: { n: "a2" } }));
    await record(row({ sessionId: b, data: { n: "b1" } }), row({ sessionId: b, data: { n: "b2" } }));
    await stage.deliver(uuid);
    const seen = () => receiver.hits.map(({ body }) => JSON.parse(body).data.n);
    expect(new Set(seen())).toEqual(new Set(["a1", "b1", "b2"]));
    expect(seen().indexOf("b1")).toBeLessThan(seen().indexOf("b2"));
    pass(5_000);
    await stage.deliver(uuid);
    expect(seen().slice(3)).toEqual(["a1", "a2"]);
  });
});

describe("crashes", () => {
  it("between the state and the delivery lose nothing: the outbox commits with the events", async () => {
    const { id, uuid } = await register();
    await expect(
      stage.storage.transaction(async (tx) => {
        await recordEvents(tx, [row({})]);
        throw new Error("killed");
      }),
    ).rejects.toThrow("killed");
    expect(await log(id)).toHaveLength(0);
    await record(row({}));
    // The job is lost with its process; the due scan asks again.
    await scanWebhooks(stage.deps);
    await stage.deliver(uuid);
    expect(receiver.hits).toHaveLength(1);
  });

  it("in the middle of a request are made good when the lease is over, with the same id", async () => {
    const { id, uuid } = await register();
    await record(row({}));
    const until = new Date(stage.clock.now.getTime() + 60_000);
    expect(await webhookEndpoints(stage.storage.pool).lease(uuid, stage.clock.now, until)).toBe(true);
    await webhookDeliveries(stage.storage.pool).claim({ endpointId: uuid, now: stage.clock.now, until, limit: 8 });
    await stage.deliver(uuid);
    expect(receiver.hits).toHaveLength(0);
    pass(60_000);
    await stage.deliver(uuid);
    expect(receiver.hits).toHaveLength(1);
    expect(await log(id)).toMatchObject([{ status: "delivered", attempts: [{ no: 2 }] }]);
  });

  it("of nobody: the running server delivers by itself, and a hanging endpoint does not hold up another", async () => {
    stage.clock.now = new Date();
    await register(["*"], "/hanging");
    await register(["*"], "/quick");
    receiver.answer((response, { path }) => void (path === "/quick" && response.end()));
    const stop = await startWebhooks({ ...stage.deps, now: () => new Date() });
    try {
      for (let n = 0; n < 30; n += 1) await record(row({ sessionId: newId(), occurredAt: new Date() }));
      await expect.poll(() => receiver.hits.filter(({ path }) => path === "/quick").length, { timeout: 10_000 }).toBe(30);
    } finally {
      await stop();
    }
  });
});

const startSession = async (link: string): Promise<Session> => {
  const signature = new URL(link).searchParams.get("signature") ?? "";
  const found = await links(stage.storage.pool).byTokenHash(hashToken(signature));
  if (!found) throw new Error("no link");
  return (await openSession(stage.deps, { link: found, handle: null, tabId: "tab" })).session;
};

const connectEndpoint = async (session: Session): Promise<string> => {
  const { connect } = await webhookEndpoints(stage.storage.pool).subscribersOf(stage.tenantId, session.id);
  return connect?.endpointId ?? "";
};

describe("webhooks of Connect links", () => {
  const bank = { id: "ins_1", no: 7, slug: "drawbridge-bank", name: "Drawbridge Bank", url: "https://bank.example" };

  it("tell a full session in order, with data, headers and the documented signature", async () => {
    const fields = {
      webhook: `${receiver.origin}/connect`,
      webhookData: { ref: "r-1" },
      webhookHeaders: {
        "X-Mine": "yes",
        Authorization: "Bearer theirs",
        "X-Finicity-Signature": "forged",
        "webhook-id": "forged",
        Host: "evil.example",
      },
    };
    const { reply, customerId, partnerSecret } = await generateLink(stage, fields);
    expect(reply.statusCode).toBe(200);
    const session = await startSession(reply.json<{ link: string }>().link);
    const uuid = newId();
    const connection = await connections(stage.storage.pool).create({
      id: uuid,
      tenantId: stage.tenantId,
      userId: session.userId,
      institutionId: newId(),
      provider: "sandbox",
      kind: "legacy",
      bankConnectionId: uuid,
      sessionId: session.id,
      jobTypes: [],
      createdAt: stage.clock.now,
    });
    const [account] = await accounts(stage.storage.pool).upsertMany({
      tenantId: stage.tenantId,
      connectionId: connection.id,
      rows: [
        {
          id: newId(),
          stableId: "s1",
          kind: "checking",
          name: "Current",
          currency: "EUR",
          status: "open",
          masked: "••••1234",
          balance: "12.50",
          available: null,
          balanceAsOf: "2026-03-01T00:00:00Z",
          openedOn: null,
          interestRate: null,
          creditLimit: null,
          number: null,
          routingNumber: null,
        },
      ],
    });
    const about = {
      institution: bank,
      connection: { id: printId("con", connection.id), no: connection.no },
      accounts: [{ id: printId("acc", account?.id ?? ""), no: account?.no ?? 0 }],
    };
    const of = (type: string, data: object): EventRow => row({ sessionId: session.id, userId: session.userId, type, data: { ...data } });
    await record(
      of("institution.selected", { institution: bank, supported: true }),
      of("step.changed", { from: "search", to: "sign_in", institution: bank }),
    );
    await record(of("sign_in.challenged", { ...about, challenges: ["text"] }), of("mfa.succeeded", about));
    await record(of("accounts.adding", { institution: bank, oauth: false }), of("accounts.added", { ...about, oauth: false }));
    await record(of("session.ended", { reason: "complete" }));
    await stage.deliver(await connectEndpoint(session));
    const bodies = receiver.hits
      .map(({ body }) => JSON.parse(body))
      .toSorted((a, b) => Number(b.eventType === "ping") - Number(a.eventType === "ping"));
    expect(bodies[0]).toEqual({ eventType: "ping", payload: {} });
    expect(bodies.map(({ eventType }) => eventType)).toEqual([
      "ping",
      "started",
      "institutionSupported",
      "mfa",
      "discovered",
      "adding",
      "added",
      "done",
    ]);
    for (const { body, headers } of receiver.hits) {
      expect(headers["x-finicity-signature"]).toBe(createHmac("sha256", partnerSecret).update(body).digest("hex"));
      expect(headers).toMatchObject({
        "x-mine": "yes",
        authorization: "Bearer theirs",
        "content-type": "application/json",
        accept: "application/json, text/plain, */*",
      });
      expect(headers["webhook-id"]).toBeUndefined();
      expect(`http://${headers.host}`).toBe(receiver.origin);
    }
    for (const body of bodies.slice(1)) {
      expect(body).toMatchObject({ customerId, webhookData: { ref: "r-1" } });
      expect(body.eventId).toMatch(/^\d{13}-[0-9a-f]{24}$/);
    }
    expect(new Set(bodies.slice(1).map(({ eventId }) => eventId)).size).toBe(7);
    expect(bodies[6].payload).toMatchObject({
      institutionId: "7",
      accounts: [
        { id: String(account?.no), institutionLoginId: connection.no, customerId, institutionId: "7", balance: 12.5, realAccountNumberLast4: "1234" },
      ],
    });
  });

  it("want exactly 200, follow their own schedule at once, and then go on in order", async () => {
    const { reply } = await generateLink(stage, { webhook: `${receiver.origin}/connect` });
    const tries = { left: 4 };
    receiver.answer((response, { body }) => {
      const refuse = JSON.parse(body).eventType === "started" && tries.left > 0;
      if (refuse) tries.left -= 1;
      response.writeHead(refuse ? 202 : JSON.parse(body).eventType === "ping" ? 204 : 200).end();
    });
    const session = await startSession(reply.json<{ link: string }>().link);
    await record(row({ sessionId: session.id, type: "session.ended", data: { reason: "complete" } }));
    const begun = stage.clock.now.getTime();
    const endpointId = await connectEndpoint(session);
    await stage.deliver(endpointId);
    const told = () => receiver.hits.filter(({ body }) => JSON.parse(body).eventType !== "ping");
    expect(told().map(({ body }) => JSON.parse(body).eventType)).toEqual(["started", "started", "started", "started"]);
    expect(stage.clock.now.getTime() - begun).toBe(12 + 72 + 432);
    pass(2592);
    await stage.deliver(endpointId);
    expect(
      told()
        .slice(4)
        .map(({ body }) => JSON.parse(body).eventType),
    ).toEqual(["started", "done"]);
    expect(
      new Set(
        told()
          .slice(0, 5)
          .map(({ body }) => body),
      ).size,
    ).toBe(1);
    expect(receiver.hits).toHaveLength(7);
  });

  it("can be XML", async () => {
    const { reply } = await generateLink(stage, { webhook: `${receiver.origin}/connect`, webhookContentType: "application/xml" });
    const session = await startSession(reply.json<{ link: string }>().link);
    await stage.deliver(await connectEndpoint(session));
    expect(receiver.hits.map(({ headers }) => headers["content-type"])).toEqual(["application/xml", "application/xml"]);
    expect(receiver.hits.map(({ body }) => /<eventType>(\w+)/.exec(body)?.[1])).toEqual(expect.arrayContaining(["ping", "started"]));
  });

  it("do not keep a link from being made when the ping fails, unless asked to", async () => {
    receiver.answer((response) => void response.writeHead(500).end());
    const webhook = `${receiver.origin}/connect`;
    expect((await generateLink(stage, { webhook })).reply.statusCode).toBe(200);
    expect(receiver.hits).toHaveLength(0);
    const strict = await generateLink(stage, { webhook, strictWebhookPing: true });
    expect(strict.reply.statusCode).toBe(400);
    expect(receiver.hits).toHaveLength(1);
    receiver.answer((response) => void response.writeHead(204).end());
    expect((await generateLink(stage, { webhook, strictWebhookPing: true })).reply.statusCode).toBe(200);
  });

  it.each([
    [{ webhook: "http://hooks.example/" }],
    [{ webhook: "https://10.0.0.1/" }],
    [{ webhook: 7 }],
    [{ webhookContentType: "text/plain" }],
    [{ webhookData: "text" }],
    [{ webhookHeaders: { "bad name": "x" } }],
    [{ webhookHeaders: { good: "two\r\nlines: x" } }],
    [{ webhookHeaders: ["x"] }],
  ])("refuse %j", async (fields) => {
    const { reply } = await generateLink(stage, { webhook: `${receiver.origin}/connect`, ...fields });
    expect(reply.statusCode).toBe(400);
    expect(reply.json()).toMatchObject({ code: 10_100 });
  });

  it("do not show other sessions, and keep the link's headers sealed", async () => {
    const { reply } = await generateLink(stage, { webhook: `${receiver.origin}/connect`, webhookHeaders: { authorization: "canary-secret" } });
    const session = await startSession(reply.json<{ link: string }>().link);
    const plain = await startSession((await generateLink(stage, {})).reply.json<{ link: string }>().link);
    expect(await connectEndpoint(plain)).toBe("");
    const dump = JSON.stringify([
      await webhookLog(stage.storage.pool).query({ tenantId: stage.tenantId, limit: 500 }),
      await sessions(stage.storage.pool).byId(session.id),
      await links(stage.storage.pool).byId(stage.tenantId, session.linkId),
      await webhookEndpoints(stage.storage.pool).byId(await connectEndpoint(session)),
    ]);
    expect(dump).not.toContain("canary-secret");
  });
});
