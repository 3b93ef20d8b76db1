import type { Queryable, Tx } from "../storage.ts";
import type { Range } from "./analytics-queries.ts";

/** One value of a dimension with what a session adds to it. */
export interface StoredSlice {
  readonly dimension: string;
  readonly value: string;
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What one session adds to every number. */
export interface SessionFactsRow {
  readonly sessionId: string;
  readonly tenantId: string;
  readonly userId: string | null;
  readonly startedAt: Date;
  readonly device: string;
  readonly locale: string;
  readonly experience: string;
  readonly mode: string;
  readonly slices: readonly StoredSlice[];
}

/** Values that sessions must have, of each dimension at most one. */
export interface FactsFilter {
  readonly device?: string | undefined;
  readonly locale?: string | undefined;
  readonly experience?: string | undefined;
  readonly mode?: string | undefined;
}

/** One event as the fold reads it. */
export interface FoldEvent {
  readonly sessionId: string;
  readonly tenantId: string;
  readonly userId: string | null;
  readonly seq: number;
  readonly type: string;
  readonly attemptId: string | null;
  readonly step: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly occurredAt: Date;
}

const columns = `session_id as "sessionId", tenant_id as "tenantId", user_id as "userId", started_at as "startedAt", device, locale, experience, mode, slices`;

const save = async (db: Queryable, rows: readonly SessionFactsRow[]): Promise<void> => {
  await db.query(
    `insert into session_facts (session_id, tenant_id, user_id, started_at, device, locale, experience, mode, slices)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[], $9::jsonb[])
     on conflict (session_id) do update set started_at = excluded.started_at, device = excluded.device, locale = excluded.locale,
       experience = excluded.experience, mode = excluded.mode, slices = excluded.slices`,
    [
      rows.map(({ sessionId }) => sessionId),
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ userId }) => userId),
      rows.map(({ startedAt }) => startedAt),
      rows.map(({ device }) => device),
      rows.map(({ locale }) => locale),
      rows.map(({ experience }) => experience),
      rows.map(({ mode }) => mode),
      rows.map(({ slices }) => JSON.stringify(slices)),
    ],
  );
};

const factsBySession = (db: Queryable) => ({
  save: (rows: readonly SessionFactsRow[]) => save(db, rows),
  of: async (sessionIds: readonly string[]): Promise<readonly SessionFactsRow[]> => {
    const { rows } = await db.query<SessionFactsRow>(`select ${columns} from session_facts where session_id = any($1)`, [sessionIds]);
    return rows;
  },
});

const spanSql = `
  select min(at) as "from", max(at) as "to"
  from (
    (select started_at as at from session_facts where tenant_id = $1 order by started_at limit 1)
    union all (select started_at from session_facts where tenant_id = $1 order by started_at desc limit 1)
    union all select ends.bucket
    from unnest($2::text[]) d (dimension)
    cross join unnest($3::text[]) g (grain)
    cross join lateral (
      (select r.bucket from analytics_rollups r where r.tenant_id = $1 and r.dimension = d.dimension and r.grain = g.grain order by r.bucket limit 1)
      union all
      (select r.bucket from analytics_rollups r where r.tenant_id = $1 and r.dimension = d.dimension and r.grain = g.grain order by r.bucket desc limit 1)
    ) ends
  ) found`;

const factsByTime = (db: Queryable) => ({
  /** Sessions of a range of time that fit a filter, a page at a time; index session_facts_time. */
  inRange: async (
    tenantId: string,
    range: { readonly from: Date; readonly to: Date },
    { filter, after, limit }: { readonly filter: FactsFilter; readonly after: SessionFactsRow | null; readonly limit: number },
  ): Promise<readonly SessionFactsRow[]> => {
    const { rows } = await db.query<SessionFactsRow>(
      `select ${columns} from session_facts
       where tenant_id = $1 and started_at >= $2 and started_at < $3
         and ($4::text is null or device = $4) and ($5::text is null or locale = $5)
         and ($6::text is null or experience = $6) and ($7::text is null or mode = $7)
         and ($8::timestamptz is null or (started_at, session_id) > ($8, $9::uuid))
       order by started_at, session_id
       limit $10`,
      [
        tenantId,
        range.from,
        range.to,
        filter.device ?? null,
        filter.locale ?? null,
        filter.experience ?? null,
        filter.mode ?? null,
        after?.startedAt ?? null,
        after?.sessionId ?? null,
        limit,
      ],
    );
    return rows;
  },
  /** From the first to the last moment of which there are facts or sums; null: of none. Index session_facts_time, analytics_rollups_time. */
  span: async (tenantId: string, kept: { readonly dimensions: readonly string[]; readonly grains: readonly string[] }): Promise<Range | null> => {
    const { rows } = await db.query<{ from: Date | null; to: Date | null }>(spanSql, [tenantId, kept.dimensions, kept.grains]);
    const [row] = rows;
    return row?.from && row.to ? { from: row.from, to: row.to } : null;
  },
});

