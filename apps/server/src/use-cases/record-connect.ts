import { nextSyncAt } from "@drawbridge/domain";
import { dueConnections, newId, syncRuns, type Connection, type SyncEffect, type SyncTrigger, type Tx } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import { recordEvents } from "../webhooks/record-events.ts";
import { accountLost, connectionRows, historyRead } from "./connection-events.ts";
import { kindOf, providerOf } from "./connection-health.ts";
import type { Deps } from "./deps.ts";
import { settleConnectionsById } from "./settle-connections.ts";
import type { StoredSync } from "./store-sync.ts";
import { clockOf } from "./tenant-clock.ts";
import { transactionEvents } from "./transaction-events.ts";

/** What a person's own sign-in brought. */
export interface PersonalSync {
  readonly trigger: Extract<SyncTrigger, "connect" | "reauth" | "reconsent" | "refresh">;
  readonly complete: boolean;
  readonly accounts: readonly { readonly accountId: string; readonly providerId: string }[];
  readonly deltas: StoredSync["deltas"];
  /** Accounts that were there and are not any more. */
  readonly lost: readonly string[];
  /** Older transactions are to be read in the background. */
  readonly olderUntil: Date | null;
}

/**
 * Writes down the sync that a sign-in made: its run, its events, and the schedule from here on. It clears the failure
 * clock. `connection` is the row as it was activated, in the same transaction.
 */
export const recordConnect = async (
  deps: Deps,
  tx: Tx,
  { connection, sync }: { readonly connection: Connection; readonly sync: PersonalSync },
): Promise<void> => {
  const { tenantId, userId, id } = connection;
  const now = clockOf(deps, tenantId);
  const run = {
    id: newId(),
    tenantId,
    userId,
    connectionId: id,
    trigger: sync.trigger,
    attended: true,
    requestedBy: printId("usr", userId),
    createdAt: now,
  };
  const status = sync.complete ? ("success" as const) : ("partial" as const);
  const count = (name: "added" | "updated" | "deleted" | "restored"): number => sync.deltas.reduce((sum, { delta }) => sum + delta[name].length, 0);
  const changes = { added: count("added"), updated: count("updated"), deleted: count("deleted"), restored: count("restored") };
  await syncRuns(tx).withdrawOf(id, now); // it was begun with the access before: its failure is not one of this
  await syncRuns(tx).start([run]);
  await syncRuns(tx).finish([
    {
      id: run.id,
      status,
      failure: null,
      stages: [
        { stage: "interactive", result: "ok", code: null },
        { stage: "fetch_accounts", result: "ok", code: String(sync.accounts.length) },
        { stage: "fetch_recent", result: sync.complete ? "ok" : "partial", code: null },
        { stage: "finish", result: "ok", code: null },
      ],
      accounts: sync.accounts,
      changes,
      finishedAt: now,
    },
  ]);
  await dueConnections(tx).saveSyncs([effectOf(deps, connection, sync)]);
  const data = { syncId: printId("syn", run.id), trigger: run.trigger, attended: true };
  await recordEvents(
    tx,
    connectionRows(deps, connection, [
      { type: "sync.started", data },
      { type: "sync.finished", data: { ...data, status, failure: null, changes } },
      ...transactionEvents(run.id, sync.deltas),
      ...sync.lost.map(accountLost),
      ...(sync.trigger === "connect" && sync.olderUntil === null ? [historyRead] : []),
    ]),
  );
  await settleConnectionsById(deps, tx, { tenantId, ids: [id], trigger: sync.trigger });
};

const effectOf = (deps: Deps, connection: Connection, sync: PersonalSync): SyncEffect => {
  const now = clockOf(deps, connection.tenantId);
  return {
    id: connection.id,
    accessSealed: null,
    error: sync.complete ? null : "sync_partial",
    failure: null,
    failures: sync.complete ? 0 : 1,
    failingSince: sync.complete ? null : now,
    failingPausedSince: null,
    attemptedAt: now,
    updatedAt: sync.complete ? now : null,
    nextSyncAt: scheduleOf(deps, connection, sync),
    olderUntil: sync.olderUntil,
    dataHash: null,
    parked: false,
  };
};

/** Missing history is read at once: a bank gives it only shortly after the sign-in. */
const scheduleOf = (deps: Deps, connection: Connection, { complete, olderUntil }: PersonalSync): Date | null => {
  const now = clockOf(deps, connection.tenantId);
  if (olderUntil) return now;
  const entry = providerOf(deps.directory.byUuid(connection.institutionId), connection);
  return nextSyncAt({
    kind: kindOf(connection),
    singleSyncOnly: entry?.singleSyncOnly === true,
    outcome: complete ? "synced" : "try_later",
    failures: 1,
    failingSince: complete ? null : now,
    expiresAt: null,
    budget: { day: null, attended: 0, unattended: 0 },
    now,
    random: deps.random(),
  });
};
