import type { Queryable } from "../storage.ts";

/** How far a tenant's clock is ahead of the machine's. */
export interface ClockOffset {
  readonly tenantId: string;
  readonly offsetMs: number;
}

/** Clocks of sandbox tenants. A clock only goes forward. */
export const clocks = (db: Queryable) => ({
  /** Those that were turned. */
  all: async (): Promise<readonly ClockOffset[]> => {
    const { rows } = await db.query<ClockOffset>(`select id as "tenantId", clock_offset_ms as "offsetMs" from tenants where clock_offset_ms > 0`);
    return rows;
  },
  of: async (tenantId: string): Promise<number> => {
    const { rows } = await db.query<{ offsetMs: number }>(`select clock_offset_ms as "offsetMs" from tenants where id = $1`, [tenantId]);
    return rows[0]?.offsetMs ?? 0;
  },
  /** Turns it to `offsetMs` when that is further than it stands; answers how it stands. */
  advanceTo: async (tenantId: string, offsetMs: number): Promise<number> => {
    const { rows } = await db.query<{ offsetMs: number }>(
      `update tenants set clock_offset_ms = greatest(clock_offset_ms, $2) where id = $1 returning clock_offset_ms as "offsetMs"`,
      [tenantId, Math.round(offsetMs)],
    );
    return rows[0]?.offsetMs ?? 0;
  },
  isSandbox: async (tenantId: string): Promise<boolean> => {
    const { rows } = await db.query<{ sandbox: boolean }>("select sandbox from tenants where id = $1", [tenantId]);
    return rows[0]?.sandbox ?? false;
  },
});
