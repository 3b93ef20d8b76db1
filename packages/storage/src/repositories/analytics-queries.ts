import type { Queryable } from "../storage.ts";
import type { RollupCore, RollupCounts, RollupGrain } from "./analytics-rollups.ts";

/** A range of time, cut at quarter hours. */
export interface Range {
  readonly from: Date;
  readonly to: Date;
}

/** A stretch of time whose sums are read in one grain; epoch ms. */
export interface RollupStretch {
  readonly grain: RollupGrain;
  readonly from: number;
  readonly to: number;
}

/** Which sums are asked for. */
export interface RollupQuery {
  readonly tenantId: string;
  readonly dimension: string;
  readonly parts: readonly RollupStretch[];
}

const sums = `sum(opened)::int as opened, sum(tried)::int as tried, sum(connected)::int as connected, sum(ended)::int as ended,
  sum(completed)::int as completed, sum(attempts)::int as attempts, sum(failures)::int as failures`;

const covering = "unnest($3::text[], $4::timestamptz[], $5::timestamptz[]) part (grain, since, upto)";
const within = "r.tenant_id = $1 and r.dimension = $2 and r.grain = part.grain and r.bucket >= part.since and r.bucket < part.upto";

/** The first five parameters of a question: what is asked about, and when. */
const asked = ({ tenantId, dimension, parts }: RollupQuery): readonly unknown[] => [
  tenantId,
  dimension,
  parts.map(({ grain }) => grain),
  parts.map(({ from }) => new Date(from)),
  parts.map(({ to }) => new Date(to)),
];

/** A range as it was asked for: local times of a zone, or moments with an offset; null where nothing was said. */
export interface AskedRange {
  readonly from: string | null;
  readonly to: string | null;
  readonly timeZone: string;
}

const isMoment = (text: string | null): boolean => text !== null && /(Z|[+-]\d{2}:\d{2})$/.test(text);
const localTime = (parameter: string, text: string | null): string =>
  isMoment(text) ? `${parameter}::timestamptz at time zone $1` : `${parameter}::timestamp`;

const NO_SUCH_ZONE = "22023";

/** Asking for the zone is cheaper than looking it up: the list of zones is read from disk every time. */
const unlessUnknownZone = (error: unknown): null => {
  if (error instanceof Error && "code" in error && error.code === NO_SUCH_ZONE) return null;
  throw error;
};

const readSums = (db: Queryable) => ({
  /** The counts of one value, all families: to take some out costs the database five times what it costs to send them. Index: the primary key. */
  counts: async (query: RollupQuery, value: string): Promise<readonly RollupCounts[]> => {
    const { rows } = await db.query<{ counts: RollupCounts }>(
      `select r.counts
       from ${covering}
       join analytics_rollups r on ${within} and r.value = $6`,
      [...asked(query), value],
    );
    return rows.map(({ counts }) => counts);
  },
  /** The sums of every value of a dimension, or of one, the busiest first. Index analytics_rollups_time alone. */
  byValue: async (query: RollupQuery, value: string | null, limit: number): Promise<readonly ({ readonly value: string } & RollupCore)[]> => {
    const { rows } = await db.query<{ value: string } & RollupCore>(
      `select r.value, ${sums}
       from ${covering}
       join analytics_rollups r on ${within} and ($6::text is null or r.value = $6)
       group by r.value
       order by opened desc, r.value
       limit $7`,
      [...asked(query), value, limit],
    );
    return rows;
  },
  /** One family of the counts of several values, or of all. Index: the primary key, or analytics_rollups_time for all. */
  familyByValue: async (query: RollupQuery, values: readonly string[] | null, family: string) => {
    const { rows } = await db.query<{ value: string; counts: Readonly<Record<string, number>> }>(
      `select r.value, r.counts -> $6 as counts
       from ${covering}
       join analytics_rollups r on ${within} ${values === null ? "" : "and r.value = any($7::text[])"}
       where r.counts ? $6`,
      [...asked(query), family, ...(values === null ? [] : [values])],
    );
    return rows;
  },
  /** The sums of one value by steps, which begin at the moments named (epoch ms) and cut no sum; index analytics_rollups_time alone. */
  trend: async (query: RollupQuery, value: string, starts: readonly number[]): Promise<readonly ({ readonly step: number } & RollupCore)[]> => {
    const { rows } = await db.query<{ step: number } & RollupCore>(
      `select width_bucket(extract(epoch from r.bucket)::float8 * 1000, $7::float8[]) - 1 as step, ${sums}
       from ${covering}
       join analytics_rollups r on ${within} and r.value = $6
       group by 1`,
      [...asked(query), value, starts],
    );
    return rows;
  },
});

const readRanges = (db: Queryable) => ({
  /** Every step of a range, so that those without sessions are shown too. */
  steps: async (
    { from, to }: Range,
    { timeZone, interval }: { readonly timeZone: string; readonly interval: string },
  ): Promise<readonly string[]> => {
    const { rows } = await db.query<{ at: number }>(
      `select extract(epoch from moment at time zone $4)::float8 * 1000 as at
       from generate_series(
         date_trunc($3, $1::timestamptz, $4) at time zone $4, ($2::timestamptz - interval '1 millisecond') at time zone $4, ('1 ' || $3)::interval
       ) steps (moment)
       order by 1`,
      [from, to, interval, timeZone],
    );
    return rows.map(({ at }) => new Date(at).toISOString().replace(".000Z", "Z"));
  },
  /** The moments of a range, in a zone's own calendar, and of the one before it, as long in local time. Null: no such zone. */
  resolve: async ({ from, to, timeZone }: AskedRange, now: Date): Promise<{ readonly range: Range; readonly before: Range } | null> => {
    const found = await db
      .query<{ from: Date; to: Date; before: Date }>(
        `with given as (
         select coalesce(${localTime("$2", to)}, date_trunc('day', $4::timestamptz at time zone $1) + interval '1 day') as upto,
           ${localTime("$3", from)} as since
       ), local as (
         select upto, coalesce(since, upto - interval '30 days') as since from given
       )
       select since at time zone $1 as "from", upto at time zone $1 as "to", (since - (upto - since)) at time zone $1 as before from local`,
        [timeZone, to, from, now],
      )
      .catch(unlessUnknownZone);
    const [row] = found?.rows ?? [];
    return row ? { range: { from: row.from, to: row.to }, before: { from: row.before, to: row.from } } : null;
  },
});

/** Reads sums for the analytics pages. */
export const analyticsQueries = (db: Queryable) => ({
  ...readSums(db),
  ...readRanges(db),
});
