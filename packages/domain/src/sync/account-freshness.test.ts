import { describe, expect, it } from "vitest";
import { accountFreshness, datasetTimes, freshnessTarget, freshnessText } from "./account-freshness.ts";

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
    expect(freshnessText(freshness, "usual")).toMatch(/\.$/);
  });

  it.each([
    [2, 5, { targetHours: 2, target: "account" }],
    [2, null, { targetHours: 2, target: "account" }],
    [null, 5, { targetHours: 5, target: "type" }],
    [null, null, { targetHours: null, target: "usual" }],
  ] as const)("with %o of its own and %o of its type is measured against %o", (own, ofType, target) => {
    expect(freshnessTarget(own, ofType)).toEqual(target);
  });

  it("says which target it was measured against", () => {
    expect(freshnessText(accountFreshness({ ...current, targetHours: 1 }, now), "account")).toBe(
      "The data is as recent as it should be. Its target of 1 hour is set for this account.",
    );
    expect(freshnessText(accountFreshness({ ...current, fetched: false }, now), "type")).toBe("This account is not fetched from a bank.");
  });
});

describe("when each dataset came", () => {
  const [old, partly, listed] = [hoursAgo(50), hoursAgo(10), hoursAgo(1)];
  it.each([
    ["with the whole connection", { connectionAt: old, syncedAt: null, listedAt: null }, [old, old, old]],
    ["alone", { connectionAt: old, syncedAt: partly, listedAt: partly }, [partly, partly, partly]],
    ["without its transactions", { connectionAt: old, syncedAt: null, listedAt: listed }, [listed, listed, old]],
    ["before a whole success", { connectionAt: listed, syncedAt: old, listedAt: partly }, [listed, listed, listed]],
    ["never", { connectionAt: null, syncedAt: null, listedAt: null }, [null, null, null]],
  ] as const)("%s", (_name, times, [accounts, balances, transactions]) => {
    expect(datasetTimes(times)).toEqual({ accounts, balances, transactions });
  });
});
