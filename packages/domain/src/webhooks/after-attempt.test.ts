import { describe, expect, it } from "vitest";
import { afterAttempt, judgeReply, type AttemptQuestion } from "./after-attempt.ts";

const now = new Date("2026-03-01T12:00:00Z");
const question = (change: Partial<AttemptQuestion>): AttemptQuestion => ({
  kind: "native",
  outcome: "rejected",
  attemptsMade: 10,
  createdAt: new Date(now.getTime() - 1000),
  now,
  retryAfterMs: null,
  random: 0,
  lastSuccessAt: null,
  ...change,
});

describe("judging a reply", () => {
  it.each([
    ["native", 204, "delivered"],
    ["native", 302, "redirected"],
    ["native", 410, "gone"],
    ["native", 500, "rejected"],
    ["connect", 200, "delivered"],
    ["connect", 202, "rejected"],
  ] as const)("%s with %i is %s", (kind, status, outcome) => {
    expect(judgeReply({ outcome: "answered", status }, { kind, eventType: "done" })).toBe(outcome);
  });
  it("is content with any 2xx for a ping", () => {
    expect(judgeReply({ outcome: "answered", status: 202 }, { kind: "connect", eventType: "ping" })).toBe("delivered");
    expect(judgeReply({ outcome: "answered", status: 304 }, { kind: "connect", eventType: "ping" })).toBe("redirected");
  });
});

describe("after an attempt", () => {
  it("ends a delivered one", () => expect(afterAttempt(question({ outcome: "delivered" }))).toEqual({ status: "delivered" }));
  it("disables an endpoint that says it is gone, at once", () =>
    expect(afterAttempt(question({ outcome: "gone", attemptsMade: 1 }))).toEqual({ status: "dead", disable: "gone" }));
  it("disables an endpoint that accepted nothing through all tries", () =>
    expect(afterAttempt(question({}))).toEqual({ status: "dead", disable: "exhausted" }));
  it("keeps an endpoint that accepted something meanwhile", () =>
    expect(afterAttempt(question({ lastSuccessAt: now }))).toEqual({ status: "dead", disable: null }));
  it("never disables the address of a link, and tries it again even when gone", () => {
    expect(afterAttempt(question({ kind: "connect", outcome: "gone", attemptsMade: 1 }))).toMatchObject({ status: "pending" });
    const old = new Date(now.getTime() - 72 * 3_600_000);
    expect(afterAttempt(question({ kind: "connect", createdAt: old }))).toEqual({ status: "dead", disable: null });
  });
});
