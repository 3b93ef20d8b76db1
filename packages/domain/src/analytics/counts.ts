/** What is counted, in families: family → key → how many. Counts of two sessions are added; nothing else is ever done to them. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Counts in the making. */
export interface Tally {
  /** Adds one, or `by`. */
  readonly add: (family: string, key: string, by?: number) => void;
  readonly addAll: (counts: Counts, sign: 1 | -1) => void;
  /** What has been counted; what came to nothing is left out. */
  readonly counts: () => Counts;
}

/** Starts counting. */
export const startTally = (): Tally => {
  const families = new Map<string, Map<string, number>>();
  const add = (family: string, key: string, by = 1): void => {
    const keys = families.get(family) ?? new Map<string, number>();
    families.set(family, keys);
    keys.set(key, (keys.get(key) ?? 0) + by);
  };
  return {
    add,
    addAll: (counts, sign) => {
      for (const [family, added] of Object.entries(counts)) {
        const keys = families.get(family) ?? new Map<string, number>();
        families.set(family, keys);
        for (const [key, n] of Object.entries(added)) keys.set(key, (keys.get(key) ?? 0) + n * sign);
      }
    },
    counts: () => {
      const counts: Record<string, Readonly<Record<string, number>>> = {};
      for (const [family, keys] of families) {
        const some = [...keys].filter(([, n]) => n !== 0);
        if (some.length > 0) counts[family] = Object.fromEntries(some);
      }
      return counts;
    },
  };
};

const sameNumbers = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
};

/** Whether the same was counted, in whatever order. */
export const sameCounts = (a: Counts, b: Counts): boolean => {
  const families = Object.keys(a);
  return families.length === Object.keys(b).length && families.every((family) => sameNumbers(a[family] ?? {}, b[family] ?? {}));
};

/** One count; 0 when nothing was counted under these names. */
export const countIn = (counts: Counts, family: string, key: string): number => counts[family]?.[key] ?? 0;

/** All keys of a family with their counts. */
export const familyOf = (counts: Counts, family: string): readonly (readonly [string, number])[] => Object.entries(counts[family] ?? {});

/** The sum of any number of counts. */
export const sumOf = (all: Iterable<Counts>): Counts => {
  const tally = startTally();
  for (const counts of all) tally.addAll(counts, 1);
  return tally.counts();
};
