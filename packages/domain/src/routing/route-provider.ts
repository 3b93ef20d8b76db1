import { usualRouting, type RoutingDecision, type RoutingPreferences, type Volume } from "@drawbridge/contract";
import { drawFrom, weighedShares, type Share } from "./shares.ts";

/**
 * Who fetches for an institution: one table, the first rule that matches decides (widget-and-data.md, section 10, A1 to
 * A8). Every answer carries what it was made from, so that it can be explained later.
 */

/** An aggregator that knows the institution and is configured. */
export interface ProviderOffer {
  readonly aggregator: string;
  /** How much of the data asked for it can give. */
  readonly support: "full" | "partial" | "none";
  /** Its circuit breaker is open. */
  readonly failing: boolean;
  /** Of the tenant's last sign-ins there; null: not known. */
  readonly successRate: number | null;
  /** Within which half of these had the bank's first answer; null: not known. */
  readonly medianSeconds: number | null;
}

/** One choice to make. */
export interface RoutingQuestion {
  readonly offers: readonly ProviderOffer[];
  /** The one a host asked for, or the one a connection has. */
  readonly only: string | null;
  readonly isTest: boolean;
  readonly preferences?: RoutingPreferences;
  /** The tenant's parts for this institution. */
  readonly volume?: Volume | null;
  /** From ids, in [0, 1): the same person at the same institution always falls on the same place. */
  readonly draw: number;
}

/** The choice, its reasons, and who is asked next when it fails to start. */
export interface Routed {
  readonly decision: RoutingDecision;
  readonly fallbacks: readonly string[];
}

const TEST_AGGREGATOR = "sandbox";

type LeftOut = RoutingDecision["candidates"][number]["leftOut"];

interface Judged {
  readonly offer: ProviderOffer;
  readonly leftOut: LeftOut;
}

interface Case extends RoutingQuestion {
  readonly preferences: RoutingPreferences;
  readonly candidates: readonly ProviderOffer[];
}

interface Rule {
  readonly name: RoutingDecision["rule"];
  readonly when: (one: Case) => boolean;
  /** Parts to draw from; one candidate with everything where nothing is drawn. */
  readonly shares: (one: Case) => readonly Share[];
}

const everything = (aggregator: string | undefined): readonly Share[] => (aggregator === undefined ? [] : [{ aggregator, share: 1 }]);
const onlyOne = ({ candidates: [first] }: Case): readonly Share[] => everything(first?.aggregator);
const partsOf = (volume: Volume | null | undefined, one: Case): readonly Share[] => weighedShares(one.candidates, volume ?? {}, one.preferences);
const alike = ({ candidates }: Case): Volume => Object.fromEntries(candidates.map(({ aggregator }) => [aggregator, 1]));

const rules: readonly Rule[] = [
  { name: "asked_for", when: ({ only }) => only !== null, shares: onlyOne },
  { name: "test_institution", when: forTests, shares: onlyOne },
  { name: "no_candidate", when: ({ candidates }) => candidates.length === 0, shares: () => [] },
  { name: "only_candidate", when: ({ candidates }) => candidates.length === 1, shares: onlyOne },
  { name: "institution_volume", when: (one) => partsOf(one.volume, one).length > 0, shares: (one) => partsOf(one.volume, one) },
  {
    name: "default_volume",
    when: (one) => partsOf(one.preferences.defaultAggregatorVolume, one).length > 0,
    shares: (one) => partsOf(one.preferences.defaultAggregatorVolume, one),
  },
  {
    name: "default_aggregator",
    when: ({ candidates, preferences }) => candidates.some(({ aggregator }) => aggregator === preferences.defaultAggregator),
    shares: ({ preferences }) => everything(preferences.defaultAggregator),
  },
  { name: "uniform", when: () => true, shares: (one) => partsOf(alike(one), one) },
];

const drawn: ReadonlySet<string> = new Set<RoutingDecision["rule"]>(["institution_volume", "default_volume", "uniform"]);

