import { afterSync, failingClock, isOutage, needsUser, nextSyncAt } from "@drawbridge/domain";
import {
  dueConnections,
  syncedAccounts,
  syncRuns,
  type Connection,
  type FinishedSync,
  type SharedAccount,
  type SyncChanges,
  type SyncEffect,
  type Tx,
} from "@drawbridge/storage";
import { printId } from "../ids.ts";
import { recordEvents } from "../webhooks/record-events.ts";
import { accessPurpose } from "./ask-bank.ts";
import { accountLost, connectionRows, historyRead, type ConnectionEvent } from "./connection-events.ts";
import { kindOf, providerOf } from "./connection-health.ts";
import type { Deps } from "./deps.ts";
import { noteCalls } from "./provider-breakers.ts";
import { settleConnections } from "./settle-connections.ts";
import { storeSyncs, type StoredSync } from "./store-sync.ts";
import { failedOutcome, verdictOf, type AnsweredSync, type SyncOutcome } from "./sync-work.ts";
import { clockOf } from "./tenant-clock.ts";
import { transactionEvents } from "./transaction-events.ts";

/** A sync that was written down. */
interface Ended {
  readonly sync: AnsweredSync;
  readonly connection: Connection;
  readonly stored: StoredSync;
  readonly accounts: readonly SharedAccount[];
  readonly now: Date;
}

/**
 * Writes down what several syncs came to: data, states, schedules, breakers and events in one transaction. A group
 * that cannot be stored together is stored one by one, so that one broken answer spoils nobody else's.
 */
export const finishSyncs = async (deps: Deps, answered: readonly AnsweredSync[]): Promise<readonly SyncOutcome[]> => {
  try {
    return await deps.storage.transaction((tx) => finishGroup(deps, tx, answered));
  } catch (cause) {
    const [first] = answered;
    if (!first) return [];
    if (answered.length === 1) return [await giveUp(deps, first, cause)];
    const outcomes: SyncOutcome[] = [];
    for (const one of answered) outcomes.push(...(await finishSyncs(deps, [one])));
    return outcomes;
  }
};

/** An answer that cannot be stored counts as a failure of ours; the next sync tries again. */
const giveUp = async (deps: Deps, sync: AnsweredSync, cause: unknown): Promise<SyncOutcome> => {
  deps.log.error({ err: cause, connectionId: sync.work.connection.id }, "sync could not be stored");
  const failed: AnsweredSync = {
    ...sync,
    answer: { outcome: "failed", failure: "unexpected", access: null },
    stages: [{ stage: "finish", result: "failed", code: "unexpected" }],
  };
  const [outcome] = await deps.storage.transaction((tx) => finishGroup(deps, tx, [failed]));
  return outcome ?? failedOutcome("unexpected");
};

const isComplete = ({ answer }: AnsweredSync): boolean => answer.outcome === "data" && answer.refused === 0 && answer.fetched.incomplete.length === 0;

const finishGroup = async (deps: Deps, tx: Tx, answered: readonly AnsweredSync[]): Promise<readonly SyncOutcome[]> => {
  const ids = answered.map(({ work }) => work.connection.id);
  const locked = await dueConnections(tx).lockMany(ids);
  const running = await syncRuns(tx).lockRunning(answered.map(({ work }) => work.run.id));
  const shared = Map.groupBy(await syncedAccounts(tx).sharedOf(ids), ({ connectionId }) => connectionId);
  const ended = await storeEnded(deps, tx, { answered: answered.filter(({ work }) => running.has(work.run.id)), locked, shared });
  const saved = await dueConnections(tx).saveSyncs(ended.map((one) => effectOf(deps, one)));
  const kept = new Set(ended.map(({ sync }) => sync));
  const withdrawn = answered.filter((sync) => running.has(sync.work.run.id) && !kept.has(sync));
  await syncRuns(tx).finish([...ended.map(finishedOf), ...withdrawn.map((sync) => withdrawnOf(deps, sync))]);
  await noteCalls(deps, tx, ended.flatMap(callOf));
  for (const group of sameCause(ended)) await settleGroup(deps, tx, { group, saved });
  return answered.map((sync) => (kept.has(sync) ? outcomeOf(sync) : failedOutcome("access_revoked")));
};

