import type { Queryable } from "../storage.ts";
import type { RollupCore, RollupCounts } from "./analytics-rollups.ts";

/** A range of time, cut at quarter hours. */
export interface Range {
  readonly from: Date;
  readonly to: Date;
}

/** Which sums are asked for. */
export interface RollupQuery {
  readonly tenantId: string;
  readonly dimension: string;
  readonly range: Range;
}

const sums = `sum(opened)::int as opened, sum(tried)::int as tried, sum(connected)::int as connected, sum(ended)::int as ended,
  sum(completed)::int as completed, sum(attempts)::int as attempts, sum(failures)::int as failures`;

// Whole days of UTC from the sums by days, the rest at both ends from those by quarter hours: no range costs more than
// its days and two times 95 quarters. Index: the primary key.
const covering = `(
    (grain = 'day' and bucket >= $3 and bucket < $4 and $3 < $4)
    or (grain = 'quarter' and $3 < $4 and ((bucket >= $2 and bucket < $3) or (bucket >= $4 and bucket < $5)))
    or (grain = 'quarter' and $3 >= $4 and bucket >= $2 and bucket < $5))`;

const DAY = 86_400_000;
const wholeDays = ({ from, to }: Range): readonly [Date, Date] => [
  new Date(Math.ceil(from.getTime() / DAY) * DAY),
  new Date(Math.floor(to.getTime() / DAY) * DAY),
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

/** Reads sums for the analytics pages. */
export const analyticsQueries = (db: Queryable) => ({
  /** The counts of one value; only the families asked for. */
  counts: async ({ tenantId, dimension, range }: RollupQuery, value: string, families: readonly string[]): Promise<readonly RollupCounts[]> => {
    const [first, last] = wholeDays(range);
    const { rows } = await db.query<{ counts: RollupCounts }>(
      `select (select coalesce(jsonb_object_agg(f, counts -> f), '{}') from unnest($8::text[]) f where counts ? f) as counts
       from analytics_rollups
       where tenant_id = $1 and dimension = $6 and value = $7 and ${covering}`,
      [tenantId, range.from, first, last, range.to, dimension, value, families],
    );
    return rows.map(({ counts }) => counts);
  },
  /** The sums of every value of a dimension, the busiest first. */
  byValue: async ({ tenantId, dimension, range }: RollupQuery, limit: number): Promise<readonly ({ readonly value: string } & RollupCore)[]> => {
    const [first, last] = wholeDays(range);
    const { rows } = await db.query<{ value: string } & RollupCore>(
      `select value, ${sums} from analytics_rollups
       where tenant_id = $1 and dimension = $6 and ${covering}
       group by value
       order by opened desc, value
       limit $7`,
      [tenantId, range.from, first, last, range.to, dimension, limit],
    );
    return rows;
  },
  /** One family of the counts of several values. */
  familyByValue: async ({ tenantId, dimension, range }: RollupQuery, values: readonly string[] | null, family: string) => {
    const [first, last] = wholeDays(range);
    const { rows } = await db.query<{ value: string; counts: Readonly<Record<string, number>> }>(
      `select value, counts -> $8 as counts from analytics_rollups
       where tenant_id = $1 and dimension = $6 and ${covering} and ($7::text[] is null or value = any($7)) and counts ? $8`,
      [tenantId, range.from, first, last, range.to, dimension, values, family],
    );
    return rows;
  },
  /** The sums of one value over time, each step beginning at the zone's own hour, day, week or month. */
  trend: async (
    { tenantId, dimension, range }: RollupQuery,
    value: string,
    { timeZone, interval }: { readonly timeZone: string; readonly interval: string },
  ): Promise<readonly ({ readonly start: string } & RollupCore)[]> => {
    const { rows } = await db.query<{ start: string } & RollupCore>(
      `select to_char(date_trunc($6, bucket, $7) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as start, ${sums}
       from analytics_rollups
       where tenant_id = $1 and dimension = $4 and value = $5 and grain = 'quarter' and bucket >= $2 and bucket < $3
       group by 1
       order by 1`,
      [tenantId, range.from, range.to, dimension, value, interval, timeZone],
    );
    return rows;
  },
  /** Every step of a range, so that those without sessions are shown too. */
  steps: async (
    { from, to }: Range,
    { timeZone, interval }: { readonly timeZone: string; readonly interval: string },
  ): Promise<readonly string[]> => {
    const { rows } = await db.query<{ start: string }>(
      `select to_char((moment at time zone $4) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as start
       from generate_series(
         date_trunc($3, $1::timestamptz, $4) at time zone $4, ($2::timestamptz - interval '1 millisecond') at time zone $4, ('1 ' || $3)::interval
       ) steps (moment)
       order by 1`,
      [from, to, interval, timeZone],
    );
    return rows.map(({ start }) => start);
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
