import type { AttemptStage, Failure, PersonPresent, StageResult } from "@drawbridge/contract";
import { prepared } from "../prepared.ts";
import type { Queryable } from "../storage.ts";

/** Why a sync was begun. */
export type SyncTrigger = "schedule" | "retry" | "history" | "recovery" | "manual" | "connect" | "reauth" | "reconsent" | "refresh";

/** How a sync stands. */
export type SyncStatus = "running" | "success" | "partial" | "error" | "mfa_required" | "credentials_error";

/** One step of an attempt (connections.md, E4). */
export interface SyncStage {
  readonly stage: AttemptStage;
  readonly result: StageResult;
  readonly code: string | null;
}

/** How many transactions of each sort a sync changed. */
export interface SyncChanges {
  readonly added: number;
  readonly updated: number;
  readonly deleted: number;
  readonly restored: number;
}

/** One sync of a connection, with what came of it. Times are in the tenant's clock. */
export interface SyncRun {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly trigger: SyncTrigger;
  readonly attended: boolean;
  /** Who asked for it; null: the schedule. */
  readonly requestedBy: string | null;
  /** Who is there, until it has ended; null: nobody, or their client did not say where. */
  readonly person: PersonPresent | null;
  readonly status: SyncStatus;
  readonly failure: Failure | null;
  readonly stages: readonly SyncStage[];
  /** Accounts that came through: ours and the provider's id. */
  readonly accounts: readonly { readonly accountId: string; readonly providerId: string }[];
  readonly changes: Partial<SyncChanges>;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** A sync as it begins. */
export type NewSyncRun = Pick<SyncRun, "id" | "tenantId" | "userId" | "connectionId" | "trigger" | "attended" | "requestedBy" | "createdAt"> &
  Partial<Pick<SyncRun, "person">>;

/** What came of one. */
export type FinishedSync = Pick<SyncRun, "id" | "status" | "failure" | "stages" | "accounts" | "changes"> & { readonly finishedAt: Date };

/** Which syncs to list, newest first. */
export interface SyncQuery {
  readonly userId: string;
  readonly connectionId: string | null;
  readonly offset: number;
  readonly limit: number;
}

const columns = `id, tenant_id as "tenantId", user_id as "userId", connection_id as "connectionId", trigger, attended, requested_by as "requestedBy", person,
  status, failure, stages, accounts, changes, created_at as "createdAt", finished_at as "finishedAt"`;

const start = prepared(
  "syncs.start",
  `insert into sync_runs (id, tenant_id, user_id, connection_id, trigger, attended, requested_by, status, created_at)
  select u.id, u.tenant_id, u.user_id, u.connection_id, u.trigger, u.attended, u.requested_by, 'running', u.created_at
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::boolean[], $7::text[], $8::timestamptz[])
    as u (id, tenant_id, user_id, connection_id, trigger, attended, requested_by, created_at)`,
);

const finish = prepared(
  "syncs.finish",
  `update sync_runs r set status = u.status, failure = u.failure, stages = u.stages, accounts = u.accounts, changes = u.changes, finished_at = u."finishedAt", person = null
   from jsonb_to_recordset($1::jsonb) as u (id uuid, status text, failure text, stages jsonb, accounts jsonb, changes jsonb, "finishedAt" timestamptz)
   where r.id = u.id and r.status = 'running' returning r.id`,
);

const lockRunning = prepared("syncs.lock-running", "select id from sync_runs where id = any($1) and status = 'running' order by id for update");

const unfinished = (db: Queryable) => ({
  /** Ends what a killed process left running (index sync_runs_connection). */
  abandonOf: async (connectionIds: readonly string[], at: Date): Promise<void> => {
    await db.query(
      "update sync_runs set status = 'error', failure = 'unexpected', finished_at = $2, person = null where connection_id = any($1) and status = 'running'",
      [connectionIds, at],
    );
  },
  /** Ends those of a connection whose access went or was renewed: what the bank still says to them counts no more (index sync_runs_connection). */
  withdrawOf: async (connectionId: string, at: Date): Promise<void> => {
    await db.query(
      `update sync_runs set status = 'credentials_error', failure = 'access_revoked', finished_at = $2, person = null
       where connection_id = $1 and status = 'running'`,
      [connectionId, at],
    );
  },
});

/** Syncs of connections. */
export const syncRuns = (db: Queryable) => ({
  ...unfinished(db),
  /** In one statement. */
  start: async (rows: readonly NewSyncRun[]): Promise<void> => {
    if (rows.length === 0) return;
    const keys = ["id", "tenantId", "userId", "connectionId", "trigger", "attended", "requestedBy", "createdAt"] as const;
    await db.query(start(keys.map((key) => rows.map((row) => row[key]))));
  },
  /** Notes for whom one is made. */
  notePerson: async (id: string, person: PersonPresent): Promise<void> => {
    await db.query("update sync_runs set person = $2 where id = $1", [id, JSON.stringify(person)]);
  },
  /** In one statement; a sync that has ended stays as it is. Answers the ids that ended now. */
  finish: async (rows: readonly FinishedSync[]): Promise<ReadonlySet<string>> => {
    const answer = await db.query<{ id: string }>(finish([JSON.stringify(rows)]));
    return new Set(answer.rows.map(({ id }) => id));
  },
  /** Those of these that still run, held until the transaction ends, so that an answer counts once. */
  lockRunning: async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
    const { rows } = await db.query<{ id: string }>(lockRunning([ids]));
    return new Set(rows.map(({ id }) => id));
  },
  /** Those of these that still run. */
  running: async (ids: readonly string[]): Promise<readonly SyncRun[]> => {
    const { rows } = await db.query<SyncRun>(`select ${columns} from sync_runs where id = any($1) and status = 'running'`, [ids]);
    return rows;
  },
  byId: async (tenantId: string, id: string): Promise<SyncRun | null> => {
    const { rows } = await db.query<SyncRun>(`select ${columns} from sync_runs where tenant_id = $1 and id = $2`, [tenantId, id]);
    return rows[0] ?? null;
  },
  /** The one that is at work; it is the newest (index sync_runs_connection). */
  runningOf: async (connectionId: string): Promise<SyncRun | null> => {
    const { rows } = await db.query<SyncRun>(
      `select * from (select ${columns} from sync_runs where connection_id = $1 order by id desc limit 1) newest where status = 'running'`,
      [connectionId],
    );
    return rows[0] ?? null;
  },
  /** Indexes sync_runs_user and sync_runs_connection. */
  list: async (
    tenantId: string,
    { userId, connectionId, offset, limit }: SyncQuery,
  ): Promise<{ readonly total: number; readonly syncs: readonly SyncRun[] }> => {
    const filter = "tenant_id = $1 and user_id = $2 and ($3::uuid is null or connection_id = $3)";
    const total = await db.query<{ n: number }>(`select count(*) as n from sync_runs where ${filter}`, [tenantId, userId, connectionId]);
    const { rows } = await db.query<SyncRun>(`select ${columns} from sync_runs where ${filter} order by id desc offset $4 limit $5`, [
      tenantId,
      userId,
      connectionId,
      offset,
      limit,
    ]);
    return { total: total.rows[0]?.n ?? 0, syncs: rows };
  },
  /** Forgets a bounded number of old ones; ids carry their time (primary key). */
  prune: async (beforeId: string): Promise<void> => {
    await db.query("delete from sync_runs where id in (select id from sync_runs where id < $1 order by id limit 1000)", [beforeId]);
  },
});
