/** What is counted, in families: family → key → how many. Counts of two sessions are added; nothing else is ever done to them. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Counts in the making. */
export interface Tally {
  /** Adds one, or `by`. */
  readonly add: (family: string, key: string, by?: number) => void;
  readonly addAll: (counts: Counts, sign: 1 | -1) => void;
  /** What has been counted; what came to nothing is left out, so that equal counts are equal objects. */
  readonly counts: () => Counts;
}

const sorted = <T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));

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
      for (const [family, keys] of Object.entries(counts)) for (const [key, n] of Object.entries(keys)) add(family, key, n * sign);
    },
    counts: () =>
      Object.fromEntries(
        sorted(families)
          .map(([family, keys]) => [family, Object.fromEntries(sorted(keys).filter(([, n]) => n !== 0))] as const)
          .filter(([, keys]) => Object.keys(keys).length > 0),
      ),
  };
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
