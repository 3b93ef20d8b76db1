import { coreSums, sliceSession, startTally, type Counts, type SessionFacts, type Tally } from "@drawbridge/domain";
import { analyticsRollups, sessionFacts, type FoldEvent, type Rollup, type RollupKey, type SessionFactsRow, type Tx } from "@drawbridge/storage";

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;

/** The two sums a moment belongs to. */
export const bucketsOf = (at: Date) =>
  [
    ["quarter", new Date(Math.floor(at.getTime() / QUARTER_MS) * QUARTER_MS)],
    ["day", new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS)],
  ] as const;

/** Changes to sums, collected before they are written. */
export interface RollupChanges {
  readonly add: (facts: SessionFactsRow, sign: 1 | -1) => void;
  readonly all: () => readonly (RollupKey & { readonly counts: Counts })[];
}

/** Starts collecting. */
export const collectChanges = (): RollupChanges => {
  const changes = new Map<string, { readonly key: RollupKey; readonly tally: Tally }>();
  const tallyOf = (key: RollupKey): Tally => {
    const name = JSON.stringify([key.tenantId, key.dimension, key.value, key.grain, key.bucket.getTime()]);
    const known = changes.get(name) ?? { key, tally: startTally() };
    changes.set(name, known);
    return known.tally;
  };
  return {
    add: ({ tenantId, startedAt, slices }, sign) => {
      for (const { dimension, value, counts } of slices) {
        for (const [grain, bucket] of bucketsOf(startedAt)) tallyOf({ tenantId, dimension, value, grain, bucket }).addAll(counts, sign);
      }
    },
    all: () => [...changes.values()].map(({ key, tally }) => ({ ...key, counts: tally.counts() })),
  };
};

const nameOf = ({ tenantId, dimension, value, grain, bucket }: RollupKey): string =>
  JSON.stringify([tenantId, dimension, value, grain, bucket.getTime()]);

/** A sum as it is stored. */
export const rollupOf = (key: RollupKey, counts: Counts): Rollup => {
  const { tenantId, dimension, value, grain, bucket } = key;
  return { tenantId, dimension, value, grain, bucket, ...coreSums(counts), counts };
};

const isEmpty = ({ counts }: { readonly counts: Counts }): boolean => Object.keys(counts).length === 0;

const writeChanges = async (tx: Tx, changes: RollupChanges): Promise<void> => {
  const changed = changes.all().filter((change) => !isEmpty(change));
  if (changed.length === 0) return;
  const rollups = analyticsRollups(tx);
  const before = new Map((await rollups.of(changed)).map((row) => [nameOf(row), row.counts]));
  const after = changed.map((change) => {
    const tally = startTally();
    tally.addAll(before.get(nameOf(change)) ?? {}, 1);
    tally.addAll(change.counts, 1);
    return rollupOf(change, tally.counts());
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

/** Stored objects come back with their keys in another order. */
const fingerprint = ({ startedAt, slices }: SessionFactsRow): string => {
  const named = slices.map(({ dimension, value, counts }) => {
    const tally = startTally();
    tally.addAll(counts, 1);
    return `${dimension} ${value} ${JSON.stringify(tally.counts())}`;
  });
  return `${startedAt.getTime()} ${named.toSorted().join("\n")}`;
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
    if (known && fingerprint(known) === fingerprint(next)) continue;
    if (known) changes.add(known, -1);
    changes.add(next, 1);
    changed.push(next);
  }
  if (changed.length > 0) await facts.save(changed);
  await writeChanges(tx, changes);
  return changed.length;
};
