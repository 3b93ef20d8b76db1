import type { Queryable } from "../storage.ts";

/** Connections whose syncs stand still until the help desk lets them go on, person by person (index connections_user). */
export const connectionPauses = (db: Queryable) => ({
  /** Those that stand still and did not before. `now` is in the tenant's clock. */
  pauseOfUser: async (tenantId: string, userId: string, now: Date): Promise<readonly string[]> => {
    const { rows } = await db.query<{ id: string }>(
      "update connections set paused_at = $3 where tenant_id = $1 and user_id = $2 and status = 'active' and paused_at is null returning id",
      [tenantId, userId, now],
    );
    return rows.map(({ id }) => id);
  },
  /** Those that go on. */
  resumeOfUser: async (tenantId: string, userId: string): Promise<readonly string[]> => {
    const { rows } = await db.query<{ id: string }>(
      "update connections set paused_at = null where tenant_id = $1 and user_id = $2 and status = 'active' and paused_at is not null returning id",
      [tenantId, userId],
    );
    return rows.map(({ id }) => id);
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
