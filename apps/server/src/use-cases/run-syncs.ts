import { consents, dueConnections, syncedAccounts, syncRuns, type Connection, type NewSyncRun } from "@drawbridge/storage";
import { askBank } from "./ask-bank.ts";
import type { Deps } from "./deps.ts";
import { finishSyncs } from "./finish-syncs.ts";
import type { AnsweredSync, SyncOutcome } from "./sync-work.ts";

const AT_ONCE = 50; // banks asked side by side by one job, and written down together

/** A sync that was begun. */
export interface BegunSync {
  readonly run: NewSyncRun;
  readonly connection: Connection;
}

/** Asks the banks of begun syncs and writes down what they say. */
export const runSyncs = async (deps: Deps, begun: readonly BegunSync[]): Promise<readonly SyncOutcome[]> => {
  const outcomes: SyncOutcome[] = [];
  for (let from = 0; from < begun.length; from += AT_ONCE) {
    outcomes.push(...(await finishSyncs(deps, await askAll(deps, begun.slice(from, from + AT_ONCE)))));
  }
  return outcomes;
};

const askAll = async (deps: Deps, begun: readonly BegunSync[]): Promise<readonly AnsweredSync[]> => {
  const { pool } = deps.storage;
  const shared = Map.groupBy(await syncedAccounts(pool).sharedOf(begun.map(({ connection }) => connection.id)), ({ connectionId }) => connectionId);
  const byTenant = Map.groupBy(begun, ({ connection }) => connection.tenantId);
  const given = await Promise.all(
    [...byTenant].map(([tenantId, group]) =>
      consents(pool).latestOf(
        tenantId,
        group.map(({ connection }) => connection.id),
      ),
    ),
  );
  const consentOf = (id: string) => given.map((some) => some.get(id)).find(Boolean) ?? null;
  return Promise.all(
    begun.map(({ run, connection }) => askBank(deps, { run, connection, shared: shared.get(connection.id) ?? [] }, consentOf(connection.id))),
  );
};

/** Runs begun syncs by their ids; those that have ended meanwhile are left alone. Safe to run twice. */
export const runSyncsById = async (deps: Deps, syncIds: readonly string[]): Promise<void> => {
  const runs = await syncRuns(deps.storage.pool).running(syncIds);
  const known = new Map((await dueConnections(deps.storage.pool).byIds(runs.map(({ connectionId }) => connectionId))).map((one) => [one.id, one]));
  const begun = runs.flatMap((run) => {
    const connection = known.get(run.connectionId);
    return connection ? [{ run, connection }] : [];
  });
  await runSyncs(deps, begun);
};
