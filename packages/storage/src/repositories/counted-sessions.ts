/** Sessions by what they add to the numbers: which counted, at which place, under which values. */
export interface CountedSessions {
  /** When they began. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly device?: string | undefined;
  readonly locale?: string | undefined;
  readonly experience?: string | undefined;
  readonly mode?: string | undefined;
  /** The part of a session that counts: its dimension and value; the whole unless given. */
  readonly part?: readonly [dimension: string, value: string] | undefined;
  /** Only those that add to this count. */
  readonly counted?: readonly [family: string, key: string] | undefined;
}

const columns = ["device", "locale", "experience", "mode"] as const;

/**
 * The condition that `column` holds such a session of the tenant, who is parameter 1; more parameters are added to `values`.
 * Null: every session fits. Index session_facts_time.
 */
export const countedSessions = (filter: CountedSessions, column: string, values: unknown[]): string | null => {
  const named = (value: unknown): string => `$${values.push(value)}`;
  const conditions: string[] = [];
  if (filter.from) conditions.push(`f.started_at >= ${named(filter.from)}::timestamptz`);
  if (filter.to) conditions.push(`f.started_at < ${named(filter.to)}::timestamptz`);
  for (const name of columns) if (filter[name] !== undefined) conditions.push(`f.${name} = ${named(filter[name])}::text`);
  if (filter.part || filter.counted) {
    const [dimension, value] = filter.part ?? ["all", ""];
    const counts = filter.counted ? ` and s #> ${named(["counts", ...filter.counted])}::text[] is not null` : "";
    conditions.push(
      `exists (select 1 from jsonb_array_elements(f.slices) s
         where s ->> 'dimension' = ${named(dimension)}::text and s ->> 'value' = ${named(value)}::text${counts})`,
    );
  }
  if (conditions.length === 0) return null;
  // "is true" keeps the list from becoming a join: it is made once and looked up for each row, whatever the planner thinks of it.
  return `(${column} in (select f.session_id from session_facts f where f.tenant_id = $1 and ${conditions.join(" and ")})) is true`;
};
