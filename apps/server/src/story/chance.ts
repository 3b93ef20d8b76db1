/** Chance that comes out the same every time. */
export interface Chance {
  /** In [0, 1). */
  readonly next: () => number;
  /** True in so many cases of one. */
  readonly happens: (share: number) => boolean;
  /** One of these, each as often as its weight says. */
  readonly pick: <T>(weighted: readonly (readonly [T, number])[]) => T;
  /** A duration around `typicalMs`: most are near it, a few take several times as long. */
  readonly duration: (typicalMs: number) => number;
}

/** Mulberry32, a small generator that needs no state beside its seed. */
export const createChance = (seed: number): Chance => {
  const state = { at: seed };
  const next = (): number => {
    state.at = (state.at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state.at ^ (state.at >>> 15), 1 | state.at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    happens: (share) => next() < share,
    pick: (weighted) => {
      let rest = next() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of weighted) {
        rest -= weight;
        if (rest < 0) return value;
      }
      const [first] = weighted;
      if (!first) throw new RangeError("nothing to pick from");
      return first[0];
    },
    duration: (typicalMs) => Math.round(typicalMs * Math.exp((next() + next() + next() - 1.5) * 0.9)),
  };
};
