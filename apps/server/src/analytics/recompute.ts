import { bucketAfter, bucketAt, keptDimensions, sameCounts, sumOf, type Grain } from "@drawbridge/domain";
import { analyticsReader, analyticsRollups, sessionFacts, type Rollup, type SessionFactsRow, type Tx } from "@drawbridge/storage";
import type { Deps } from "../use-cases/deps.ts";
import { keepFacts } from "./keep-facts.ts";
import { collectChanges, nameOfSum, rollupOf } from "./rollup-changes.ts";

/** What a recomputation found; both zero: the numbers were what the log says. */
export interface Recomputed {
  readonly sessions: number;
  readonly changedSessions: number;
  readonly changedSums: number;
}

const CHUNK = 1_000;
const cores = ["opened", "tried", "connected", "ended", "completed", "attempts", "failures"] as const;

interface Span {
  readonly from: Date;
  readonly to: Date;
}

const spanOf = (grain: Grain, bucket: number): Span => ({ from: new Date(bucket), to: new Date(bucketAfter(grain, bucket)) });

const refold = async ({ storage }: Pick<Deps, "storage">, tenantId: string): Promise<Omit<Recomputed, "changedSums">> => {
  let [after, sessions, changedSessions]: [string | null, number, number] = [null, 0, 0];
  for (;;) {
    const page = await sessionFacts(storage.pool).logged(tenantId, after, CHUNK);
    if (page.length === 0) return { sessions, changedSessions };
    changedSessions += await storage.transaction(async (tx) => {
      await analyticsReader(tx).lock();
      return keepFacts(
        tx,
        page.map(({ sessionId }) => sessionId),
      );
    });
    sessions += page.length;
    after = page.at(-1)?.eventId ?? null;
  }
};

const isSame = (a: Rollup, b: Rollup): boolean => cores.every((name) => a[name] === b[name]) && sameCounts(a.counts, b.counts);

const factsOfDay = async (tx: Tx, tenantId: string, range: Span): Promise<readonly Rollup[]> => {
  const changes = collectChanges();
  let after: SessionFactsRow | null = null;
  for (;;) {
    const rows: readonly SessionFactsRow[] = await sessionFacts(tx).inRange(tenantId, range, { filter: {}, after, limit: CHUNK });
    for (const row of rows) changes.add(row, 1);
    after = rows.at(-1) ?? null;
    if (rows.length < CHUNK) return changes.all("day").map(rollupOf);
  }
};

const daysOfWeek = async (tx: Tx, tenantId: string, range: Span): Promise<readonly Rollup[]> => {
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

/** Works the sums of some days, and of their weeks, out anew from the facts; answers how many were wrong. */
export const rebuildSums = async ({ storage }: Pick<Deps, "storage">, tenantId: string, days: readonly Date[]): Promise<number> => {
  const inTurn = (work: (tx: Tx) => Promise<number>): Promise<number> =>
    storage.transaction(async (tx) => {
      await analyticsReader(tx).lock();
      return work(tx);
    });
  let changed = 0;
  for (const day of days) {
    const range = spanOf("day", day.getTime());
    changed += await inTurn(async (tx) =>
      mend(tx, await factsOfDay(tx, tenantId, range), await analyticsRollups(tx).inRange(tenantId, range, DAILY)),
    );
  }
  for (const week of new Set(days.map((day) => bucketAt("week", day.getTime())))) {
    const range = spanOf("week", week);
    changed += await inTurn(async (tx) =>
      mend(tx, await daysOfWeek(tx, tenantId, range), await analyticsRollups(tx).inRange(tenantId, range, WEEKLY)),
    );
  }
  return changed;
};

/**
 * Works a tenant's numbers out anew: the facts of every session the log still knows, then every sum from the facts.
 * Sessions whose events were forgotten keep their facts. It says what it changed; after it nothing differs.
 */
export const recompute = async (deps: Pick<Deps, "storage">, tenantId: string): Promise<Recomputed> => {
  const refolded = await refold(deps, tenantId);
  return { ...refolded, changedSums: await rebuildSums(deps, tenantId, await sessionFacts(deps.storage.pool).days(tenantId)) };
};
