import type { RoutingPreferences, Volume } from "@drawbridge/contract";

/** The part of one aggregator; all parts make 1. */
export interface Share {
  readonly aggregator: string;
  readonly share: number;
}

interface Weighable {
  readonly aggregator: string;
  readonly successRate: number | null;
}

/** Shrinks by a quality in [0, 1], as far as it is weighed. */
const shrink = (weight: number, quality: number): number => 1 - weight * (1 - quality);

/**
 * The parts of those who are there, made to 1: a dearer aggregator and one whose sign-ins failed get less, as far as the
 * tenant weighs that. Nothing is known about a price or a rate that is missing, so it costs nothing. Empty: no part is
 * larger than 0.
 */
export const weighedShares = (candidates: readonly Weighable[], volume: Volume, { prices, weights }: RoutingPreferences): readonly Share[] => {
  const cheapest = Math.min(...candidates.map(({ aggregator }) => prices?.[aggregator] ?? Number.POSITIVE_INFINITY));
  const parts = candidates.map(({ aggregator, successRate }) => {
    const price = prices?.[aggregator];
    const cheap = price === undefined ? 1 : cheapest / price;
    const part = (volume[aggregator] ?? 0) * shrink(weights?.price ?? 0, cheap) * shrink(weights?.success ?? 0, successRate ?? 1);
    return { aggregator, part };
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
