import type { Failure } from "@drawbridge/contract";
import { prepared } from "../prepared.ts";
import type { Queryable } from "../storage.ts";
import { connectionColumns, type Connection } from "./connections.ts";

/** Whose connections to look at: every tenant's by the machine's clock, or one tenant's by its own. */
export interface Due {
  readonly tenantId: string | null;
  readonly now: Date;
  readonly limit: number;
}

/** What a sync leaves at its connection. Null `updatedAt` and `accessSealed`: as before. */
export interface SyncEffect {
  readonly id: string;
  readonly accessSealed: unknown;
  readonly error: string | null;
  readonly failure: Failure | null;
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly failingPausedSince: Date | null;
  readonly attemptedAt: Date;
  readonly updatedAt: Date | null;
  readonly nextSyncAt: Date | null;
  readonly olderUntil: Date | null;
  readonly dataHash: string | null;
  readonly parked: boolean;
}

/** The day's budget of a connection after one more call. */
export interface SpentBudget {
  readonly id: string;
  readonly day: string;
  readonly attended: number;
  readonly unattended: number;
}

const CLAIM = "interval '15 minutes'"; // what a killed process had claimed is due again then

const ofOwnClock = (n: number): string => `and own_clock and tenant_id = $${n}`;

// Indexes connections_due_sync and connections_own_due_sync: the cost does not depend on how many are not due.
const dueSql = (byTenant: string): string => `
  select ${connectionColumns} from connections
  where status = 'active' and paused_at is null and next_sync_at <= $1 and (sync_lease_until is null or sync_lease_until <= $2) ${byTenant}
  order by next_sync_at limit $3 for update skip locked`;
const due = prepared("connections.due", dueSql(""));
const dueOfTenant = prepared("connections.due-of-tenant", dueSql(ofOwnClock(4)));

const begin = prepared(
  "connections.begin",
  `update connections c set budget_day = u.day, budget_attended = u.attended, budget_unattended = u.unattended,
     sync_lease_until = $5, next_sync_at = coalesce($6::timestamptz + ${CLAIM}, c.next_sync_at)
   from unnest($1::uuid[], $2::date[], $3::int[], $4::int[]) as u (id, day, attended, unattended) where c.id = u.id`,
);

const lockMany = prepared("connections.lock-many", `select ${connectionColumns} from connections where id = any($1) order by id for update`);

// Indexes connections_due_check and connections_own_due_check.
const claimCheckSql = (byTenant: string): string => `
  with due as (
    select id from connections where status = 'active' and next_check_at <= $1 ${byTenant}
    order by next_check_at limit $2 for update skip locked)
  update connections c set next_check_at = $1::timestamptz + ${CLAIM}
  from due where c.id = due.id returning c.id, c.tenant_id as "tenantId"`;

const prefixed = connectionColumns.replaceAll(/(^|,)\s*([a-z_]+)/g, "$1 c.$2");

const saveSyncs = prepared(
  "connections.save-syncs",
  `update connections c set access_sealed = coalesce(u."accessSealed", c.access_sealed), error = u.error, failure = u.failure,
    failures = u.failures, failing_since = u."failingSince", failing_paused_since = u."failingPausedSince", last_synced_at = u."attemptedAt",
    last_updated_at = coalesce(u."updatedAt", c.last_updated_at), next_sync_at = u."nextSyncAt", older_until = u."olderUntil",
    data_hash = u."dataHash", parked = u.parked, sync_lease_until = null
  from jsonb_to_recordset($1::jsonb) as u (id uuid, "accessSealed" jsonb, error text, failure text, failures int, "failingSince" timestamptz,
    "failingPausedSince" timestamptz, "attemptedAt" timestamptz, "updatedAt" timestamptz, "nextSyncAt" timestamptz, "olderUntil" timestamptz,
    "dataHash" text, parked boolean)
  where c.id = u.id and c.status = 'active' returning ${prefixed}`,
);

const dueNow = (db: Queryable) => ({
  /** Locks due syncs that nobody is at, for whoever begins or parks them; leases are in machine time. */
  dueSyncs: async ({ tenantId, now, limit }: Due, machineNow: Date): Promise<readonly Connection[]> => {
    const values = [now, machineNow, limit];
    const { rows } = await db.query<Connection>(tenantId === null ? due(values) : dueOfTenant([...values, tenantId]));
    return rows;
  },
  claimChecks: async ({ tenantId, now, limit }: Due): Promise<readonly { readonly id: string; readonly tenantId: string }[]> => {
    const { rows } =
      tenantId === null
        ? await db.query<{ id: string; tenantId: string }>(claimCheckSql(""), [now, limit])
        : await db.query<{ id: string; tenantId: string }>(claimCheckSql(ofOwnClock(3)), [now, limit, tenantId]);
    return rows;
  },
});

