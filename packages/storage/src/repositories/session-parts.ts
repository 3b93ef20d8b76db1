import type { Queryable } from "../storage.ts";
import type { Range } from "./analytics-queries.ts";
import type { RollupCounts } from "./analytics-rollups.ts";
import type { FactsFilter } from "./session-facts.ts";

/** Which parts of sessions are asked for. */
export interface PartsQuery {
  readonly tenantId: string;
  readonly range: Range;
  readonly filter: FactsFilter;
  /** The slice that counts: its dimension and value; the whole session is `["all", ""]`. */
  readonly part: readonly [dimension: string, value: string];
  /** A dimension to tell the sessions apart by as well; null: none. */
  readonly by: string | null;
}

/** Where a page of parts ended. */
export interface PartsPlace {
  readonly startedAt: Date;
  readonly sessionId: string;
}

/** What one session adds. */
export interface SessionPart extends PartsPlace {
  readonly counts: RollupCounts;
  readonly slices: readonly { readonly value: string; readonly counts: RollupCounts }[];
}

const fits = `f.tenant_id = $1 and f.started_at >= $2 and f.started_at < $3
  and ($4::text is null or f.device = $4) and ($5::text is null or f.locale = $5)
  and ($6::text is null or f.experience = $6) and ($7::text is null or f.mode = $7)
  and ($8::timestamptz is null or (f.started_at, f.session_id) > ($8, $9::uuid))`;

// What a page is made of is found by the index alone; only those rows are opened, and only the slices that are asked for are sent.
const pageSql = `
  select f.started_at as "startedAt", f.session_id as "sessionId", part.counts, coalesce(told.slices, '[]') as slices
  from session_facts f
  cross join lateral (
    select s -> 'counts' as counts from jsonb_array_elements(f.slices) s where s ->> 'dimension' = $11 and s ->> 'value' = $12 limit 1
  ) part
  left join lateral (
    select jsonb_agg(jsonb_build_object('value', s -> 'value', 'counts', s -> 'counts')) as slices
    from jsonb_array_elements(f.slices) s where s ->> 'dimension' = $13
  ) told on $13::text is not null
  where ${fits} and ($11 = 'all' or f.slices @> jsonb_build_array(jsonb_build_object('dimension', $11::text, 'value', $12::text)))
  order by f.started_at, f.session_id
  limit $10`;

/** What sessions of a range add, one by one. */
export const sessionParts = (db: Queryable) => ({
  /** A page of them in the order of their beginnings; index session_facts_values. */
  page: async ({ tenantId, range, filter, part, by }: PartsQuery, after: PartsPlace | null, limit: number): Promise<readonly SessionPart[]> => {
    const { rows } = await db.query<SessionPart>(pageSql, [
      tenantId,
      range.from,
      range.to,
      filter.device ?? null,
      filter.locale ?? null,
      filter.experience ?? null,
      filter.mode ?? null,
      after?.startedAt ?? null,
      after?.sessionId ?? null,
      limit,
      ...part,
      by,
    ]);
    return rows;
  },
});
