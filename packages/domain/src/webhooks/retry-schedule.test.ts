import { describe, expect, it } from "vitest";
import { nextAttemptAt, parseRetryAfter, type RetryQuestion } from "./retry-schedule.ts";

const now = new Date("2026-03-01T12:00:00Z");
const question = (change: Partial<RetryQuestion>): RetryQuestion => ({
  kind: "native",
  attemptsMade: 1,
  createdAt: now,
  now,
  retryAfterMs: null,
  random: 0,
  ...change,
});
const pause = (change: Partial<RetryQuestion>): number | null => {
  const next = nextAttemptAt(question(change));
  return next && next.getTime() - now.getTime();
};
const HOUR = 3_600_000;

describe("the native schedule", () => {
  it.each([
    [1, 5_000],
    [2, 300_000],
    [3, 1_800_000],
    [4, 2 * HOUR],
    [5, 5 * HOUR],
    [6, 10 * HOUR],
    [7, 14 * HOUR],
    [8, 20 * HOUR],
    [9, 24 * HOUR],
    [10, null],
  ])("waits after failure %i for %s ms", (attemptsMade, ms) => {
    expect(pause({ attemptsMade })).toBe(ms);
  });

  it("adds at most a tenth of jitter and never goes early", () => {
    expect(pause({ attemptsMade: 2, random: 0.5 })).toBe(315_000);
    expect(pause({ attemptsMade: 2, random: 0.999_999 })).toBeLessThanOrEqual(330_000);
  });

  it("waits longer when the receiver asks for it, but no longer than a day", () => {
    expect(pause({ retryAfterMs: 60_000 })).toBe(60_000);
    expect(pause({ retryAfterMs: 1_000 })).toBe(5_000);
    expect(pause({ retryAfterMs: 999 * HOUR })).toBe(24 * HOUR);
  });
});

describe("the Connect schedule", () => {
  it.each([
    [1, 12],
    [2, 72],
    [3, 432],
    [4, 2592],
    [5, 15_552],
    [6, 93_312],
    [7, HOUR],
    [40, HOUR],
  ])("waits after failure %i for %i ms", (attemptsMade, ms) => {
    expect(pause({ kind: "connect", attemptsMade, retryAfterMs: 60_000, random: 0.9 })).toBe(ms);
  });

  it("ends three days after the event", () => {
    const createdAt = new Date(now.getTime() - 71.5 * HOUR);
    expect(pause({ kind: "connect", attemptsMade: 70, createdAt })).toBeNull();
  });
});

describe("Retry-After", () => {
  it.each([
    ["120", 120_000],
    ["0", 0],
    [" 7 ", 7_000],
    ["Sun, 01 Mar 2026 12:01:00 GMT", 60_000],
    ["Sun, 01 Mar 2026 11:00:00 GMT", null],
    ["-5", null],
    ["soon", null],
    ["1e9", null],
    ["99999999999", null],
    [null, null],
  ])("reads %j as %j", (value, ms) => {
    expect(parseRetryAfter(value, now)).toBe(ms);
  });
});
