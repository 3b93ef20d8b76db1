import { usualRouting, type RoutingPreferences } from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import { afterFailedStart, routeProvider, type ProviderOffer, type RoutingQuestion } from "./index.ts";

const offer = (aggregator: string, over: Partial<ProviderOffer> = {}): ProviderOffer => ({
  aggregator,
  support: "full",
  failing: false,
  successRate: null,
  medianSeconds: null,
  ...over,
});
const [a, b, c] = [offer("a"), offer("b"), offer("c")];

const route = (over: Partial<RoutingQuestion> & { readonly wishes?: Partial<RoutingPreferences> } = {}) => {
  const { wishes, ...question } = over;
  return routeProvider({ offers: [a, b], only: null, isTest: false, draw: 0.3, preferences: { ...usualRouting, ...wishes }, ...question });
};

const rows: readonly (readonly [rule: string, row: string, question: Parameters<typeof route>[0], aggregator: string | null])[] = [
  ["asked_for", "the host's wish beats every other", { only: "b", wishes: { supportedAggregators: ["a"] }, volume: { a: 100 } }, "b"],
  ["asked_for", "also one that is failing", { only: "b", offers: [a, offer("b", { failing: true })] }, "b"],
  ["asked_for", "one that gives too little is nobody", { only: "b", offers: [a, offer("b", { support: "none" })] }, null],
  [
    "test_institution",
    "the sandbox has its own",
    { isTest: true, offers: [a, offer("sandbox")], wishes: { supportedAggregators: ["a"] } },
    "sandbox",
  ],
  ["no_candidate", "nobody knows it", { offers: [] }, null],
  ["no_candidate", "nobody supported knows it", { wishes: { supportedAggregators: ["z"] } }, null],
  ["no_candidate", "nobody gives the data", { offers: [offer("a", { support: "none" })] }, null],
  ["only_candidate", "the tenant supports one", { wishes: { supportedAggregators: ["b", "z"] } }, "b"],
  ["only_candidate", "full support beats partial", { offers: [offer("a", { support: "partial" }), b] }, "b"],
  ["only_candidate", "partial is better than none", { offers: [offer("a", { support: "partial" }), offer("b", { support: "none" })] }, "a"],
  ["only_candidate", "a failing one is left out", { offers: [offer("a", { failing: true }), b], volume: { a: 100 } }, "b"],
  ["institution_volume", "before its cut", { volume: { a: 40, b: 60 }, draw: 0.39 }, "a"],
  ["institution_volume", "after its cut", { volume: { a: 40, b: 60 }, draw: 0.4 }, "b"],
  ["institution_volume", "made to 1 again over those there", { offers: [b, c], volume: { a: 50, b: 10, c: 40 }, draw: 0.19 }, "b"],
  ["institution_volume", "beats the default volume", { volume: { b: 100 }, wishes: { defaultAggregatorVolume: { a: 100 } } }, "b"],
  ["default_volume", "where the institution's names nobody there", { volume: { z: 100 }, wishes: { defaultAggregatorVolume: { b: 100 } } }, "b"],
  ["default_aggregator", "without volumes", { wishes: { defaultAggregator: "b" } }, "b"],
  ["uniform", "when the default is no candidate", { wishes: { defaultAggregator: "z" }, draw: 0.5 }, "b"],
  ["uniform", "all failing is as good as none", { offers: [offer("a", { failing: true }), offer("b", { failing: true })], draw: 0 }, "a"],
  ["uniform", "the end of the line belongs to the last", { offers: [c, b, a], draw: 0.9999999999999999 }, "c"],
];

describe("who fetches for an institution", () => {
  it.each(rows)("%s: %s", (rule, _row, question, aggregator) => {
    expect(route(question).decision).toMatchObject({ rule, aggregator });
  });

  it.each([
    ["a price in full", { weights: { price: 1 }, prices: { a: 1, b: 3 } }, {}, 0.75],
    ["a price by half", { weights: { price: 0.5 }, prices: { a: 1, b: 2 } }, {}, 4 / 7],
    ["a price nobody weighs", { prices: { a: 1, b: 3 } }, {}, 0.5],
    ["a price that is not known", { weights: { price: 1 }, prices: { b: 3 } }, {}, 0.5],
    ["failed sign-ins", { weights: { success: 1 } }, { successRate: 0.25 }, 0.8],
    ["sign-ins that all failed", { weights: { success: 1 } }, { successRate: 0 }, 1],
    ["a slow bank", { weights: { duration: 1 } }, { medianSeconds: 6 }, 0.75],
    ["a bank that is slow by half", { weights: { duration: 0.5 } }, { medianSeconds: 4 }, 4 / 7],
    ["a time nobody weighs", {}, { medianSeconds: 60 }, 0.5],
    ["a price and sign-ins together", { weights: { success: 1, price: 1 }, prices: { a: 1, b: 2 } }, { successRate: 0.5 }, 0.8],
  ] as const)("%s changes the parts", (_what, wishes, ofB, share) => {
    const { decision } = route({ wishes, offers: [offer("a", { medianSeconds: 2 }), offer("b", ofB)] });
    expect(decision.candidates[0]?.share).toBeCloseTo(share, 10);
  });

  it("says why each of the others was left out", () => {
    const offers = [offer("a", { failing: true }), b, offer("c", { support: "partial" }), offer("d", { support: "none" }), offer("e")];
    const { decision } = route({ offers, wishes: { supportedAggregators: ["a", "b", "c", "d"], prices: { b: 2 } } });
    expect(decision).toEqual({
      rule: "only_candidate",
      aggregator: "b",
      draw: null,
      candidates: [
        { aggregator: "a", support: "full", leftOut: "failing", share: null, price: null, successRate: null, medianSeconds: null },
        { aggregator: "b", support: "full", leftOut: null, share: 1, price: 2, successRate: null, medianSeconds: null },
        { aggregator: "c", support: "partial", leftOut: "others_cover_more", share: null, price: null, successRate: null, medianSeconds: null },
        { aggregator: "d", support: "none", leftOut: "lacks_data", share: null, price: null, successRate: null, medianSeconds: null },
        { aggregator: "e", support: "full", leftOut: "not_supported", share: null, price: null, successRate: null, medianSeconds: null },
      ],
    });
  });

  it("keeps those who come next, the largest part first, and says who failed", () => {
    const { decision, fallbacks } = route({ offers: [a, b, c], volume: { a: 80, b: 5, c: 15 } });
    expect([decision.aggregator, fallbacks]).toEqual(["a", ["c", "b"]]);
    const after = afterFailedStart(decision, { failed: "a", next: "c" });
    expect(after).toMatchObject({ rule: "fallback", aggregator: "c", draw: null });
    expect(after.candidates.map(({ leftOut }) => leftOut)).toEqual(["failing", null, null]);
  });

  it("splits evenly spread draws as the volume says, and the same draw always falls alike", () => {
    const draws = Array.from({ length: 1000 }, (_, index) => index / 1000);
    const chosen = draws.map((draw) => route({ offers: [a, b, c], volume: { a: 50, b: 30, c: 20 }, draw }).decision.aggregator);
    expect(["a", "b", "c"].map((name) => chosen.filter((one) => one === name).length)).toEqual([500, 300, 200]);
    expect(draws.map((draw) => route({ offers: [c, a, b], volume: { c: 20, b: 30, a: 50 }, draw }).decision.aggregator)).toEqual(chosen);
  });
});