const causeOf = ({ connection: { tenantId }, sync }: Ended) => {
  const { trigger, attended } = sync.work.run;
  return { tenantId, trigger, attended };
};

/** Syncs of one tenant that were begun for the same reason are told together. */
const sameCause = (ended: readonly Ended[]): readonly (readonly Ended[])[] => [
  ...Map.groupBy(ended, (one) => Object.values(causeOf(one)).join(" ")).values(),
];

const settleGroup = async (
  deps: Deps,
  tx: Tx,
  { group, saved }: { readonly group: readonly Ended[]; readonly saved: readonly Connection[] },
): Promise<void> => {
  const [first] = group;
  if (!first) return;
  await recordEvents(
    tx,
    group.flatMap((one) => connectionRows(deps, one.connection, eventsOf(one))),
  );
  const ids = new Set(group.map(({ connection }) => connection.id));
  await settleConnections(deps, tx, { ...causeOf(first), locked: saved.filter(({ id }) => ids.has(id)) });
};

interface Group {
  readonly answered: readonly AnsweredSync[];
  readonly locked: ReadonlyMap<string, Connection>;
  readonly shared: ReadonlyMap<string, readonly SharedAccount[]>;
}

/** Stores the data of those whose connection is still there. */
const storeEnded = async (deps: Deps, tx: Tx, { answered, locked, shared }: Group): Promise<readonly Ended[]> => {
  const present = answered.flatMap((sync) => {
    const connection = locked.get(sync.work.connection.id);
    return connection?.status === "active" ? [{ sync, connection, shared: shared.get(connection.id) ?? [] }] : [];
  });
  const stored = await storeSyncs(
    deps,
    tx,
    present.flatMap(({ sync, shared: known }) => (sync.answer.outcome === "data" ? [{ sync, data: sync.answer, shared: known }] : [])),
  );
  const ended = present.map(({ sync, connection, shared: known }): Ended => {
    const now = clockOf(deps, connection.tenantId);
    return { sync, connection, stored: stored.get(sync) ?? { deltas: [], lost: [] }, accounts: throughOf(sync, known), now };
  });
  for (const { sync, connection, accounts, now } of ended) {
    if (sync.answer.outcome === "failed" || isComplete(sync)) continue;
    await syncedAccounts(tx).noteSynced(idsOf(accounts), now);
    await syncedAccounts(tx).noteListed(idsOf(listedOf(sync, shared.get(connection.id) ?? [])), now);
  }
  return ended;
};

const idsOf = (accounts: readonly SharedAccount[]): readonly string[] => accounts.map(({ id }) => id);

/** Accounts the bank sent, with or without their transactions. */
const listedOf = ({ answer }: AnsweredSync, shared: readonly SharedAccount[]): readonly SharedAccount[] => {
  if (answer.outcome === "failed") return [];
  const sent = new Set(answer.fetched.accounts.map(({ stableId }) => stableId));
  return shared.filter(({ stableId }) => sent.has(stableId));
};

/** Accounts that were read wholly. */
const throughOf = (sync: AnsweredSync, shared: readonly SharedAccount[]): readonly SharedAccount[] => {
  const { answer } = sync;
  return answer.outcome === "failed" ? [] : listedOf(sync, shared).filter(({ stableId }) => !answer.fetched.incomplete.includes(stableId));
};

const errorOf = (sync: AnsweredSync): "sync_partial" | ReturnType<typeof verdictOf> | null => {
  if (sync.answer.outcome === "failed") return verdictOf(sync.answer.failure);
  return isComplete(sync) ? null : "sync_partial";
};

