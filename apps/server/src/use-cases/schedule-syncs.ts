import { breakers, connections, dueConnections, type Connection, type Due, type SyncTrigger } from "@drawbridge/storage";
import { enqueue } from "../jobs/enqueue.ts";
import { beginSyncs, LEASE_MS, type Beginning } from "./begin-syncs.ts";
import type { Deps } from "./deps.ts";
import { admitted, takeProbe } from "./provider-breakers.ts";
import type { BegunSync } from "./run-syncs.ts";
import { settleConnectionsById } from "./settle-connections.ts";
import { clockOf } from "./tenant-clock.ts";

const CLAIM = 200; // rows a claim takes
const JOB = 50; // syncs a job makes
const MOST = 10_000; // syncs one scan queues, then others get their turn

const triggerOf = ({ olderUntil, failures }: Connection): SyncTrigger => {
  if (olderUntil) return "history";
  return failures > 0 ? "retry" : "schedule";
};
const unattended: Beginning = { trigger: triggerOf, attended: false, requestedBy: null };

/** Everybody by the machine's clock, and each turned clock by itself; nobody who is due by the former is not by the latter. */
const scopes = (deps: Deps): readonly Omit<Due, "limit">[] => [
  { tenantId: null, now: deps.now() },
  ...deps.tenantClocks.turned().map((tenantId) => ({ tenantId, now: clockOf(deps, tenantId) })),
];

/**
 * Takes connections whose time has come and begins their syncs; what waits for its provider is parked. `queue` leaves
 * the work to the job queue, `caller` to whoever asked.
 */
export const claimDueSyncs = (deps: Deps, due: Due, work: "queue" | "caller"): Promise<readonly BegunSync[]> =>
  deps.storage.transaction(async (tx) => {
    const claimed = await dueConnections(tx).dueSyncs(due, deps.now());
    const { go, wait } = await admitted(deps, tx, claimed);
    if (wait.length > 0) await dueConnections(tx).park(wait);
    const begun = await beginSyncs(deps, tx, { connections: go, how: { ...unattended, claimedAt: due.now } });
    for (let from = 0; work === "queue" && from < begun.length; from += JOB) {
      const syncIds = begun.slice(from, from + JOB).map(({ run }) => run.id);
      await enqueue(tx, { name: "connection.sync", payload: { syncIds } }, { key: `sync:${syncIds[0]}`, attempts: 3 });
    }
    return begun;
  });

/** Queues everything that is due. Safe to run from many processes. */
export const scanSyncs = async (deps: Deps): Promise<void> => {
  for (const scope of scopes(deps)) {
    for (let queued = 0; queued < MOST; queued += CLAIM) {
      const begun = await claimDueSyncs(deps, { ...scope, limit: CLAIM }, "queue");
      if (begun.length === 0) break;
    }
    for (const begun of await beginProbes(deps, scope)) {
      await enqueue(
        deps.storage.pool,
        { name: "connection.sync", payload: { syncIds: [begun.run.id] } },
        { key: `sync:${begun.run.id}`, attempts: 3 },
      );
    }
    await checkDue(deps, scope);
  }
};

/** One sync for each open breaker whose probe is due, to see whether the provider is back. */
export const beginProbes = async (deps: Deps, { tenantId, now }: Omit<Due, "limit">): Promise<readonly BegunSync[]> => {
  const begun: BegunSync[] = [];
  for (const breaker of await breakers(deps.storage.pool).dueProbes(tenantId, now)) {
    begun.push(
      ...(await deps.storage.transaction(async (tx) => {
        const id = await breakers(tx).probeCandidate(breaker);
        const connection = id === null ? null : await connections(tx).lock(breaker.scope, id);
        if (!connection || !(await takeProbe(tx, breaker, clockOf(deps, breaker.scope)))) return [];
        const machine = deps.now();
        const leased = await dueConnections(tx).lease([connection.id], { now: machine, until: new Date(machine.getTime() + LEASE_MS) });
        if (!leased.has(connection.id)) return [];
        return beginSyncs(deps, tx, { connections: [connection], how: { ...unattended, trigger: () => "recovery" } });
      })),
    );
  }
  return begun;
};

/** Looks at connections whose state changes by time alone: ends of consents, reminders, old data, the end of retries. */
export const checkDue = async (deps: Deps, scope: Omit<Due, "limit">): Promise<number> => {
  let checked = 0;
  for (;;) {
    const claimed = await deps.storage.transaction(async (tx) => {
      const due = await dueConnections(tx).claimChecks({ ...scope, limit: CLAIM });
      for (const [tenantId, group] of Map.groupBy(due, (one) => one.tenantId)) {
        await settleConnectionsById(deps, tx, { tenantId, ids: group.map(({ id }) => id), trigger: "clock" });
      }
      return due.length;
    });
    checked += claimed;
    if (claimed < CLAIM) return checked;
  }
};
