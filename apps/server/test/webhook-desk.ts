import { Value } from "typebox/value";
import { WebhookDelivery, WebhookEndpoint } from "@drawbridge/contract";
import { newId, webhookEndpoints, type EventRow } from "@drawbridge/storage";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { recordEvents } from "../src/webhooks/record-events.ts";
import { callNative, createStage, startReceiver, type Hit, type Receiver, type Stage } from "./webhook-stage.ts";

/** One hour, in milliseconds. */
export const HOUR = 3_600_000;

/** An endpoint as it was registered, with what only its owner knows. */
export interface Registered {
  readonly id: string;
  readonly uuid: string;
  readonly secret: string;
  readonly publicKeys: readonly string[];
}

const uuidOf = (id: string): string => {
  const hex = id.slice(4);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};

const readLog = async (stage: Stage, endpointId: string, query: string): Promise<readonly WebhookDelivery[]> => {
  const reply = await callNative(stage, `GET /v1/webhook-deliveries?endpointId=${endpointId}${query}`);
  const { webhookDeliveries: found } = reply.json<{ webhookDeliveries: readonly WebhookDelivery[] }>();
  for (const delivery of found) expect(Value.Check(WebhookDelivery, delivery)).toBe(true);
  return found;
};

const started = <T>(thing: T | null): T => {
  if (thing === null) throw new Error("not started yet");
  return thing;
};

/** A stage for the file that calls it, with a fresh receiver and no endpoints for each test. */
export const openDesk = () => {
  const state = { stage: null as Stage | null, receiver: null as Receiver | null };
  const stage = (): Stage => started(state.stage);
  const receiver = (): Receiver => started(state.receiver);
  beforeAll(async () => {
    state.stage = await createStage();
  });
  afterAll(() => stage().close());
  beforeEach(async () => {
    state.receiver = await startReceiver();
    stage().clock.now = new Date();
  });
  afterEach(async () => {
    receiver().close();
    const endpoints = webhookEndpoints(stage().storage.pool);
    for (const { id } of await endpoints.list(stage().tenantId)) await endpoints.remove(id, stage().clock.now);
  });
  return {
    get stage() {
      return stage();
    },
    get receiver() {
      return receiver();
    },
    register: async (eventTypes: readonly string[] = ["*"], path = "/hook"): Promise<Registered> => {
      const reply = await callNative(stage(), "POST /v1/webhook-endpoints", { body: { url: receiver().origin + path, eventTypes } });
      expect(reply.statusCode).toBe(201);
      const { secret, ...endpoint } = reply.json<WebhookEndpoint & { secret: string }>();
      expect(Value.Check(WebhookEndpoint, endpoint)).toBe(true);
      return { id: endpoint.id, uuid: uuidOf(endpoint.id), secret, publicKeys: endpoint.keys.map(({ publicKey }) => publicKey) };
    },
    row: (change: Partial<EventRow>): EventRow => ({
      id: newId(),
      tenantId: stage().tenantId,
      sessionId: null,
      userId: null,
      seq: 1,
      type: "connection.created",
      attemptId: null,
      step: "review",
      data: {},
      occurredAt: stage().clock.now,
      ...change,
    }),
    record: (...rows: readonly EventRow[]) => stage().storage.transaction((tx) => recordEvents(tx, rows)),
    /** Lets time pass on the stage's clock. */
    pass: (ms: number): void => {
      stage().clock.now = new Date(stage().clock.now.getTime() + ms);
    },
    log: (endpointId: string, query = "") => readLog(stage(), endpointId, query),
    hitAt: (index: number): Hit => {
      const hit = receiver().hits.at(index);
      if (!hit) throw new Error(`no request ${index}`);
      return hit;
    },
  };
};
