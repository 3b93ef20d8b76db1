import { newId, webhookDeliveries, webhookEndpoints } from "@drawbridge/storage";
import { describe, expect, it } from "vitest";
import { prepareQueue } from "../src/jobs/prepare-queue.ts";
import { recordEvents } from "../src/webhooks/record-events.ts";
import { scanWebhooks, startWebhooks } from "../src/webhooks/run-webhooks.ts";
import { HOUR, openDesk } from "./webhook-desk.ts";
import { callNative } from "./webhook-stage.ts";

const desk = openDesk();
const { register, row, record, pass, log, hitAt } = desk;

describe("retries", () => {
  const PAUSES = [5_000, 300_000, 1_800_000, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

  it("follow the schedule through ten tries, then disable the endpoint and tell the others", async () => {
    const failing = await register(["session.ended"], "/failing");
    const other = await register(["webhook_endpoint.*"], "/other");
    desk.receiver.answer((response, { path }) => void response.writeHead(path === "/failing" ? 500 : 200).end("out of order"));
    await record(row({ type: "session.ended" }), row({ type: "session.ended" }));
    const tried = () => desk.receiver.hits.filter(({ path }) => path === "/failing").length;
    await desk.stage.deliver(failing.uuid);
    expect(tried()).toBe(2);
    for (const [index, ms] of PAUSES.entries()) {
      pass(ms - 1000);
      await desk.stage.deliver(failing.uuid);
      expect(tried()).toBe((index + 1) * 2);
      pass(1000);
      await desk.stage.deliver(failing.uuid);
      expect(tried()).toBe((index + 2) * 2);
    }
    const ids = new Set(desk.receiver.hits.map(({ headers }) => headers["webhook-id"]));
    expect(ids.size).toBe(2);
    const deliveries = await log(failing.id, "&status=dead");
    expect(deliveries).toHaveLength(2);
    expect(deliveries[0]?.attempts).toHaveLength(10);
    expect(deliveries[0]?.attempts[0]).toMatchObject({ outcome: "rejected", status: 500, detail: "out of order" });
    expect((await callNative(desk.stage, `GET /v1/webhook-endpoints/${failing.id}`)).json()).toMatchObject({ disabledReason: "exhausted" });
    await desk.stage.deliver(other.uuid);
    const notice = desk.receiver.hits.filter(({ path }) => path === "/other");
    expect(notice.map(({ body }) => JSON.parse(body))).toMatchObject([
      { type: "webhook_endpoint.disabled", data: { endpointId: failing.id, reason: "exhausted" } },
    ]);
    await record(row({ type: "session.ended" }));
    await desk.stage.deliver(failing.uuid);
    expect(desk.receiver.hits.filter(({ path }) => path === "/failing")).toHaveLength(20);
  });

  it.each([
    ["a redirect", "redirected", 307],
    ["a refusal", "rejected", 404],
    ["an overloaded receiver", "rejected", 503],
  ])("%s is a failure", async (_name, outcome, status) => {
    const { id, uuid } = await register();
    desk.receiver.answer(
      (response, { path }) => void response.writeHead(path === "/hook" ? status : 200, { location: `${desk.receiver.origin}/elsewhere` }).end(),
    );
    await record(row({}));
    await desk.stage.deliver(uuid);
    expect(await log(id)).toMatchObject([{ status: "pending", attempts: [{ outcome, status }] }]);
    expect(desk.receiver.hits.map(({ path }) => path)).toEqual(["/hook"]);
  });

  it("wait as long as the receiver asks", async () => {
    const { uuid } = await register();
    desk.receiver.answer((response) => void response.writeHead(429, { "retry-after": "120" }).end());
    await record(row({}));
    await desk.stage.deliver(uuid);
    pass(119_000);
    await desk.stage.deliver(uuid);
    expect(desk.receiver.hits).toHaveLength(1);
    pass(1000);
    await desk.stage.deliver(uuid);
    expect(desk.receiver.hits).toHaveLength(2);
  });

  it("stop at once when the receiver is gone, until the endpoint is enabled again", async () => {
    const { id, uuid } = await register();
    desk.receiver.answer((response) => void response.writeHead(410).end());
    await record(row({}));
    await desk.stage.deliver(uuid);
    expect((await callNative(desk.stage, `GET /v1/webhook-endpoints/${id}`)).json()).toMatchObject({ disabledReason: "gone" });
    const [dead] = await log(id);
    expect(dead?.status).toBe("dead");
    expect((await callNative(desk.stage, `POST /v1/webhook-deliveries/${dead?.id}/replays`)).json()).toMatchObject({ code: "WEBHOOK_ENDPOINT_OFF" });
    desk.receiver.answer((response) => void response.end());
    expect((await callNative(desk.stage, `POST /v1/webhook-endpoints/${id}/enablings`)).json()).toMatchObject({ disabledAt: null });
    const replay = await callNative(desk.stage, `POST /v1/webhook-deliveries/${dead?.id}/replays`);
    expect(replay.json()).toMatchObject({ replayOf: dead?.id, messageId: dead?.messageId, status: "pending" });
    await desk.stage.deliver(uuid);
    expect(hitAt(1).headers["webhook-id"]).toBe(hitAt(0).headers["webhook-id"]);
    expect(hitAt(1).body).toBe(hitAt(0).body);
  });

  it("neither lose nor double anything when the clock jumps", async () => {
    const { id, uuid } = await register();
    desk.receiver.answer((response) => void response.writeHead(503).end());
    await record(row({}));
    await desk.stage.deliver(uuid);
    const tried = desk.receiver.hits.length;
    desk.receiver.answer((response) => void response.end());
    pass(-2 * HOUR);
    await desk.stage.deliver(uuid);
    expect(desk.receiver.hits.length).toBe(tried);
    pass(3 * HOUR);
    await desk.stage.deliver(uuid);
    await desk.stage.deliver(uuid);
    expect(desk.receiver.hits.length).toBe(tried + 1);
    expect(new Set(desk.receiver.hits.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(await log(id)).toMatchObject([{ status: "delivered" }]);
  });

  it("can be made up for by replaying a range", async () => {
    const { id, uuid } = await register();
    await record(row({ data: { n: 1 } }));
    pass(HOUR);
    const since = desk.stage.clock.now.toISOString();
    await record(row({ data: { n: 2 } }), row({ data: { n: 3 } }));
    pass(HOUR);
    await desk.stage.deliver(uuid);
    const body = { since, until: desk.stage.clock.now.toISOString() };
    expect((await callNative(desk.stage, `POST /v1/webhook-endpoints/${id}/replays`, { body })).json()).toEqual({ queued: 2 });
    await desk.stage.deliver(uuid);
    expect(new Set(desk.receiver.hits.slice(3).map(({ body: text }) => JSON.parse(text).data.n))).toEqual(new Set([2, 3]));
    expect(new Set(desk.receiver.hits.map(({ headers }) => headers["webhook-id"])).size).toBe(3);
    expect(
      (await callNative(desk.stage, `POST /v1/webhook-endpoints/${id}/replays`, { body: { since: "yesterday", until: since } })).statusCode,
    ).toBe(400);
  });

  it("survive receivers that hang, reset or talk without end", async () => {
    const { id, uuid } = await register();
    const chunk = Buffer.alloc(16_384, 120);
    desk.receiver.answer((response, { body }) => {
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
    await desk.stage.deliver(uuid);
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
    desk.receiver.answer((response, { body }) => {
      const refuse = failed.once && JSON.parse(body).data.n === "a1";
      if (refuse) failed.once = false;
      response.writeHead(refuse ? 500 : 200).end();
    });
    await record(row({ sessionId: a, data: { n: "a1" } }), row({ sessionId: a, data: { n: "a2" } }));
    await record(row({ sessionId: b, data: { n: "b1" } }), row({ sessionId: b, data: { n: "b2" } }));
    await desk.stage.deliver(uuid);
    const seen = () => desk.receiver.hits.map(({ body }) => JSON.parse(body).data.n);
    expect(new Set(seen())).toEqual(new Set(["a1", "b1", "b2"]));
    expect(seen().indexOf("b1")).toBeLessThan(seen().indexOf("b2"));
    pass(5_000);
    await desk.stage.deliver(uuid);
    expect(seen().slice(3)).toEqual(["a1", "a2"]);
  });
});

describe("crashes", () => {
  it("between the state and the delivery lose nothing: the outbox commits with the events", async () => {
    const { id, uuid } = await register();
    await expect(
      desk.stage.storage.transaction(async (tx) => {
        await recordEvents(tx, [row({})]);
        throw new Error("killed");
      }),
    ).rejects.toThrow("killed");
    expect(await log(id)).toHaveLength(0);
    await record(row({}));
    // The job is lost with its process; the due scan asks again.
    await scanWebhooks(desk.stage.deps);
    await desk.stage.deliver(uuid);
    expect(desk.receiver.hits).toHaveLength(1);
  });

  it("in the middle of a request are made good when the lease is over, with the same id", async () => {
    const { id, uuid } = await register();
    await record(row({}));
    const until = new Date(desk.stage.clock.now.getTime() + 60_000);
    expect(await webhookEndpoints(desk.stage.storage.pool).lease(uuid, desk.stage.clock.now, until)).toBe(true);
    await webhookDeliveries(desk.stage.storage.pool).claim({ endpointId: uuid, now: desk.stage.clock.now, until, limit: 8 });
    await desk.stage.deliver(uuid);
    expect(desk.receiver.hits).toHaveLength(0);
    pass(60_000);
    await desk.stage.deliver(uuid);
    expect(desk.receiver.hits).toHaveLength(1);
    expect(await log(id)).toMatchObject([{ status: "delivered", attempts: [{ no: 2 }] }]);
  });

  it("in the middle of a request are made good at once by a server that starts and is alone", async () => {
    desk.stage.clock.now = new Date();
    const { id, uuid } = await register();
    await record(row({}));
    const { now } = desk.stage.clock;
    const until = new Date(now.getTime() + 60_000);
    expect(await webhookEndpoints(desk.stage.storage.pool).lease(uuid, now, until)).toBe(true);
    await webhookDeliveries(desk.stage.storage.pool).claim({ endpointId: uuid, now, until, limit: 8 });
    await prepareQueue(desk.stage.storage, { releaseAll: true });
    pass(1_000);
    await desk.stage.deliver(uuid);
    expect(desk.receiver.hits).toHaveLength(1);
    expect(await log(id)).toMatchObject([{ status: "delivered", attempts: [{ no: 2 }] }]);
  });

  it("of nobody: the running server delivers by itself, and a hanging endpoint does not hold up another", async () => {
    desk.stage.clock.now = new Date();
    await register(["*"], "/hanging");
    await register(["*"], "/quick");
    desk.receiver.answer((response, { path }) => void (path === "/quick" && response.end()));
    const stop = await startWebhooks({ ...desk.stage.deps, now: () => new Date() });
    try {
      for (let n = 0; n < 30; n += 1) await record(row({ sessionId: newId(), occurredAt: new Date() }));
      await expect.poll(() => desk.receiver.hits.filter(({ path }) => path === "/quick").length, { timeout: 30_000 }).toBe(30);
    } finally {
      await stop();
    }
  });
});
