import { bucketAfter, bucketAt, keptDimensions, sameCounts, sumOf, type Grain } from "@drawbridge/domain";
import { analyticsReader, analyticsRollups, sessionFacts, type Range, type Rollup, type SessionFactsRow, type Tx } from "@drawbridge/storage";
import type { Deps } from "../use-cases/deps.ts";
import { collectChanges, nameOfSum, rollupOf } from "./rollup-changes.ts";

const CHUNK = 1_000; // sessions
const cores = ["opened", "tried", "connected", "ended", "completed", "attempts", "failures"] as const;

const rangeOf = (grain: Grain, at: number): Range => {
  const bucket = bucketAt(grain, at);
  return { from: new Date(bucket), to: new Date(bucketAfter(grain, bucket)) };
};

const isSame = (a: Rollup, b: Rollup): boolean => cores.every((name) => a[name] === b[name]) && sameCounts(a.counts, b.counts);

const factsOfDay = async (tx: Tx, tenantId: string, range: Range): Promise<readonly Rollup[]> => {
  const changes = collectChanges();
  let after: SessionFactsRow | null = null;
  for (;;) {
    const rows: readonly SessionFactsRow[] = await sessionFacts(tx).inRange(tenantId, range, { filter: {}, after, limit: CHUNK });
    for (const row of rows) changes.add(row, 1);
    after = rows.at(-1) ?? null;
    if (rows.length < CHUNK) return changes.all("day").map(rollupOf);
  }
};

const daysOfWeek = async (tx: Tx, tenantId: string, range: Range): Promise<readonly Rollup[]> => {
  const days = await analyticsRollups(tx).inRange(tenantId, range, { grains: ["day"], dimensions: keptDimensions });
  const weeks = Map.groupBy(days, ({ dimension, value }) => `${dimension} ${value}`);
  return [...weeks.values()].flatMap(([first, ...others]) =>
    first ? [rollupOf({ ...first, grain: "week", bucket: range.from, counts: sumOf([first, ...others].map(({ counts }) => counts)) })] : [],
  );
};

/** Brings the sums of a span to what they should be; answers how many were not. */
const mend = async (tx: Tx, should: readonly Rollup[], are: readonly Rollup[]): Promise<number> => {
  const kept = new Map(are.map((row) => [nameOfSum(row), row]));
  const wrong = should.filter((row) => {
    const known = kept.get(nameOfSum(row));
    kept.delete(nameOfSum(row));
    return !known || !isSame(known, row);
  });
  if (kept.size > 0) await analyticsRollups(tx).remove([...kept.values()]);
  if (wrong.length > 0) await analyticsRollups(tx).save(wrong);
  return kept.size + wrong.length;
};

const DAILY = { grains: ["quarter", "hour", "day"], dimensions: keptDimensions } as const;
const WEEKLY = { grains: ["week"], dimensions: keptDimensions } as const;

/** Works the sums of one day out anew from the facts, narrow ones too; answers how many were wrong. */
export const rebuildDay = ({ storage }: Pick<Deps, "storage">, tenantId: string, day: number): Promise<number> =>
  storage.transaction(async (tx) => {
    await analyticsReader(tx).lock();
    const range = rangeOf("day", day);
    return mend(tx, await factsOfDay(tx, tenantId, range), await analyticsRollups(tx).inRange(tenantId, range, DAILY));
  });

/** Works the sums of the week a day lies in out anew from those of its days; answers how many were wrong. */
export const rebuildWeek = ({ storage }: Pick<Deps, "storage">, tenantId: string, day: number): Promise<number> =>
  storage.transaction(async (tx) => {
    await analyticsReader(tx).lock();
    const range = rangeOf("week", day);
    return mend(tx, await daysOfWeek(tx, tenantId, range), await analyticsRollups(tx).inRange(tenantId, range, WEEKLY));
  });
