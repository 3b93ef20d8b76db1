import type { RoutingPreferences, Volume } from "@drawbridge/contract";

/** The part of one aggregator; all parts make 1. */
export interface Share {
  readonly aggregator: string;
  readonly share: number;
}

interface Weighable {
  readonly aggregator: string;
  readonly successRate: number | null;
  readonly medianSeconds: number | null;
}

/** Shrinks by a quality in [0, 1], as far as it is weighed. */
const shrink = (weight: number, quality: number): number => 1 - weight * (1 - quality);

/** How near a cost is to the lowest one; nothing is known about a missing one, so it costs nothing. */
const nearness = (cost: number | null, costs: readonly (number | null)[]): number => {
  const lowest = Math.min(...costs.filter((one) => one !== null));
  return cost === null || cost <= lowest ? 1 : lowest / cost;
};

/**
 * The parts of those who are there, made to 1: a dearer aggregator, one whose sign-ins failed and one that takes longer get
 * less, as far as the tenant weighs that. Empty: no part is larger than 0.
 */
export const weighedShares = (candidates: readonly Weighable[], volume: Volume, { prices, weights = {} }: RoutingPreferences): readonly Share[] => {
  const priceOf = ({ aggregator }: Weighable): number | null => prices?.[aggregator] ?? null;
  const allPrices = candidates.map(priceOf);
  const allTimes = candidates.map(({ medianSeconds }) => medianSeconds);
  const parts = candidates.map((candidate) => {
    const { aggregator, successRate, medianSeconds } = candidate;
    const cheap = shrink(weights.price ?? 0, nearness(priceOf(candidate), allPrices));
    const sound = shrink(weights.success ?? 0, successRate ?? 1);
    const quick = shrink(weights.duration ?? 0, nearness(medianSeconds, allTimes));
    return { aggregator, part: (volume[aggregator] ?? 0) * cheap * sound * quick };
  });
  const total = parts.reduce((sum, { part }) => sum + part, 0);
  return total > 0 ? parts.filter(({ part }) => part > 0).map(({ aggregator, part }) => ({ aggregator, share: part / total })) : [];
};

/** Who stands at a place in [0, 1) of the parts laid end to end; null: there are none. */
export const drawFrom = (shares: readonly Share[], place: number): string | null => {
  let upTo = 0;
  for (const { aggregator, share } of shares) {
    upTo += share;
    if (place < upTo) return aggregator;
  }
  return shares.at(-1)?.aggregator ?? null; // sums of fractions may end below 1
};
