import { spendBudget } from "@drawbridge/domain";
import { dueConnections, newId, syncRuns, type Connection, type NewSyncRun, type SyncTrigger, type Tx } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import { recordEvents } from "../webhooks/record-events.ts";
import { connectionRows } from "./connection-events.ts";
import type { Deps } from "./deps.ts";
import type { BegunSync } from "./run-syncs.ts";
import { clockOf } from "./tenant-clock.ts";

/** Why syncs begin, and whether the person is there. */
export interface Beginning {
  readonly trigger: (connection: Connection) => SyncTrigger;
  readonly attended: boolean;
  readonly requestedBy: string | null;
  /** For those the schedule claimed: the moment they were due at. */
  readonly claimedAt?: Date;
}

/** How long a sync may hold its connection; after a crash the next one may start then. In machine time. */
export const LEASE_MS = 300_000;

/** Begins syncs of connections the caller has locked: leases, runs, budgets and events, in the caller's transaction. */
export const beginSyncs = async (
  deps: Deps,
  tx: Tx,
  { connections, how }: { readonly connections: readonly Connection[]; readonly how: Beginning },
): Promise<readonly BegunSync[]> => {
  if (connections.length === 0) return [];
  const begun = connections.map((connection) => ({ connection, run: runOf(deps, connection, how) }));
  const neverEnded = connections.filter(({ syncLeaseUntil }) => syncLeaseUntil !== null).map(({ id }) => id);
  if (neverEnded.length > 0) await syncRuns(tx).abandonOf(neverEnded, deps.now());
  await syncRuns(tx).start(begun.map(({ run }) => run));
  await dueConnections(tx).begin(
    connections.map((connection) => spentBy(deps, connection, how)),
    { leaseUntil: new Date(deps.now().getTime() + LEASE_MS), claimedAt: how.claimedAt ?? null },
  );
  for (const group of Map.groupBy(begun, ({ connection }) => connection.tenantId).values()) {
    await recordEvents(
      tx,
      group.flatMap(({ connection, run }) =>
        connectionRows(deps, connection, [
          { type: "sync.started", data: { syncId: printId("syn", run.id), trigger: run.trigger, attended: run.attended } },
        ]),
      ),
    );
  }
  return begun;
};

const runOf = (deps: Deps, connection: Connection, { trigger, attended, requestedBy }: Beginning): NewSyncRun => ({
  id: newId(),
  tenantId: connection.tenantId,
  userId: connection.userId,
  connectionId: connection.id,
  trigger: trigger(connection),
  attended,
  requestedBy,
  createdAt: clockOf(deps, connection.tenantId),
});

const spentBy = (deps: Deps, connection: Connection, { attended }: Beginning) => {
  const { id, tenantId, budgetDay, budgetAttended, budgetUnattended } = connection;
  const now = clockOf(deps, tenantId);
  const use = spendBudget({ day: budgetDay, attended: budgetAttended, unattended: budgetUnattended }, attended ? "attended" : "unattended", now);
  return { id, day: now.toISOString().slice(0, 10), attended: use.attended, unattended: use.unattended };
};
