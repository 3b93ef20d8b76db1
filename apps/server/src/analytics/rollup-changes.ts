import { bucketAt, coreSums, grains, startTally, type Counts, type Grain } from "@drawbridge/domain";
import type { Rollup, RollupKey, SessionFactsRow } from "@drawbridge/storage";

/** What is added to one sum. */
export type RollupChange = RollupKey & { readonly counts: Counts };

/** Changes to sums, collected before they are written. */
export interface RollupChanges {
  readonly add: (facts: SessionFactsRow, sign: 1 | -1) => void;
  /** By spans up to the widest asked for. */
  readonly all: (widest?: Grain) => readonly RollupChange[];
}

type Buckets = ReadonlyMap<number, Counts>;

interface Part {
  readonly counts: Counts;
  readonly sign: 1 | -1;
}

interface Line {
  readonly tenantId: string;
  readonly dimension: string;
  readonly value: string;
  readonly quarters: Map<number, Part[]>;
}

const widen = (buckets: Buckets, grain: Grain): Buckets => {
  const wider = Map.groupBy(buckets, ([bucket]) => bucketAt(grain, bucket));
  return new Map([...wider].map(([bucket, parts]) => [bucket, sumParts(parts.map(([, counts]) => ({ counts, sign: 1 })))]));
};

/** Most quarter hours of most values know one session: its counts are the sum. */
const sumParts = (parts: readonly Part[]): Counts => {
  const [first] = parts;
  if (first?.sign === 1 && parts.length === 1) return first.counts;
  const tally = startTally();
  for (const { counts, sign } of parts) tally.addAll(counts, sign);
  return tally.counts();
};

const changesOf = ({ tenantId, dimension, value, quarters }: Line, widest: Grain): readonly RollupChange[] => {
  const changes: RollupChange[] = [];
  let buckets: Buckets = new Map([...quarters].map(([bucket, parts]) => [bucket, sumParts(parts)]));
  for (const grain of grains.slice(0, grains.indexOf(widest) + 1)) {
    buckets = widen(buckets, grain);
    for (const [bucket, counts] of buckets) changes.push({ tenantId, dimension, value, grain, bucket: new Date(bucket), counts });
  }
  return changes;
};

/** Starts collecting. Only quarters are counted; every wider sum is the sum of narrower ones. */
export const collectChanges = (): RollupChanges => {
  const lines = new Map<string, Line>();
  return {
    add: ({ tenantId, startedAt, slices }, sign) => {
      const quarter = bucketAt("quarter", startedAt.getTime());
      for (const { dimension, value, counts } of slices) {
        const name = `${tenantId} ${dimension} ${value}`;
        const line = lines.get(name) ?? { tenantId, dimension, value, quarters: new Map<number, Part[]>() };
        lines.set(name, line);
        const parts = line.quarters.get(quarter);
        if (parts) parts.push({ counts, sign });
        else line.quarters.set(quarter, [{ counts, sign }]);
      }
    },
    all: (widest = "week") => [...lines.values()].flatMap((line) => changesOf(line, widest)),
  };
};

/** A sum as it is stored. */
export const rollupOf = ({ counts, ...key }: RollupChange): Rollup => ({ ...key, ...coreSums(counts), counts });

/** Tells sums apart. */
export const nameOfSum = ({ tenantId, dimension, value, grain, bucket }: RollupKey): string =>
  `${tenantId} ${dimension} ${grain} ${bucket.getTime()} ${value}`;