const severalConnections = (db: Queryable) => ({
  byIds: async (ids: readonly string[]): Promise<readonly Connection[]> => {
    const { rows } = await db.query<Connection>(`select ${connectionColumns} from connections where id = any($1)`, [ids]);
    return rows;
  },
  /** Locks several rows in one order, so that two groups never wait for each other. */
  lockMany: async (ids: readonly string[]): Promise<ReadonlyMap<string, Connection>> => {
    const { rows } = await db.query<Connection>(lockMany([ids]));
    return new Map(rows.map((row) => [row.id, row]));
  },
});

const syncLeases = (db: Queryable) => ({
  /** Counts calls against the day's budget and takes the leases, in one statement; `claimedAt` moves what was due then. */
  begin: async (
    rows: readonly SpentBudget[],
    { leaseUntil, claimedAt }: { readonly leaseUntil: Date; readonly claimedAt: Date | null },
  ): Promise<void> => {
    const columns = [
      rows.map(({ id }) => id),
      rows.map(({ day }) => day),
      rows.map(({ attended }) => attended),
      rows.map(({ unattended }) => unattended),
    ];
    await db.query(begin([...columns, leaseUntil, claimedAt]));
  },
  /** Takes the lease of all that have none; in the order of their ids. */
  lease: async (ids: readonly string[], { now, until }: { readonly now: Date; readonly until: Date }): Promise<ReadonlySet<string>> => {
    const { rows } = await db.query<{ id: string }>(
      `update connections set sync_lease_until = $3 where id in (select id from connections where id = any($1) order by id for update)
         and status = 'active' and (sync_lease_until is null or sync_lease_until <= $2) returning id`,
      [ids, now, until],
    );
    return new Set(rows.map(({ id }) => id));
  },
  release: async (ids: readonly string[]): Promise<void> => {
    await db.query("update connections set sync_lease_until = null where id = any($1)", [ids]);
  },
});

const syncOutcomes = (db: Queryable) => ({
  /** In one statement; also gives the leases back. Answers the rows as they are now. */
  saveSyncs: async (effects: readonly SyncEffect[]): Promise<readonly Connection[]> => {
    if (effects.length === 0) return [];
    const { rows } = await db.query<Connection>(saveSyncs([JSON.stringify(effects)]));
    return rows;
  },
  /** What was told, and when to look again. */
  saveTold: async (
    rows: readonly { readonly id: string; readonly told: object; readonly nextCheckAt: Date | null; readonly nextSyncAt: Date | null }[],
  ): Promise<void> => {
    await db.query(
      `update connections c set told = u.told, next_check_at = u."nextCheckAt", next_sync_at = u."nextSyncAt"
       from jsonb_to_recordset($1::jsonb) as u (id uuid, told jsonb, "nextCheckAt" timestamptz, "nextSyncAt" timestamptz) where c.id = u.id`,
      [JSON.stringify(rows)],
    );
  },
  /** The pause after a sync that was asked for. */
  pauseManual: async (id: string, allowedAt: Date): Promise<void> => {
    await db.query("update connections set manual_allowed_at = $2 where id = $1", [id, allowedAt]);
  },
  /** Parks claimed connections until their provider is back. */
  park: async (ids: readonly string[]): Promise<void> => {
    await db.query("update connections set parked = true, next_sync_at = null, sync_lease_until = null where id = any($1)", [ids]);
  },
  nextSyncs: async (rows: readonly { readonly id: string; readonly at: Date | null }[]): Promise<void> => {
    await db.query(
      `update connections c set next_sync_at = u.at, parked = false from jsonb_to_recordset($1::jsonb) as u (id uuid, at timestamptz) where c.id = u.id`,
      [JSON.stringify(rows)],
    );
  },
});

/** Connections by when something is due for them. */
export const dueConnections = (db: Queryable) => ({
  ...dueNow(db),
  ...severalConnections(db),
  ...syncLeases(db),
  ...syncOutcomes(db),
});
