import type { Queryable } from "../storage.ts";

/** What the whole installation has to do. */
export interface OperationFigures {
  readonly jobs: number;
  readonly deliveries: number;
  readonly overdue: number;
  readonly openSessions: number;
  readonly eventsBehind: number;
}

/** Figures for those who watch over the server; each is read by an index or stops counting early. */
export const operationFigures = (db: Queryable) => ({
  read: async (): Promise<OperationFigures> => {
    const { rows } = await db.query<OperationFigures>(
      `select (select count(*) from graphile_worker.jobs)::int as jobs,
         (select count(*) from webhook_deliveries where status = 'pending')::int as deliveries,
         (select count(*) from webhook_deliveries where status = 'pending' and next_attempt_at < now() - interval '1 minute')::int as overdue,
         (select count(*) from sessions where ended_at is null)::int as "openSessions",
         (select count(*) from (select 1 from events where tx >= coalesce((select tx from log_readers where name = 'analytics'), '0'::xid8)
           and session_id is not null limit 10000) behind)::int as "eventsBehind"`,
    );
    return rows[0] ?? { jobs: 0, deliveries: 0, overdue: 0, openSessions: 0, eventsBehind: 0 };
  },
});
