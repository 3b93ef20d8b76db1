import type { Queryable } from "../storage.ts";

/** Family → key → how many. */
export type RollupCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Spans that sums are kept for, of UTC; weeks begin on Monday. */
export type RollupGrain = "quarter" | "hour" | "day" | "week";

/** Which sum: of a tenant, a dimension's value, and a span. */
export interface RollupKey {
  readonly tenantId: string;
  readonly dimension: string;
  readonly value: string;
  readonly grain: RollupGrain;
  readonly bucket: Date;
}

/** The sums that charts and tables sort and add, as columns. */
export interface RollupCore {
  readonly opened: number;
  readonly tried: number;
  readonly connected: number;
  readonly ended: number;
  readonly completed: number;
  readonly attempts: number;
  readonly failures: number;
}

/** One sum. */
export interface Rollup extends RollupKey, RollupCore {
  readonly counts: RollupCounts;
}

const arrays = (rows: readonly RollupKey[]): readonly unknown[] => [
  rows.map(({ tenantId }) => tenantId),
  rows.map(({ dimension }) => dimension),
  rows.map(({ value }) => value),
  rows.map(({ grain }) => grain),
  rows.map(({ bucket }) => bucket),
];
const unnested = "unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])";
const keys = `tenant_id as "tenantId", dimension, value, grain, bucket`;
const core = "opened, tried, connected, ended, completed, attempts, failures";

/** The kept sums. Only the analytics job writes them, under its lock. */
export const analyticsRollups = (db: Queryable) => ({
  of: async (wanted: readonly RollupKey[]): Promise<readonly Rollup[]> => {
    const { rows } = await db.query<Rollup>(
      `select ${keys}, ${core}, counts from analytics_rollups
       where (tenant_id, dimension, value, grain, bucket) in (select * from ${unnested})`,
      [...arrays(wanted)],
    );
    return rows;
  },
  /** The sums of a range in some grains and dimensions; index analytics_rollups_time. */
  inRange: async (
    tenantId: string,
    { from, to }: { readonly from: Date; readonly to: Date },
    { grains, dimensions }: { readonly grains: readonly RollupGrain[]; readonly dimensions: readonly string[] },
  ): Promise<readonly Rollup[]> => {
    const { rows } = await db.query<Rollup>(
      `select ${keys}, ${core}, counts from analytics_rollups
       where tenant_id = $1 and dimension = any($5) and grain = any($4) and bucket >= $2 and bucket < $3`,
      [tenantId, from, to, grains, dimensions],
    );
    return rows;
  },
  save: async (rows: readonly Rollup[]): Promise<void> => {
    await db.query(
      `insert into analytics_rollups (tenant_id, dimension, value, grain, bucket, ${core}, counts)
       select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[],
         $6::int[], $7::int[], $8::int[], $9::int[], $10::int[], $11::int[], $12::int[], $13::jsonb[])
       on conflict (tenant_id, dimension, grain, value, bucket) do update set opened = excluded.opened, tried = excluded.tried,
         connected = excluded.connected, ended = excluded.ended, completed = excluded.completed, attempts = excluded.attempts,
         failures = excluded.failures, counts = excluded.counts`,
      [
        ...arrays(rows),
        rows.map(({ opened }) => opened),
        rows.map(({ tried }) => tried),
        rows.map(({ connected }) => connected),
        rows.map(({ ended }) => ended),
        rows.map(({ completed }) => completed),
        rows.map(({ attempts }) => attempts),
        rows.map(({ failures }) => failures),
        rows.map(({ counts }) => JSON.stringify(counts)),
      ],
    );
  },
  remove: async (gone: readonly RollupKey[]): Promise<void> => {
    await db.query(`delete from analytics_rollups where (tenant_id, dimension, value, grain, bucket) in (select * from ${unnested})`, [
      ...arrays(gone),
    ]);
  },
});
