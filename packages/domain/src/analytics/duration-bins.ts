/**
 * Durations are counted in bins, so that percentiles of any range come from sums. A bin is the duration rounded to two
 * significant digits: a percentile is off by at most 5 %, and two ways to the same sums give the same percentile.
 */
export const durationBin = (ms: number): number => {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 100) return whole;
  const unit = 10 ** (String(whole).length - 2);
  return Math.round(whole / unit) * unit;
};

/** How many durations fell into each bin. */
export type DurationBins = readonly (readonly [ms: number, count: number])[];

/** The smallest bin at or below which at least `share` of all durations lie (nearest rank); null without any. */
export const percentileOf = (bins: DurationBins, share: number): number | null => {
  const ordered = bins.toSorted(([a], [b]) => a - b);
  const total = ordered.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(share * total));
  let below = 0;
  for (const [ms, count] of ordered) {
    below += count;
    if (below >= rank) return ms;
  }
  return null;
};