/** Chooses who fetches for an institution, and says why. */
export const routeProvider = (question: RoutingQuestion): Routed => {
  const preferences = question.preferences ?? usualRouting;
  const judged = judge({ ...question, preferences });
  const candidates = judged
    .filter(({ leftOut }) => leftOut === null)
    .map(({ offer }) => offer)
    .toSorted((a, b) => (a.aggregator < b.aggregator ? -1 : 1));
  const one: Case = { ...question, preferences, candidates };
  const rule = rules.find(({ when }) => when(one));
  const shares = rule?.shares(one) ?? [];
  const aggregator = drawFrom(shares, question.draw);
  const decision: RoutingDecision = {
    rule: rule?.name ?? "no_candidate",
    aggregator,
    draw: rule && drawn.has(rule.name) ? question.draw : null,
    candidates: judged.map(({ offer, leftOut }) => explain(offer, { leftOut, shares, preferences })),
  };
  return { decision, fallbacks: othersOf(candidates, shares).filter((other) => other !== aggregator) };
};

function forTests({ isTest, offers }: RoutingQuestion): boolean {
  return isTest && offers.some(({ aggregator }) => aggregator === TEST_AGGREGATOR);
}

/** Who is a candidate, and why the others are not (A1 to A3). */
const judge = (question: RoutingQuestion & { readonly preferences: RoutingPreferences }): readonly Judged[] => {
  const { offers, only, preferences } = question;
  const supported = preferences.supportedAggregators;
  const first = offers.map((offer): Judged => {
    if (only !== null && offer.aggregator !== only) return { offer, leftOut: "not_asked_for" };
    if (only === null && forTests(question) && offer.aggregator !== TEST_AGGREGATOR) return { offer, leftOut: "not_for_tests" };
    if (offer.support === "none") return { offer, leftOut: "lacks_data" };
    const free = only !== null || forTests(question) || supported.length === 0;
    return { offer, leftOut: free || supported.includes(offer.aggregator) ? null : "not_supported" };
  });
  const covering = leaveOut(first, "others_cover_more", ({ support }) => support === "partial");
  return leaveOut(covering, "failing", ({ failing }) => failing);
};

/** Leaves some out, unless nobody would be left. */
const leaveOut = (judged: readonly Judged[], leftOut: LeftOut, isWorse: (offer: ProviderOffer) => boolean): readonly Judged[] => {
  const better = judged.some((one) => one.leftOut === null && !isWorse(one.offer));
  return better ? judged.map((one) => (one.leftOut === null && isWorse(one.offer) ? { ...one, leftOut } : one)) : judged;
};

interface Reasons {
  readonly leftOut: LeftOut;
  readonly shares: readonly Share[];
  readonly preferences: RoutingPreferences;
}

const explain = ({ aggregator, support, successRate, medianSeconds }: ProviderOffer, { leftOut, shares, preferences }: Reasons) => ({
  aggregator,
  support,
  leftOut,
  share: shares.find((one) => one.aggregator === aggregator)?.share ?? null,
  price: preferences.prices?.[aggregator] ?? null,
  successRate,
  medianSeconds,
});

/** The decision after the first choice failed to start. */
export const afterFailedStart = (
  { candidates }: RoutingDecision,
  { failed, next }: { readonly failed: string | null; readonly next: string | null },
): RoutingDecision => ({
  rule: "fallback",
  aggregator: next,
  draw: null,
  candidates: candidates.map((one) => (one.aggregator === failed ? { ...one, leftOut: "failing" } : one)),
});

/** The candidates, those with the largest part first. */
const othersOf = (candidates: readonly ProviderOffer[], shares: readonly Share[]): readonly string[] => {
  const shareOf = (aggregator: string): number => shares.find((one) => one.aggregator === aggregator)?.share ?? 0;
  return candidates.map(({ aggregator }) => aggregator).toSorted((a, b) => shareOf(b) - shareOf(a));
};
