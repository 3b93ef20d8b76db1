import { sameCounts, sliceSession, sumOf, type Counts, type SessionFacts } from "@drawbridge/domain";
import { analyticsRollups, sessionFacts, type FoldEvent, type SessionFactsRow, type Tx } from "@drawbridge/storage";
import { collectChanges, nameOfSum, rollupOf, type RollupChanges } from "./rollup-changes.ts";

const isEmpty = ({ counts }: { readonly counts: Counts }): boolean => Object.keys(counts).length === 0;

const writeChanges = async (tx: Tx, changes: RollupChanges): Promise<void> => {
  const changed = changes.all().filter((change) => !isEmpty(change));
  if (changed.length === 0) return;
  const rollups = analyticsRollups(tx);
  const before = new Map((await rollups.of(changed)).map((row) => [nameOfSum(row), row.counts]));
  const after = changed.map((change) => {
    const known = before.get(nameOfSum(change));
    return rollupOf(known ? { ...change, counts: sumOf([known, change.counts]) } : change);
  });
  await rollups.save(after.filter((row) => !isEmpty(row)));
  await rollups.remove(after.filter(isEmpty));
};

const bySession = (events: readonly FoldEvent[]): ReadonlyMap<string, FoldEvent[]> => {
  const sessions = new Map<string, FoldEvent[]>();
  for (const event of events) {
    const known = sessions.get(event.sessionId);
    if (known) known.push(event);
    else sessions.set(event.sessionId, [event]);
  }
  return sessions;
};

const rowOf = ([first]: readonly FoldEvent[], { startedAt, dimensions, slices }: SessionFacts): SessionFactsRow | null =>
  first
    ? { sessionId: first.sessionId, tenantId: first.tenantId, userId: first.userId, startedAt: new Date(startedAt), ...dimensions, slices }
    : null;

const factsFrom = (events: readonly FoldEvent[]): SessionFactsRow | null => {
  const facts = sliceSession(events.map(({ occurredAt, ...event }) => ({ ...event, at: occurredAt.getTime() })));
  return facts && rowOf(events, facts);
};

/** Every slice of a session has its own dimension and value; stored objects come back with their keys in another order. */
const saysTheSame = (a: SessionFactsRow, b: SessionFactsRow): boolean => {
  if (a.startedAt.getTime() !== b.startedAt.getTime() || a.slices.length !== b.slices.length) return false;
  const known = new Map(a.slices.map(({ dimension, value, counts }) => [`${dimension} ${value}`, counts]));
  return b.slices.every(({ dimension, value, counts }) => sameCounts(known.get(`${dimension} ${value}`) ?? {}, counts));
};

/**
 * Folds sessions from the log anew and brings facts and sums to what they say; answers how many differed. The caller
 * holds the lock. Doing it again changes nothing.
 */
export const keepFacts = async (tx: Tx, sessionIds: readonly string[]): Promise<number> => {
  if (sessionIds.length === 0) return 0;
  const facts = sessionFacts(tx);
  const before = new Map((await facts.of(sessionIds)).map((row) => [row.sessionId, row]));
  const changes = collectChanges();
  const changed: SessionFactsRow[] = [];
  for (const events of bySession(await facts.eventsOf(sessionIds)).values()) {
    const next = factsFrom(events);
    if (!next) continue;
    const known = before.get(next.sessionId);
    if (known && saysTheSame(known, next)) continue;
    if (known) changes.add(known, -1);
    changes.add(next, 1);
    changed.push(next);
  }
  if (changed.length > 0) await facts.save(changed);
  await writeChanges(tx, changes);
  return changed.length;
};
