import { newId, tenants, type EventRow } from "@drawbridge/storage";
import { findNatsServer } from "../../../tools/find-programs.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operationsRoutes } from "../src/operations/routes.ts";
import { sinkRoutes } from "../src/faces/native/sink-routes.ts";
import { eventRoutes } from "../src/faces/native/event-routes.ts";
import { printId } from "../src/ids.ts";
import { startSinks } from "../src/sinks/run-sinks.ts";
import { recordEvents } from "../src/webhooks/record-events.ts";
import { eventOf } from "./event-log-stage.ts";
import { startNats } from "./sink-receivers.ts";
import { callNative, createStage, startReceiver, type Hit, type Receiver, type Stage } from "./webhook-stage.ts";

let stage: Stage;
let stop: () => Promise<void>;
const receivers: Receiver[] = [];
beforeAll(async () => {
  stage = await createStage();
  await stage.app.register(sinkRoutes(stage.deps));
  await stage.app.register(eventRoutes(stage.deps));
  await stage.app.register(operationsRoutes(stage.deps));
  stop = startSinks({ ...stage.deps, random: () => 0 }, 50);
});
afterAll(async () => {
  await stop();
  for (const receiver of receivers) receiver.close();
  stage.deps.logTail.close();
  await stage.close();
});

const receive = async (): Promise<Receiver> => {
  const receiver = await startReceiver();
  receivers.push(receiver);
  return receiver;
};

const row = (change: Partial<EventRow> = {}): EventRow => eventOf(stage.tenantId, { occurredAt: stage.clock.now, ...change });
const record = async (...rows: readonly EventRow[]): Promise<readonly string[]> => {
  await stage.deps.storage.transaction((tx) => recordEvents(tx, rows));
  return rows.map(({ id }) => printId("evt", id));
};
const some = (count: number): Promise<readonly string[]> => record(...Array.from({ length: count }, () => row()));

interface Shown {
  readonly id: string;
  readonly eventsBehind: number;
  readonly failures: number;
  readonly lastError: string | null;
}
const create = async (body: object): Promise<Shown> => {
  const reply = await callNative(stage, "POST /v1/sinks", { body });
  expect(reply).toMatchObject({ statusCode: 201 });
  return reply.json();
};
const show = async ({ id }: Shown): Promise<Shown> => (await callNative(stage, `GET /v1/sinks/${id}`)).json();
const remove = async ({ id }: Shown): Promise<void> => {
  expect((await callNative(stage, `DELETE /v1/sinks/${id}`)).statusCode).toBe(204);
};
const later = (ms: number): void => {
  stage.clock.now = new Date(stage.clock.now.getTime() + ms);
};

interface SegmentBody {
  readonly batch: readonly { readonly messageId: string; readonly event: string; readonly properties: Readonly<Record<string, unknown>> }[];
}
const segmentOf = ({ body }: Hit): SegmentBody => JSON.parse(body);
const idsAt = ({ hits }: Receiver): readonly string[] => hits.flatMap((hit) => segmentOf(hit).batch.map(({ messageId }) => messageId));
const wait = { timeout: 30_000, interval: 50 } as const;
const segment = (receiver: Receiver, more: object = {}) => create({ kind: "segment", url: receiver.origin, key: "write-key", ...more });

