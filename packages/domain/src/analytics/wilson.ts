/** A share with the interval the true one lies in, 95 times of 100. */
export interface Share {
  readonly of: number;
  readonly total: number;
  /** Null without any. */
  readonly value: number | null;
  readonly low: number;
  readonly high: number;
}

const Z = 1.96; // 95 %

/** Wilson's score interval: honest for few tries and for shares near 0 and 1. */
export const wilson = (count: number, total: number): Share => {
  if (total === 0) return { of: 0, total: 0, value: null, low: 0, high: 1 };
  const share = count / total;
  const spread = 1 + Z ** 2 / total;
  const centre = share + Z ** 2 / (2 * total);
  const half = Z * Math.sqrt((share * (1 - share)) / total + Z ** 2 / (4 * total ** 2));
  return { of: count, total, value: share, low: Math.max(0, (centre - half) / spread), high: Math.min(1, (centre + half) / spread) };
};
