import type { Queryable } from "../storage.ts";

/** Connections whose syncs stand still until the help desk lets them go on, person by person (index connections_user). */
export const connectionPauses = (db: Queryable) => ({
  /** How many stand still that did not before. */
  pauseOfUser: async (tenantId: string, userId: string, now: Date): Promise<number> => {
    const { rowCount } = await db.query(
      "update connections set paused_at = $3 where tenant_id = $1 and user_id = $2 and status = 'active' and paused_at is null",
      [tenantId, userId, now],
    );
    return rowCount ?? 0;
  },
  /** How many go on. */
  resumeOfUser: async (tenantId: string, userId: string): Promise<number> => {
    const { rowCount } = await db.query(
      "update connections set paused_at = null where tenant_id = $1 and user_id = $2 and status = 'active' and paused_at is not null",
      [tenantId, userId],
    );
    return rowCount ?? 0;
  },
  /** True while nothing is to be fetched over a connection. */
  holds: async (connectionId: string): Promise<boolean> => {
    const { rowCount } = await db.query("select from connections where id = $1 and paused_at is not null", [connectionId]);
    return rowCount === 1;
  },
  /** Since when, and how many; none: they run. */
  ofUser: async (tenantId: string, userId: string): Promise<{ readonly since: Date | null; readonly connections: number }> => {
    const { rows } = await db.query<{ since: Date | null; connections: number }>(
      `select min(paused_at) as since, count(*)::int as connections from connections
       where tenant_id = $1 and user_id = $2 and status = 'active' and paused_at is not null`,
      [tenantId, userId],
    );
    return rows[0] ?? { since: null, connections: 0 };
  },
});