describe("what a sink is sent", () => {
  it("is a batch Segment takes, of the types asked for, with the key and stable ids", async () => {
    const receiver = await receive();
    const sink = await segment(receiver, { eventTypes: ["sign_in.*"] });
    const userId = newId();
    const [id] = await record(row({ type: "sign_in.failed", userId, data: { failure: "bank_down" } }), row());
    await expect.poll(() => idsAt(receiver), wait).toEqual([id]);
    const [hit] = receiver.hits;
    expect(hit?.path).toBe("/v1/batch");
    expect(hit?.headers.authorization).toBe(`Basic ${Buffer.from("write-key:").toString("base64")}`);
    expect(hit && segmentOf(hit).batch[0]).toMatchObject({
      type: "track",
      userId: printId("usr", userId),
      event: "sign_in.failed",
      properties: { failure: "bank_down", step: "search" },
    });
    await expect.poll(async () => (await show(sink)).eventsBehind, wait).toBe(0);
    await remove(sink);
  });

  it("is a batch PostHog takes, and log records over OTLP with the headers given", async () => {
    const [posthog, otlp] = [await receive(), await receive()];
    const sinks = [
      await create({ kind: "posthog", url: posthog.origin, key: "phc_1" }),
      await create({ kind: "otlp_logs", url: `${otlp.origin}/otlp`, headers: { "api-key": "secret-1" } }),
    ];
    const sessionId = newId();
    const occurredAt = new Date("2026-03-01T12:00:00.250Z");
    const uuid = newId();
    await record(
      row({ id: uuid, sessionId, seq: 4, type: "oauth.failed", data: { failure: "bank_down", institution: { id: "ins_1" } }, occurredAt }),
    );
    await expect.poll(() => posthog.hits.length + otlp.hits.length, wait).toBe(2);
    expect(posthog.hits[0]?.path).toBe("/batch/");
    expect(JSON.parse(posthog.hits[0]?.body ?? "")).toMatchObject({
      api_key: "phc_1",
      batch: [{ event: "oauth.failed", uuid, distinct_id: printId("ses", sessionId), properties: { seq: 4, $process_person_profile: false } }],
    });
    expect(otlp.hits[0]).toMatchObject({ path: "/otlp/v1/logs", headers: { "api-key": "secret-1" } });
    expect(JSON.parse(otlp.hits[0]?.body ?? "").resourceLogs[0].scopeLogs[0].logRecords[0]).toMatchObject({
      timeUnixNano: "1772366400250000000",
      severityText: "WARN",
      eventName: "oauth.failed",
      attributes: expect.arrayContaining([{ key: "event.id", value: { stringValue: printId("evt", uuid) } }]),
    });
    for (const sink of sinks) await remove(sink);
  });

  it("is redacted as the tenant's log will be, whatever its age, and trimmed where it is too large", async () => {
    const receiver = await receive();
    await tenants(stage.storage.pool).saveSetting(stage.tenantId, "logPolicy", {
      retentionDays: null,
      redactAfterDays: 30,
      searchTerms: "hash",
      accountIds: "drop",
    });
    const sink = await segment(receiver);
    await record(
      row({ type: "institution.searched", data: { term: "secret bank", resultCount: 0 } }),
      row({ type: "accounts.offered", data: { accounts: [{ id: "acc_1", no: 1 }] } }),
      row({ data: { padding: "x".repeat(50_000) } }),
    );
    await expect.poll(() => idsAt(receiver).length, wait).toBe(3);
    const said = receiver.hits.map(({ body }) => body).join("");
    expect(said).not.toMatch(/secret bank|acc_1|xxxx/);
    expect(said).toMatch(/"term":"#[0-9a-f]{24}"/);
    expect(said).toContain('"truncated":true');
    await tenants(stage.storage.pool).saveSetting(stage.tenantId, "logPolicy", null);
    await remove(sink);
  });
});

describe("a receiver in trouble", () => {
  it("loses nothing: what it refused comes again with the same ids, slower, while the log goes on and others hear at once", async () => {
    const [broken, hanging, healthy] = [await receive(), await receive(), await receive()];
    broken.answer((response) => response.writeHead(503, { "retry-after": "30" }).end("come back"));
    hanging.answer(() => undefined);
    const sinks = [await segment(broken), await segment(hanging), await segment(healthy)];
    const ids = [...(await some(300)), ...(await some(5))];
    await expect.poll(() => idsAt(healthy), wait).toEqual(ids);
    const [first, second] = sinks;
    await expect.poll(async () => first && show(first), wait).toMatchObject({ failures: 1, eventsBehind: 305, lastError: "status 503: come back" });
    await expect.poll(async () => second && (await show(second)).failures, wait).toBeGreaterThan(0);
    const metrics = await stage.app.inject({ url: "/metrics" });
    expect(metrics.body).toMatch(new RegExp(`drawbridge_sink_events_behind\\{sink="${first?.id}",kind="segment"\\} 305`));
    const refused = idsAt(broken);
    for (const receiver of [broken, hanging]) receiver.answer((response) => void response.end("{}"));
    broken.hits.length = 0;
    expect(broken.hits).toEqual([]);
    later(29_000);
    later(3_000);
    await expect.poll(() => idsAt(broken), wait).toEqual(ids);
    expect(refused).toEqual(ids.slice(0, 200));
    later(3_000);
    await expect.poll(() => new Set(idsAt(hanging)).size, wait).toBe(305);
    for (const sink of sinks) await remove(sink);
  });

  it("is given smaller and smaller batches until only the event it refuses is left", async () => {
    const picky = await receive();
    const ids = await some(9);
    const bad = ids[6];
    picky.answer((response, hit) => void response.writeHead(hit.body.includes(String(bad)) ? 400 : 200).end());
    const sink = await segment(picky, { from: ids[0] });
    const taken = () =>
      picky.hits.filter(({ body }) => !body.includes(String(bad))).flatMap((hit) => segmentOf(hit).batch.map(({ messageId }) => messageId));
    await expect
      .poll(() => {
        later(301_000);
        return new Set(taken());
      }, wait)
      .toEqual(new Set(ids.slice(1, 6)));
    expect(await show(sink)).toMatchObject({ eventsBehind: 3 });
    await remove(sink);
  });
});

