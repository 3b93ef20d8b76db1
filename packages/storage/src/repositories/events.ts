import { prepared } from "../prepared.ts";
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

const columns = `id, tenant_id as "tenantId", session_id as "sessionId", user_id as "userId", seq, type, attempt_id as "attemptId",
  step, data, occurred_at as "occurredAt"`;

const append = prepared(
  "events.append",
  `insert into events (id, tenant_id, session_id, user_id, seq, type, attempt_id, step, data, occurred_at)
   select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::uuid[], $8::text[], $9::jsonb[], $10::timestamptz[])`,
);

/** The append-only log. Nothing updates or deletes a row but a tenant's own policy, through `eventLog`. */
export const events = (db: Queryable) => ({
  /** Appends in one statement, whatever the number of rows. */
  append: async (rows: readonly EventRow[]): Promise<void> => {
    if (rows.length === 0) return;
    await db.query(
      append([
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
      ]),
    );
  },
  /** Index events_session. */
  ofSession: async (sessionId: string, afterSeq: number): Promise<readonly EventRow[]> => {
    const { rows } = await db.query<EventRow>(`select ${columns} from events where session_id = $1 and seq > $2 order by seq`, [sessionId, afterSeq]);
    return rows;
  },
});