const effectOf = (deps: Deps, { sync, connection, now }: Ended): SyncEffect => {
  const { answer } = sync;
  const error = errorOf(sync);
  const memory = afterSync(connection, error, now);
  const personal = answer.outcome === "failed" && needsUser(answer.failure);
  const entry = providerOf(deps.directory.byUuid(connection.institutionId), connection);
  const next = nextSyncAt({
    kind: kindOf(connection),
    singleSyncOnly: entry?.singleSyncOnly === true,
    outcome: personal ? "needs_user" : error === null ? "synced" : "try_later",
    failures: memory.failures,
    failingSince: failingClock(memory, now),
    expiresAt: null,
    now,
    random: deps.random(),
    budget: { day: connection.budgetDay, attended: connection.budgetAttended, unattended: connection.budgetUnattended },
  });
  return {
    id: connection.id,
    accessSealed: answer.access ? deps.vault.seal(answer.access, accessPurpose(connection)) : null,
    error,
    failure: answer.outcome === "failed" ? answer.failure : null,
    ...memory,
    attemptedAt: now,
    updatedAt: error === null ? now : null,
    nextSyncAt: next,
    olderUntil: error === null ? null : connection.olderUntil,
    dataHash: answer.outcome === "data" ? answer.hash : connection.dataHash,
    parked: false,
  };
};

const changesOf = ({ stored }: Ended): SyncChanges => {
  const count = (name: keyof SyncChanges): number => stored.deltas.reduce((sum, { delta }) => sum + delta[name].length, 0);
  return { added: count("added"), updated: count("updated"), deleted: count("deleted"), restored: count("restored") };
};

const statuses = { sync_error: "error", sync_partial: "partial", mfa_required: "mfa_required", credentials_error: "credentials_error" } as const;

const finishedOf = (ended: Ended): FinishedSync => {
  const { sync, accounts, now } = ended;
  const error = errorOf(sync);
  return {
    id: sync.work.run.id,
    status: error === null ? "success" : statuses[error],
    failure: sync.answer.outcome === "failed" ? sync.answer.failure : null,
    stages: sync.stages,
    accounts: accounts.map(({ id, stableId }) => ({ accountId: id, providerId: stableId })),
    changes: changesOf(ended),
    finishedAt: now,
  };
};

/** The connection was removed while its bank was asked: what the bank said is not kept. */
const withdrawnOf = (deps: Deps, { work: { run }, stages }: AnsweredSync): FinishedSync => ({
  id: run.id,
  status: "credentials_error",
  failure: "access_revoked",
  stages,
  accounts: [],
  changes: {},
  finishedAt: clockOf(deps, run.tenantId),
});

/** Only what says something of the provider counts; a connection without consent was not asked. */
const callOf = ({ sync: { answer }, connection }: Ended): readonly { connection: Connection; call: "answered" | "outage" }[] => {
  if (answer.outcome === "data") return [{ connection, call: "answered" }];
  if (isOutage(answer.failure)) return [{ connection, call: "outage" }];
  return answer.access ? [{ connection, call: "answered" }] : [];
};

const eventsOf = (ended: Ended): readonly ConnectionEvent[] => {
  const { sync, stored, connection } = ended;
  const finished = finishedOf(ended);
  const { run } = sync.work;
  return [
    {
      type: "sync.finished",
      data: {
        syncId: printId("syn", run.id),
        trigger: run.trigger,
        attended: run.attended,
        status: finished.status,
        failure: finished.failure,
        changes: finished.changes,
      },
    },
    ...transactionEvents(run.id, stored.deltas),
    ...stored.lost.map(accountLost),
    ...(connection.olderUntil !== null && finished.status === "success" ? [historyRead] : []),
  ];
};

const outcomeOf = (sync: AnsweredSync): SyncOutcome => {
  const { answer } = sync;
  if (answer.outcome === "failed") return failedOutcome(answer.failure);
  return { outcome: "synced", accounts: answer.fetched.accounts.length, complete: isComplete(sync) };
};
