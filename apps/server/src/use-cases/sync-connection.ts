import type { PersonPresent } from "@drawbridge/contract";
import { MANUAL_LIMIT_MS, syncBudget } from "@drawbridge/domain";
import { connections, dueConnections, syncRuns, type Connection, type Tx } from "@drawbridge/storage";
import { enqueue } from "../jobs/enqueue.ts";
import { printId } from "../ids.ts";
import { beginSyncs } from "./begin-syncs.ts";
import { healthOf, kindOf } from "./connection-health.ts";
import type { Deps } from "./deps.ts";
import { runSyncs, runSyncsById, type BegunSync } from "./run-syncs.ts";
import type { SyncOutcome } from "./sync-work.ts";
import { clockOf } from "./tenant-clock.ts";

export type { SyncOutcome } from "./sync-work.ts";

/** Who asks for a sync. */
export interface SyncRequest {
  /** The person acts at this moment: the call does not use the unattended budget. */
  readonly attended: boolean;
  /** For the record: a client's or user's id, a face. */
  readonly requestedBy: string;
  /** Who is there, where that is known: the bank is told. */
  readonly person?: PersonPresent;
  /** Least time between two accepted requests; 30 minutes unless the client or provider says otherwise. */
  readonly limitMs?: number;
}

/** Why a sync is refused for now: one was asked for a moment ago, or the bank takes no more calls today. */
export type EarlyReason = "manual_limit" | "provider_budget";

/** What became of the request. `too_early` says when the next one is accepted, why, and how fresh the data is. */
export type RequestedSync =
  | { readonly outcome: "accepted" | "running"; readonly syncId: string }
  | { readonly outcome: "too_early"; readonly reason: EarlyReason; readonly nextAllowedAt: Date; readonly lastUpdatedAt: Date | null }
  | { readonly outcome: "expired" | "single_sync_only" | "paused" };

const SMALLEST_LIMIT_MS = 5_000; // connections.md, 6.2

/** Accepts or refuses a sync somebody asks for (connections.md, section 6); an accepted one is queued. Only those start the limit. */
export const requestSync = (deps: Deps, connection: Connection, request: SyncRequest): Promise<RequestedSync> =>
  deps.storage.transaction(async (tx): Promise<RequestedSync> => {
    const locked = await connections(tx).lock(connection.tenantId, connection.id);
    if (locked?.status !== "active") return { outcome: "expired" };
    const refusal = await refusalOf(deps, tx, { connection: locked, attended: request.attended });
    if (refusal) return refusal;
    const limitMs = Math.max(request.limitMs ?? MANUAL_LIMIT_MS, SMALLEST_LIMIT_MS);
    const allowedAt = new Date(clockOf(deps, locked.tenantId).getTime() + limitMs);
    const begun = await begin(deps, tx, { connection: locked, request, allowedAt });
    if (request.person) await syncRuns(tx).notePerson(begun.run.id, request.person);
    await enqueue(tx, { name: "connection.sync", payload: { syncIds: [begun.run.id] } }, { key: `sync:${begun.run.id}`, attempts: 3 });
    return { outcome: "accepted", syncId: begun.run.id };
  });

const isLeased = ({ syncLeaseUntil }: Connection, now: Date): boolean => syncLeaseUntil !== null && syncLeaseUntil > now;

interface Asked {
  readonly connection: Connection;
  readonly attended: boolean;
}

const refusalOf = async (deps: Deps, tx: Tx, { connection, attended }: Asked): Promise<RequestedSync | null> => {
  const now = clockOf(deps, connection.tenantId);
  const facts = (await healthOf(deps, tx, [connection])).get(connection.id)?.facts;
  if (!facts || facts.consentRevokedAt || (facts.expiresAt && facts.expiresAt <= now)) return { outcome: "expired" };
  if (facts.pausedSince) return { outcome: "paused" };
  if (facts.singleSyncOnly) return { outcome: "single_sync_only" };
  const running = isLeased(connection, deps.now()) ? await syncRuns(tx).runningOf(connection.id) : null;
  if (running) return { outcome: "running", syncId: running.id };
  return earlyFor({ connection, attended }, now);
};

/** The later of the two limits (connections.md, E3); calls without the person use another budget than those with them. */
const earlyFor = ({ connection, attended }: Asked, now: Date): RequestedSync | null => {
  const { manualAllowedAt, lastUpdatedAt, budgetDay, budgetAttended, budgetUnattended } = connection;
  const budgets = syncBudget({ day: budgetDay, attended: budgetAttended, unattended: budgetUnattended }, kindOf(connection), now);
  const { remaining, resetAt } = attended ? budgets.attended : budgets.unattended;
  if (remaining === 0 && !(manualAllowedAt && manualAllowedAt > resetAt))
    return { outcome: "too_early", reason: "provider_budget", nextAllowedAt: resetAt, lastUpdatedAt };
  const isEarly = manualAllowedAt !== null && manualAllowedAt > now;
  return isEarly ? { outcome: "too_early", reason: "manual_limit", nextAllowedAt: manualAllowedAt, lastUpdatedAt } : null;
};

const begin = async (
  deps: Deps,
  tx: Tx,
  { connection, request, allowedAt }: { readonly connection: Connection; readonly request: SyncRequest; readonly allowedAt: Date | null },
): Promise<BegunSync> => {
  if (allowedAt) await dueConnections(tx).pauseManual(connection.id, allowedAt);
  const [begun] = await beginSyncs(deps, tx, {
    connections: [connection],
    how: { trigger: () => "manual", attended: request.attended, requestedBy: request.requestedBy },
  });
  if (!begun) throw new RangeError("a sync was not begun");
  return begun;
};

/** Makes an accepted sync at once, for callers that wait for it; the queued job then finds nothing left to do. */
export const performSync = (deps: Deps, syncId: string): Promise<void> => runSyncsById(deps, [syncId]);

/** Reads the shared accounts and their transactions again with the stored access, now and without a limit. */
export const syncConnection = async (deps: Deps, connection: Connection): Promise<SyncOutcome> => {
  const begun = await deps.storage.transaction(async (tx) => {
    const locked = await connections(tx).lock(connection.tenantId, connection.id);
    if (locked?.status !== "active" || isLeased(locked, deps.now())) return null;
    return begin(deps, tx, { connection: locked, request: { attended: true, requestedBy: printId("con", connection.id) }, allowedAt: null });
  });
  if (!begun) return { outcome: "running" };
  const [outcome] = await runSyncs(deps, [begun]);
  return outcome ?? { outcome: "running" };
};