describe("managing sinks", () => {
  it("keeps keys sealed and unreadable, pauses and goes on without a gap, and begins where it is told", async () => {
    const receiver = await receive();
    const before = await some(3);
    const sink = await segment(receiver, { from: before[1] });
    await expect.poll(() => idsAt(receiver), wait).toEqual([before[2]]);
    expect(JSON.stringify(sink)).not.toContain("write-key");
    const { rows } = await stage.storage.pool.query<{ sealed: object }>("select sealed from event_sinks");
    expect(JSON.stringify(rows)).not.toContain("write-key");
    const change = (body: object) =>
      stage.app.inject({ method: "PATCH", url: `/v1/sinks/${sink.id}`, headers: { authorization: `Bearer ${stage.token}` }, payload: body });
    expect((await change({ paused: true })).json()).toMatchObject({ paused: true });
    const meanwhile = await some(2);
    expect(await show(sink)).toMatchObject({ eventsBehind: 2 });
    expect((await change({ paused: false })).statusCode).toBe(200);
    await expect.poll(() => idsAt(receiver), wait).toEqual([before[2], ...meanwhile]);
    expect((await callNative(stage, `GET /v1/sinks/${printId("snk", newId())}`)).statusCode).toBe(404);
    expect((await callNative(stage, "GET /v1/sinks")).json()).toMatchObject({ sinks: [{ id: sink.id }] });
    await remove(sink);
    expect((await callNative(stage, `GET /v1/sinks/${sink.id}`)).statusCode).toBe(404);
  });

  it.each([
    ["an address inside", { kind: "segment", url: "https://10.0.0.1/", key: "k" }, "SINK_URL_REFUSED"],
    ["http", { kind: "posthog", url: "http://hooks.example/", key: "k" }, "SINK_URL_REFUSED"],
    ["no URL", { kind: "otlp_logs", url: "nowhere" }, "SINK_URL_REFUSED"],
    ["NATS without TLS", { kind: "nats", url: "nats://hooks.example:4222", subject: "a" }, "SINK_URL_REFUSED"],
    ["NATS on another port", { kind: "nats", url: "tls://hooks.example:22", subject: "a" }, "SINK_URL_REFUSED"],
    ["a NATS server inside", { kind: "nats", url: "tls://10.0.0.1:4222", subject: "a" }, "SINK_URL_REFUSED"],
    ["a subject with a wildcard", { kind: "nats", url: "tls://hooks.example", subject: "a.>" }, "VALIDATION_FAILED"],
    ["a header that breaks out", { kind: "otlp_logs", url: "https://hooks.example", headers: { "x-a": "1\r\nhost: b" } }, "VALIDATION_FAILED"],
    ["no key", { kind: "segment" }, "VALIDATION_FAILED"],
    ["a kind nobody knows", { kind: "kafka", url: "https://hooks.example" }, "VALIDATION_FAILED"],
    ["an unknown event", { kind: "segment", key: "k", url: "https://hooks.example", from: `evt_${"0".repeat(32)}` }, "VALIDATION_FAILED"],
  ])("%s is refused with 400", async (_what, body, code) => {
    const reply = await callNative(stage, "POST /v1/sinks", { body });
    expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([400, code]);
  });
});

const nats = findNatsServer(process.env);
describe.skipIf(nats === null)("NATS JetStream", () => {
  it("stores each event once, also when it is sent again, and is waited for while it is away", async () => {
    const server = await startNats(nats ?? "", "token-1");
    const sink = await create({ kind: "nats", url: `nats://127.0.0.1:${server.port}`, subject: "drawbridge.events", token: "token-1" });
    try {
      const ids = await some(3);
      await expect.poll(async () => show(sink), wait).toMatchObject({ failures: 1, eventsBehind: 3 }); // no stream takes it yet
      const [{ connect }, { jetstream, jetstreamManager }] = await Promise.all([import("@nats-io/transport-node"), import("@nats-io/jetstream")]);
      const connection = await connect({ servers: `127.0.0.1:${server.port}`, token: "token-1" });
      const manager = await jetstreamManager(connection);
      await manager.streams.add({ name: "drawbridge", subjects: ["drawbridge.events.>"] });
      later(5_000);
      await expect.poll(async () => (await show(sink)).eventsBehind, wait).toBe(0);
      const again = await create({
        kind: "nats",
        url: `nats://127.0.0.1:${server.port}`,
        subject: "drawbridge.events",
        token: "token-1",
        from: "beginning",
      });
      await expect.poll(async () => (await show(again)).eventsBehind, wait).toBe(0);
      await remove(again);
      await manager.consumers.add("drawbridge", { name: "test" });
      const consumer = await jetstream(connection).consumers.get("drawbridge", "test");
      const stored: (string | undefined)[] = [];
      const messages = await consumer.fetch({ max_messages: 1_000, expires: 1_000 });
      for await (const message of messages) {
        stored.push(message.headers?.get("Nats-Msg-Id"));
        message.ack();
      }
      expect(stored.filter((id) => id !== undefined && ids.includes(id))).toEqual(ids);
      expect(new Set(stored).size).toBe(stored.length);
      await connection.close();
    } finally {
      await server.kill();
    }
    await some(1);
    await expect.poll(async () => show(sink), wait).toMatchObject({ eventsBehind: 1, lastError: expect.stringMatching(/.+/) });
    await remove(sink);
  });
});
