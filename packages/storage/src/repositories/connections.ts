import type { Failure } from "@drawbridge/contract";
import type { Queryable } from "../storage.ts";

/** User × institution × provider that gives data. `accessSealed` is an envelope of the vault. */
export interface Connection {
  readonly id: string;
  readonly no: number;
  readonly tenantId: string;
  readonly userId: string;
  readonly institutionId: string;
  readonly provider: string;
  readonly kind: string;
  readonly bankConnectionId: string;
  readonly status: "pending" | "active" | "removed";
  readonly jobTypes: readonly string[];
  readonly accessSealed: unknown;
  readonly error: string | null;
  /** Name of the failure behind `error`; null when there is none, or when only a part was missing. */
  readonly failure: Failure | null;
  readonly createdAt: Date;
  readonly lastSyncedAt: Date | null;
  readonly lastUpdatedAt: Date | null;
  /** Next automatic sync; null: none before somebody does something. */
  readonly nextSyncAt: Date | null;
  /** When time alone changes its state, or earlier; null: never, or at once for a new one. */
  readonly nextCheckAt: Date | null;
  /** Failed or partial syncs in a row. */
  readonly failures: number;
  /** Start of the failure clock, and since when it stands still. */
  readonly failingSince: Date | null;
  readonly failingPausedSince: Date | null;
  /** End of the pause after a sync that was asked for. */
  readonly manualAllowedAt: Date | null;
  /** Waits for its provider to come back. */
  readonly parked: boolean;
  /** Machine time until which a sync is at work. */
  readonly syncLeaseUntil: Date | null;
  readonly budgetDay: string | null;
  readonly budgetAttended: number;
  readonly budgetUnattended: number;
  /** Transactions older than this are still to be read; null: none. */
  readonly olderUntil: Date | null;
  readonly dataHash: string | null;
  /** What was last told of its state; belongs to the use case that tells. */
  readonly told: unknown;
}

/** A connection as an attempt opens it. */
export interface NewConnection {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly institutionId: string;
  readonly provider: string;
  readonly kind: string;
  readonly bankConnectionId: string;
  readonly sessionId: string;
  readonly jobTypes: readonly string[];
  readonly createdAt: Date;
}

/** A part of a tenant's fleet. Null: any. */
export interface FleetQuery {
  readonly after: string | null;
  readonly userId: string | null;
  readonly kind: string | null;
  readonly bankId: string | null;
  readonly updatedBefore: Date | null;
  readonly limit: number;
}

/** What a `Connection` is read from. */
export const connectionColumns = `id, no, tenant_id as "tenantId", user_id as "userId", institution_id as "institutionId", provider, kind,
  bank_connection_id as "bankConnectionId", status, job_types as "jobTypes", access_sealed as "accessSealed", error, failure,
  created_at as "createdAt", last_synced_at as "lastSyncedAt", last_updated_at as "lastUpdatedAt",
  next_sync_at as "nextSyncAt", next_check_at as "nextCheckAt", failures, failing_since as "failingSince", failing_paused_since as "failingPausedSince", manual_allowed_at as "manualAllowedAt",
  parked, sync_lease_until as "syncLeaseUntil", budget_day::text as "budgetDay", budget_attended as "budgetAttended",
  budget_unattended as "budgetUnattended", older_until as "olderUntil", data_hash as "dataHash", told`;
const columns = connectionColumns;

const insert = async (db: Queryable, c: NewConnection): Promise<{ readonly id: string; readonly no: number }> => {
  const { rows } = await db.query<{ id: string; no: number }>(
    `insert into connections (id, tenant_id, user_id, institution_id, provider, kind, bank_connection_id, session_id, job_types, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id, no`,
    [c.id, c.tenantId, c.userId, c.institutionId, c.provider, c.kind, c.bankConnectionId, c.sessionId, c.jobTypes, c.createdAt],
  );
  return rows[0] ?? { id: c.id, no: 0 };
};

/** What the first fetch of a connection leaves. */
interface Activation {
  readonly accessSealed: unknown;
  readonly jobTypes: readonly string[];
  readonly error: string | null;
  readonly at: Date;
}

/** How a sync ended. `syncedAt` null: nothing new was read. */
export interface SyncEnd {
  readonly accessSealed: unknown;
  readonly error: string | null;
  readonly failure: Failure | null;
  readonly attemptedAt: Date;
  readonly updatedAt: Date | null;
}

