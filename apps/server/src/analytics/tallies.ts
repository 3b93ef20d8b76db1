import { startTally, type Counts, type Tally } from "@drawbridge/domain";

/** Counts by names, in the making. */
export interface Tallies {
  readonly add: (name: string, counts: Counts) => void;
  readonly counts: () => ReadonlyMap<string, Counts>;
}

/** Starts counting by names. */
export const startTallies = (): Tallies => {
  const tallies = new Map<string, Tally>();
  return {
    add: (name, counts) => {
      const tally = tallies.get(name) ?? startTally();
      tally.addAll(counts, 1);
      tallies.set(name, tally);
    },
    counts: () => new Map([...tallies].map(([name, tally]) => [name, tally.counts()])),
  };
};
