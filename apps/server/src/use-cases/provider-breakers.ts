import { afterCall, mayCall, resumeAt, type Breaker } from "@drawbridge/domain";
import { breakers, dueConnections, type BreakerKey, type BreakerRow, type Connection, type Queryable, type Tx } from "@drawbridge/storage";
import type { Deps } from "./deps.ts";
import { clockOf } from "./tenant-clock.ts";

/** The breaker a connection depends on. */
export const breakerKeyOf = ({ tenantId, provider, institutionId }: Connection): BreakerKey => ({ scope: tenantId, provider, institutionId });

/** One text for one breaker. */
export const printKey = ({ scope, provider, institutionId }: BreakerKey): string => `${scope}|${provider}|${institutionId}`;

/** The breakers of connections, by `printKey`; one that is not there is closed. */
export const breakersOf = async (db: Queryable, connections: readonly Connection[]): Promise<ReadonlyMap<string, BreakerRow>> => {
  const keys = [...new Map(connections.map((one) => [printKey(breakerKeyOf(one)), breakerKeyOf(one)])).values()];
  if (keys.length === 0) return new Map();
  return new Map((await breakers(db).all(keys)).map((row) => [printKey(row), row]));
};

/** Splits claimed connections into those that may be synced now and those that wait for their provider. */
export const admitted = async (
  deps: Deps,
  tx: Tx,
  claimed: readonly Connection[],
): Promise<{ readonly go: readonly Connection[]; readonly wait: readonly string[] }> => {
  const known = await breakersOf(tx, claimed);
  const go: Connection[] = [];
  const wait: string[] = [];
  for (const connection of claimed) {
    const breaker = known.get(printKey(breakerKeyOf(connection)));
    if (!breaker || (await admit(deps, tx, { connection, breaker }))) go.push(connection);
    else wait.push(connection.id);
  }
  return { go, wait };
};

const PROBE_MS = 60_000; // a probe that died is followed by another

const admit = async (
  deps: Deps,
  tx: Tx,
  { connection, breaker }: { readonly connection: Connection; readonly breaker: BreakerRow },
): Promise<boolean> => {
  const now = clockOf(deps, connection.tenantId);
  const may = mayCall(breaker, now);
  return may === "probe" ? takeProbe(tx, breaker, now) : may === "yes";
};

/** Takes the one probe of this moment; true for exactly one caller. */
export const takeProbe = (tx: Tx, key: BreakerKey, now: Date): Promise<boolean> =>
  breakers(tx).takeProbe(key, { now, next: new Date(now.getTime() + PROBE_MS) });

/** A breaker that opened or closed. */
export interface BreakerChange {
  readonly key: BreakerKey;
  readonly change: "opened" | "closed";
}

/**
 * Tells breakers what calls came to, in the order they were made. An answer of a provider whose breaker nobody has
 * needed costs nothing: there is no row.
 */
export const noteCalls = async (
  deps: Deps,
  tx: Tx,
  calls: readonly { readonly connection: Connection; readonly call: "answered" | "outage" }[],
): Promise<readonly BreakerChange[]> => {
  const known = await breakersOf(
    tx,
    calls.map(({ connection }) => connection),
  );
  const byKey = new Map<string, (typeof calls)[number][]>();
  for (const one of calls) {
    const key = printKey(breakerKeyOf(one.connection));
    byKey.set(key, [...(byKey.get(key) ?? []), one]);
  }
  const changes: BreakerChange[] = [];
  for (const [name, group] of [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const row = known.get(name);
    if (!group.some(({ call }) => call === "outage") && (!row || row.outages === 0)) continue;
    changes.push(...(await noteGroup(deps, tx, group)));
  }
  return changes;
};

const noteGroup = async (
  deps: Deps,
  tx: Tx,
  group: readonly { readonly connection: Connection; readonly call: "answered" | "outage" }[],
): Promise<readonly BreakerChange[]> => {
  const [first] = group;
  if (!first) return [];
  const key = breakerKeyOf(first.connection);
  const now = clockOf(deps, first.connection.tenantId);
  const before = await breakers(tx).lock(key);
  const after = group.reduce<Breaker>((breaker, { call }) => afterCall(breaker, call, now).breaker, before);
  await breakers(tx).save({ ...key, ...after });
  if (after.openedAt) {
    await breakers(tx).pauseClocks(key, now); // also of those that fail while it is open
    return before.openedAt ? [] : [{ key, change: "opened" }];
  }
  if (!before.openedAt) return [];
  await resume(deps, tx, { key, now });
  return [{ key, change: "closed" }];
};

/** The fleet goes on, spread over some minutes, so that a bank that has just come back is not run over. */
const resume = async (deps: Deps, tx: Tx, { key, now }: { readonly key: BreakerKey; readonly now: Date }): Promise<void> => {
  const waiting = await breakers(tx).waitingOf(key);
  await breakers(tx).resumeClocks(key, now);
  if (waiting.length > 0) await dueConnections(tx).nextSyncs(waiting.map((id) => ({ id, at: resumeAt(now, deps.random()) })));
};
