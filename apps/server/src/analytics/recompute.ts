import { analyticsReader, analyticsRollups, sessionFacts, type Rollup, type SessionFactsRow, type Tx } from "@drawbridge/storage";
import { startTally } from "@drawbridge/domain";
import type { Deps } from "../use-cases/deps.ts";
import { collectChanges, keepFacts, rollupOf } from "./keep-facts.ts";

/** What a recomputation found; both zero: the numbers were what the log says. */
export interface Recomputed {
  readonly sessions: number;
  readonly changedSessions: number;
  readonly changedSums: number;
}

const CHUNK = 1_000;
const DAY_MS = 86_400_000;

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

const textOf = ({ counts, ...key }: Rollup): string => {
  const tally = startTally();
  tally.addAll(counts, 1);
  return JSON.stringify([key.dimension, key.value, key.grain, key.bucket.getTime(), key.opened, key.attempts, tally.counts()]);
};

const factsOfDay = async (tx: Tx, tenantId: string, range: { readonly from: Date; readonly to: Date }) => {
  const changes = collectChanges();
  let after: SessionFactsRow | null = null;
  for (;;) {
    const rows: readonly SessionFactsRow[] = await sessionFacts(tx).inRange(tenantId, range, { filter: {}, after, limit: CHUNK });
    for (const row of rows) changes.add(row, 1);
    after = rows.at(-1) ?? null;
    if (rows.length < CHUNK) return changes.all().map((change) => rollupOf(change, change.counts));
  }
};

const rebuildDay = async (tx: Tx, tenantId: string, day: Date): Promise<number> => {
  const range = { from: day, to: new Date(day.getTime() + DAY_MS) };
  const should = await factsOfDay(tx, tenantId, range);
  const rollups = analyticsRollups(tx);
  const are = await rollups.inRange(tenantId, range.from, range.to);
  const [wanted, kept] = [new Set(should.map(textOf)), new Set(are.map(textOf))];
  const [wrong, missing] = [are.filter((row) => !wanted.has(textOf(row))), should.filter((row) => !kept.has(textOf(row)))];
  if (wrong.length > 0) await rollups.remove(wrong);
  if (missing.length > 0) await rollups.save(missing);
  return Math.max(wrong.length, missing.length);
};

/**
 * Works a tenant's numbers out anew: the facts of every session the log still knows, then every sum from the facts.
 * Sessions whose events were forgotten keep their facts. It says what it changed; after it nothing differs.
 */
export const recompute = async (deps: Pick<Deps, "storage">, tenantId: string): Promise<Recomputed> => {
  const { storage } = deps;
  const refolded = await refold(deps, tenantId);
  let changedSums = 0;
  for (const day of await sessionFacts(storage.pool).days(tenantId)) {
    changedSums += await storage.transaction(async (tx) => {
      await analyticsReader(tx).lock();
      return rebuildDay(tx, tenantId, day);
    });
  }
  return { ...refolded, changedSums };
};