const syncState = (db: Queryable) => ({
  /** True when the caller may sync until `until`; a process that died loses its turn by time. */
  leaseSync: async (tenantId: string, id: string, { now, until }: { readonly now: Date; readonly until: Date }): Promise<boolean> => {
    const { rowCount } = await db.query(
      `update connections set sync_lease_until = $4
       where tenant_id = $1 and id = $2 and status = 'active' and (sync_lease_until is null or sync_lease_until <= $3)`,
      [tenantId, id, now, until],
    );
    return rowCount === 1;
  },
  releaseSync: async (tenantId: string, id: string): Promise<void> => {
    await db.query("update connections set sync_lease_until = null where tenant_id = $1 and id = $2", [tenantId, id]);
  },
  endSync: async (tenantId: string, id: string, end: SyncEnd): Promise<void> => {
    await db.query(
      `update connections set access_sealed = $3, error = $4, failure = $5, last_synced_at = $6, last_updated_at = coalesce($7, last_updated_at)
       where tenant_id = $1 and id = $2 and status = 'active'`,
      [tenantId, id, end.accessSealed === null ? null : JSON.stringify(end.accessSealed), end.error, end.failure, end.attemptedAt, end.updatedAt],
    );
  },
});

const findConnections = (db: Queryable) => ({
  byId: async (tenantId: string, id: string): Promise<Connection | null> => {
    const { rows } = await db.query<Connection>(`select ${columns} from connections where tenant_id = $1 and id = $2`, [tenantId, id]);
    return rows[0] ?? null;
  },
  byNo: async (tenantId: string, no: number): Promise<Connection | null> => {
    const { rows } = await db.query<Connection>(`select ${columns} from connections where tenant_id = $1 and no = $2`, [tenantId, no]);
    return rows[0] ?? null;
  },
  /** By the id of the Connections face, which never changes. */
  byBankConnectionId: async (tenantId: string, bankConnectionId: string): Promise<Connection | null> => {
    const { rows } = await db.query<Connection>(`select ${columns} from connections where tenant_id = $1 and bank_connection_id = $2`, [
      tenantId,
      bankConnectionId,
    ]);
    return rows[0] ?? null;
  },
  /** Active ones of a tenant by id, for a view of the fleet (index connections_fleet). */
  fleet: async (tenantId: string, q: FleetQuery): Promise<readonly Connection[]> => {
    const { rows } = await db.query<Connection>(
      `select ${columns} from connections where tenant_id = $1 and status = 'active' and ($2::uuid is null or id > $2)
         and ($3::uuid is null or user_id = $3) and ($4::text is null or kind = $4) and ($5::text is null or starts_with(bank_connection_id, $5 || ':'))
         and ($6::timestamptz is null or last_updated_at is null or last_updated_at < $6)
       order by id limit $7`,
      [tenantId, q.after, q.userId, q.kind, q.bankId, q.updatedBefore, q.limit],
    );
    return rows;
  },
  /** Holds the row until the transaction ends. */
  lock: async (tenantId: string, id: string): Promise<Connection | null> => {
    const { rows } = await db.query<Connection>(`select ${columns} from connections where tenant_id = $1 and id = $2 for update`, [tenantId, id]);
    return rows[0] ?? null;
  },
  /** Active ones, oldest first (index connections_user). */
  ofUser: async (tenantId: string, userId: string): Promise<readonly Connection[]> => {
    const { rows } = await db.query<Connection>(
      `select ${columns} from connections where tenant_id = $1 and user_id = $2 and status = 'active' order by no`,
      [tenantId, userId],
    );
    return rows;
  },
  /** True when a person has connected something that is still there; index connections_user. */
  hasAny: async (tenantId: string, userId: string): Promise<boolean> => {
    const { rows } = await db.query<{ has: boolean }>(
      "select exists (select 1 from connections where tenant_id = $1 and user_id = $2 and status = 'active') as has",
      [tenantId, userId],
    );
    return rows[0]?.has === true;
  },
});

const changeConnections = (db: Queryable) => ({
  create: (connection: NewConnection) => insert(db, connection),
  activate: async (tenantId: string, id: string, change: Activation): Promise<Connection | null> => {
    const { rows } = await db.query<Connection>(
      `update connections set status = 'active', access_sealed = $3, job_types = $4, error = $5::text, failure = null, last_synced_at = $6,
         last_updated_at = case when $5::text is null then $6 else last_updated_at end
       where tenant_id = $1 and id = $2 returning ${columns}`,
      [tenantId, id, JSON.stringify(change.accessSealed), change.jobTypes, change.error, change.at],
    );
    return rows[0] ?? null;
  },
  /** Ends it and forgets its access and data; true when there was something to end. */
  remove: async (tenantId: string, id: string): Promise<boolean> => {
    const { rowCount } = await db.query(
      `update connections set status = 'removed', access_sealed = null, removed_at = now()
       where tenant_id = $1 and id = $2 and status <> 'removed'`,
      [tenantId, id],
    );
    await db.query("delete from accounts where tenant_id = $1 and connection_id = $2", [tenantId, id]);
    await db.query("delete from owners where connection_id = $1", [id]);
    return rowCount === 1;
  },
  /** Drops what a session began and never finished (index connections_session). */
  dropPendingOf: async (sessionId: string): Promise<void> => {
    await db.query("delete from connections where session_id = $1 and status = 'pending'", [sessionId]);
  },
});

/** Connections; pending ones belong to a session that has not finished. */
export const connections = (db: Queryable) => ({
  ...findConnections(db),
  ...changeConnections(db),
  ...syncState(db),
});
