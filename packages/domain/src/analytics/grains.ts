/** Spans that sums are kept for, from the shortest: every time zone's days begin with a quarter hour, most with an hour. Weeks begin on Monday. All in UTC. */
export const grains = ["quarter", "hour", "day", "week"] as const;
export type Grain = (typeof grains)[number];

const HOUR_MS = 3_600_000;
const lengths: Readonly<Record<Grain, number>> = { quarter: HOUR_MS / 4, hour: HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS };
const FIRST_MONDAY = 4 * lengths.day; // of the epoch, which began on a Thursday

const originOf = (grain: Grain): number => (grain === "week" ? FIRST_MONDAY : 0);

/** Start of the span a moment lies in; epoch ms. */
export const bucketAt = (grain: Grain, at: number): number => {
  const origin = originOf(grain);
  return origin + Math.floor((at - origin) / lengths[grain]) * lengths[grain];
};

/** Start of the span after the one that begins here. */
export const bucketAfter = (grain: Grain, bucket: number): number => bucket + lengths[grain];

/** A stretch of time whose sums are read in one grain; epoch ms, the end not included. */
export interface Stretch {
  readonly grain: Grain;
  readonly from: number;
  readonly to: number;
}

/**
 * Covers a range, cut at quarter hours, with as few sums as there are: weeks inside, days, hours and quarters towards its
 * ends. `coarsest` stops at a grain. No range costs more than its weeks and 2 × (6 + 23 + 3) sums.
 */
export const coverRange = (from: number, to: number, coarsest: Grain = "week"): readonly Stretch[] => {
  if (from >= to) return [];
  const finer = grains[grains.indexOf(coarsest) - 1];
  if (finer === undefined) return [{ grain: coarsest, from, to }];
  const [first, last] = [bucketAt(coarsest, from + lengths[coarsest] - 1), bucketAt(coarsest, to)];
  if (first >= last) return coverRange(from, to, finer);
  return [...coverRange(from, first, finer), { grain: coarsest, from: first, to: last }, ...coverRange(last, to, finer)];
};

/** The coarsest grain whose spans none of the moments cuts. */
export const grainBetween = (moments: readonly number[]): Grain =>
  grains.findLast((grain) => moments.every((moment) => bucketAt(grain, moment) === moment)) ?? "quarter";
