import type { Queryable } from "../storage.ts";

/** One row of the log as stored; ids are bare. */
export interface EventRow {
  readonly id: string;
  readonly tenantId: string;
  readonly sessionId: string | null;
  readonly userId: string | null;
  readonly seq: number;
  readonly type: string;
  readonly attemptId: string | null;
  readonly step: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly occurredAt: Date;
}

/** What to read of the log; `after` is the id of the last event seen. */
export interface EventQuery {
  readonly tenantId: string;
  readonly sessionId?: string | undefined;
  readonly userId?: string | undefined;
  readonly type?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

const columns = `id, tenant_id as "tenantId", session_id as "sessionId", user_id as "userId", seq, type, attempt_id as "attemptId",
  step, data, occurred_at as "occurredAt"`;

/** The append-only log. Nothing updates or deletes a row. */
export const events = (db: Queryable) => ({
  /** Appends in one statement, whatever the number of rows. */
  append: async (rows: readonly EventRow[]): Promise<void> => {
    if (rows.length === 0) return;
    await db.query(
      `insert into events (id, tenant_id, session_id, user_id, seq, type, attempt_id, step, data, occurred_at)
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::uuid[], $8::text[], $9::jsonb[], $10::timestamptz[])`,
      [
        rows.map(({ id }) => id),
        rows.map(({ tenantId }) => tenantId),
        rows.map(({ sessionId }) => sessionId),
        rows.map(({ userId }) => userId),
        rows.map(({ seq }) => seq),
        rows.map(({ type }) => type),
        rows.map(({ attemptId }) => attemptId),
        rows.map(({ step }) => step),
        rows.map(({ data }) => JSON.stringify(data)),
        rows.map(({ occurredAt }) => occurredAt),
      ],
    );
  },
  /** Index events_session. */
  ofSession: async (sessionId: string, afterSeq: number): Promise<readonly EventRow[]> => {
    const { rows } = await db.query<EventRow>(`select ${columns} from events where session_id = $1 and seq > $2 order by seq`, [sessionId, afterSeq]);
    return rows;
  },
  /** Oldest first, index events_tenant. Without `after` the newest ones. */
  query: async (q: EventQuery): Promise<readonly EventRow[]> => {
    const { rows } = await db.query<EventRow>(
      `select ${columns} from events
       where tenant_id = $1 and ($2::uuid is null or session_id = $2) and ($3::uuid is null or user_id = $3)
         and ($4::text is null or type = $4) and ($5::uuid is null or id > $5)
       order by id ${q.after === undefined ? "desc" : "asc"} limit $6`,
      [q.tenantId, q.sessionId ?? null, q.userId ?? null, q.type ?? null, q.after ?? null, q.limit],
    );
    return q.after === undefined ? rows.toReversed() : rows;
  },
});
