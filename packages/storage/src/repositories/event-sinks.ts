import type { SinkKind } from "@drawbridge/contract";
import type { Queryable } from "../storage.ts";

/** A place in the log: everything up to it was sent. */
export interface LogPlace {
  readonly tx: string;
  readonly id: string;
}

/** One receiver of a tenant's log. */
export interface EventSink {
  readonly id: string;
  readonly tenantId: string;
  readonly kind: SinkKind;
  readonly url: string;
  readonly subject: string | null;
  readonly sealed: unknown;
  readonly eventTypes: readonly string[];
  readonly description: string;
  readonly createdAt: Date;
  readonly paused: boolean;
  readonly at: LogPlace;
  readonly lastSuccessAt: Date | null;
  /** How many events it is given at once. */
  readonly batch: number;
  readonly failures: number;
  readonly lastError: string | null;
  readonly nextTryAt: Date | null;
}

/** How far a sink is behind. */
export interface SinkLag {
  readonly id: string;
  readonly kind: SinkKind;
  readonly failures: number;
  /** Events of the tenant that it has not looked at, counted up to 10000. */
  readonly eventsBehind: number;
  /** Age of the oldest of them. */
  readonly secondsBehind: number;
}

const columns = `s.id, s.tenant_id as "tenantId", s.kind, s.url, s.subject, s.sealed, s.event_types as "eventTypes", s.description,
  s.created_at as "createdAt", s.paused, json_build_object('tx', s.at_tx::text, 'id', s.at_id) as at, s.last_success_at as "lastSuccessAt",
  s.batch, s.failures, s.last_error as "lastError", s.next_try_at as "nextTryAt"`;

// Index events_tx, from the sink's place on; counting stops early.
const lagSql = `
  select s.id, s.kind, s.failures, behind.events::int as "eventsBehind",
    coalesce(greatest(extract(epoch from $2::timestamptz - behind.oldest), 0), 0)::float8 as "secondsBehind"
  from event_sinks s
  cross join lateral (
    select count(*) as events, min(occurred_at) as oldest
    from (select e.occurred_at from events e
      where e.tx >= s.at_tx and (e.tx > s.at_tx or e.id > s.at_id) and e.tenant_id = s.tenant_id
      order by e.tx, e.id limit 10000) e) behind
  where $1::uuid is null or s.tenant_id = $1
  order by s.id`;

const createSql = `
  insert into event_sinks (id, tenant_id, kind, url, subject, sealed, event_types, description, created_at, at_tx, at_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::xid8, $11)`;

const stateOf = (db: Queryable) => ({
  /** Sinks that could be sent to now and that nobody is sending to. */
  due: async (now: Date): Promise<readonly string[]> => {
    const { rows } = await db.query<{ id: string }>(
      `select id from event_sinks
       where not paused and (leased_until is null or leased_until <= $1) and (next_try_at is null or next_try_at <= $1)`,
      [now],
    );
    return rows.map(({ id }) => id);
  },
  /** Takes a sink until a moment; null when another has it, or it is paused or gone. */
  lease: async (id: string, now: Date, until: Date): Promise<EventSink | null> => {
    const { rows } = await db.query<EventSink>(
      `update event_sinks s set leased_until = $3
       where id = $1 and not paused and (leased_until is null or leased_until <= $2) and (next_try_at is null or next_try_at <= $2)
       returning ${columns}`,
      [id, now, until],
    );
    return rows[0] ?? null;
  },
  release: async (id: string): Promise<void> => {
    await db.query("update event_sinks set leased_until = null where id = $1", [id]);
  },
  /** For a server that is alone: whoever held a sink was killed. */
  releaseAll: async (): Promise<void> => {
    await db.query("update event_sinks set leased_until = null where leased_until is not null");
  },
  /** Moves on from where it was; false when somebody else has moved it, or it was paused or removed. Holds it until `until`. */
  advance: async (
    sink: EventSink,
    { to, at, batch, until }: { readonly to: LogPlace; readonly at: Date | null; readonly batch: number; readonly until: Date },
  ): Promise<boolean> => {
    const { rowCount } = await db.query(
      `update event_sinks set at_tx = $4::xid8, at_id = $5, leased_until = $6, batch = $8, last_success_at = coalesce($7, last_success_at),
         failures = case when $7::timestamptz is null then failures else 0 end, last_error = case when $7 is null then last_error end,
         next_try_at = case when $7 is null then next_try_at end
       where id = $1 and at_tx = $2::xid8 and at_id = $3 and not paused`,
      [sink.id, sink.at.tx, sink.at.id, to.tx, to.id, until, at, batch],
    );
    return rowCount === 1;
  },
  /** Writes down that it took nothing; its place stays. */
  fail: async (
    id: string,
    { error, batch, nextTryAt }: { readonly error: string; readonly batch: number; readonly nextTryAt: Date },
  ): Promise<void> => {
    await db.query("update event_sinks set failures = failures + 1, last_error = $2, next_try_at = $3, batch = $4 where id = $1", [
      id,
      error,
      nextTryAt,
      batch,
    ]);
  },
});

/** Sinks of the event log. */
export const eventSinks = (db: Queryable) => ({
  ...stateOf(db),
  create: async (s: Omit<EventSink, "paused" | "batch" | "lastSuccessAt" | "failures" | "lastError" | "nextTryAt">): Promise<void> => {
    const sealed = JSON.stringify(s.sealed);
    await db.query(createSql, [s.id, s.tenantId, s.kind, s.url, s.subject, sealed, s.eventTypes, s.description, s.createdAt, s.at.tx, s.at.id]);
  },
  list: async (tenantId: string): Promise<readonly EventSink[]> => {
    const { rows } = await db.query<EventSink>(`select ${columns} from event_sinks s where tenant_id = $1 order by id`, [tenantId]);
    return rows;
  },
  ofTenant: async (tenantId: string, id: string): Promise<EventSink | null> => {
    const { rows } = await db.query<EventSink>(`select ${columns} from event_sinks s where tenant_id = $1 and id = $2`, [tenantId, id]);
    return rows[0] ?? null;
  },
  /** Changes what is given; to be tried again at once when it goes on. */
  change: async (
    tenantId: string,
    id: string,
    change: { readonly paused?: boolean | undefined; readonly eventTypes?: readonly string[] | undefined; readonly description?: string | undefined },
  ): Promise<EventSink | null> => {
    const { rows } = await db.query<EventSink>(
      `update event_sinks s set paused = coalesce($3, paused), event_types = coalesce($4, event_types), description = coalesce($5, description),
         next_try_at = case when $3 = false then null else next_try_at end
       where tenant_id = $1 and id = $2 returning ${columns}`,
      [tenantId, id, change.paused ?? null, change.eventTypes ?? null, change.description ?? null],
    );
    return rows[0] ?? null;
  },
  remove: async (tenantId: string, id: string): Promise<boolean> => {
    const { rowCount } = await db.query("delete from event_sinks where tenant_id = $1 and id = $2", [tenantId, id]);
    return rowCount === 1;
  },
  /** How far sinks are behind, of a tenant or of all. */
  lag: async (now: Date, tenantId: string | null): Promise<readonly SinkLag[]> => (await db.query<SinkLag>(lagSql, [tenantId, now])).rows,
});
