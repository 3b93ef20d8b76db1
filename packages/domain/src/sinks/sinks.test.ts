import { describe, expect, it } from "vitest";
import type { PrintedEvent } from "../webhooks/native-message.ts";
import { posthogBatch } from "./posthog-batch.ts";
import { segmentBatch } from "./segment-batch.ts";
import { nextSinkBatch, nextSinkTry } from "./sink-pace.ts";
import { trimEvent } from "./trim-event.ts";

const now = new Date("2026-03-01T12:00:00Z");
const event: PrintedEvent = {
  id: "evt_0190aaaabbbb7cccddddeeeeeeeeeeee",
  type: "sync.finished",
  occurredAt: now.toISOString(),
  sessionId: null,
  userId: null,
  seq: 0,
  attemptId: null,
  step: "none",
  data: {},
};

describe("events of nobody", () => {
  it("still have an identity where receivers insist on one", () => {
    expect(segmentBatch([event], now).batch[0]).toMatchObject({ anonymousId: "drawbridge", messageId: event.id });
    expect(posthogBatch([event], "k").batch[0]).toMatchObject({ distinct_id: "drawbridge", uuid: "0190aaaa-bbbb-7ccc-dddd-eeeeeeeeeeee" });
  });
});

describe("the pace", () => {
  it.each([
    [200, "accepted", 200],
    [3, "accepted", 6],
    [200, "failed", 100],
    [1, "failed", 1],
  ] as const)("%i events, %s: then %i", (batch, outcome, next) => expect(nextSinkBatch(batch, outcome)).toBe(next));

  it.each([
    ["after the first failure", 1, null, 1_000],
    ["after the fourth", 4, null, 8_000],
    ["after many", 400, null, 300_000],
    ["when the receiver asks for more", 1, 60_000, 60_000],
    ["when the receiver asks for a year", 1, 31_536_000_000, 300_000],
  ])("waits %s", (_when, failures, retryAfterMs, ms) =>
    expect(nextSinkTry(failures, { now, random: 0, retryAfterMs }).getTime() - now.getTime()).toBe(ms),
  );
});

it("an event larger than receivers take names itself only", () => {
  expect(trimEvent({ ...event, data: { padding: "ä".repeat(16_000) } }).data).toEqual({ truncated: true });
  expect(trimEvent(event)).toBe(event);
});