const loggedSessions = (db: Queryable) => ({
  /** All events of sessions, each session's in order; index events_session. */
  eventsOf: async (sessionIds: readonly string[]): Promise<readonly FoldEvent[]> => {
    const { rows } = await db.query<FoldEvent>(
      `select session_id as "sessionId", tenant_id as "tenantId", user_id as "userId", seq, type, attempt_id as "attemptId", step, data, occurred_at as "occurredAt"
       from events where session_id = any($1)
       order by session_id, seq`,
      [sessionIds],
    );
    return rows;
  },
  /** Sessions of a tenant that the log still knows from their beginning, a page at a time; index events_tenant. */
  logged: async (
    tenantId: string,
    after: string | null,
    limit: number,
  ): Promise<readonly { readonly eventId: string; readonly sessionId: string }[]> => {
    const { rows } = await db.query<{ eventId: string; sessionId: string }>(
      `select id as "eventId", session_id as "sessionId" from events
       where tenant_id = $1 and type = 'session.started' and session_id is not null and ($2::uuid is null or id > $2)
       order by id
       limit $3`,
      [tenantId, after, limit],
    );
    return rows;
  },
});

/** Facts of sessions. */
export const sessionFacts = (db: Queryable) => ({
  ...factsBySession(db),
  ...factsByTime(db),
  ...loggedSessions(db),
});

const NAME = "analytics";
const LOCK = 715_518;

/** How far the analytics have read the log. Whoever writes numbers holds the lock, so that sums are never lost. */
export const analyticsReader = (tx: Tx) => ({
  lock: async (): Promise<void> => {
    await tx.query("select pg_advisory_xact_lock($1)", [LOCK]);
  },
  /** False: somebody else is at it. */
  tryLock: async (): Promise<boolean> => {
    const { rows } = await tx.query<{ got: boolean }>("select pg_try_advisory_xact_lock($1) as got", [LOCK]);
    return rows[0]?.got === true;
  },
  at: async (): Promise<string> => {
    const { rows } = await tx.query<{ tx: string }>("select tx::text as tx from log_readers where name = $1", [NAME]);
    return rows[0]?.tx ?? "0";
  },
  moveTo: async (at: string): Promise<void> => {
    await tx.query(
      `insert into log_readers (name, tx, read_at) values ($1, $2::xid8, now())
       on conflict (name) do update set tx = excluded.tx, read_at = excluded.read_at`,
      [NAME, at],
    );
  },
  /** The transaction at which about `rows` rows have been read, or the horizon when there are fewer; index events_tx. */
  boundAfter: async (at: string, rows: number): Promise<string> => {
    const found = await tx.query<{ tx: string }>(
      `select least(
         (select (tx::text::bigint + 1)::text::xid8 from events where tx >= $1::xid8 order by tx offset $2 limit 1),
         pg_snapshot_xmin(pg_current_snapshot()))::text as tx`,
      [at, rows],
    );
    return found.rows[0]?.tx ?? at;
  },
  /** Sessions with events of these transactions that may no longer change. */
  changed: async (from: string, to: string): Promise<readonly string[]> => {
    const { rows } = await tx.query<{ id: string }>(
      `select distinct session_id as id from events
       where tx >= $1::xid8 and tx < least($2::xid8, pg_snapshot_xmin(pg_current_snapshot())) and session_id is not null`,
      [from, to],
    );
    return rows.map(({ id }) => id);
  },
});
