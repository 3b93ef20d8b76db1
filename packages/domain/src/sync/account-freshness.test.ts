import { describe, expect, it } from "vitest";
import { accountFreshness, freshnessText } from "./account-freshness.ts";

const now = new Date("2030-06-01T12:00:00Z");
const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
const current = { kind: "checking", fetched: true, lastSuccessAt: hoursAgo(1), targetHours: null } as const;

describe("how fresh an account is", () => {
  it.each([
    ["young", current, "fresh", 24],
    ["older than a day", { ...current, lastSuccessAt: hoursAgo(25) }, "late", 24],
    ["older than two days", { ...current, lastSuccessAt: hoursAgo(49) }, "stale", 24],
    ["a house of a week", { ...current, kind: "property", lastSuccessAt: hoursAgo(7 * 24) }, "fresh", 720],
    ["a house of 35 days", { ...current, kind: "property", lastSuccessAt: hoursAgo(35 * 24) }, "late", 720],
    ["a house of 41 days", { ...current, kind: "property", lastSuccessAt: hoursAgo(41 * 24) }, "stale", 720],
    ["older than a target of its own", { ...current, lastSuccessAt: hoursAgo(3), targetHours: 2 }, "late", 2],
    ["without data", { ...current, lastSuccessAt: null }, "never", 24],
    ["kept by hand", { ...current, fetched: false }, "not_fetched", null],
  ] as const)("%s", (_name, facts, state, targetHours) => {
    const freshness = accountFreshness(facts, now);
    expect(freshness).toMatchObject({ state, targetHours });
    expect(freshnessText(freshness)).toMatch(/\.$/);
  });
});
