import { describe, expect, it } from "vitest";
import { mergeTimelines, timelineOfEvents, type TimelineEvent } from "./session-timeline.ts";

const event = (seq: number, type: string, at: number, more: Partial<TimelineEvent> = {}): TimelineEvent => ({
  seq,
  type,
  at,
  attemptId: null,
  data: {},
  ...more,
});

describe("the line of time of a session", () => {
  it("an attempt tells how it came out and how long the bank took", () => {
    const [begun] = timelineOfEvents([
      event(1, "sign_in.started", 1_000, { attemptId: "a" }),
      event(2, "sign_in.failed", 3_500, { attemptId: "a", data: { failure: "bank_down" } }),
    ]);
    expect(begun).toMatchObject({ lane: "attempt", outcome: "failed", durationMs: 2_500, data: { failure: "bank_down" } });
  });

  it("an attempt without a second event has no outcome", () => {
    const [begun] = timelineOfEvents([event(1, "oauth.launched", 1_000, { attemptId: "a" }), event(2, "oauth.returned", 2_000, { attemptId: "b" })]);
    expect(begun).toMatchObject({ lane: "attempt", outcome: null, durationMs: null });
  });

  it("a screen is shown until the next one or the end", () => {
    const line = timelineOfEvents([
      event(3, "session.ended", 9_000),
      event(1, "step.changed", 1_000, { data: { to: "search" } }),
      event(2, "step.changed", 4_000, { data: { to: "sign_in" } }),
    ]);
    expect(line.map(({ name, durationMs }) => [name, durationMs])).toEqual([
      ["search", 3_000],
      ["sign_in", 5_000],
      ["session.ended", null],
    ]);
  });

  it("lines are put together in the order of time", () => {
    const [first] = timelineOfEvents([event(1, "consent.given", 5)]);
    const [second] = timelineOfEvents([event(1, "session.started", 2)]);
    expect(first && second && mergeTimelines([first], [second]).map(({ name }) => name)).toEqual(["session.started", "consent.given"]);
  });
});
