import { coverRange, grainBetween, sumOf, type CoreSums, type Counts, type FilterDimension } from "@drawbridge/domain";
import { analyticsQueries, type Queryable, type Range } from "@drawbridge/storage";
import { sessionBySession } from "./session-source.ts";
import { startTallies } from "./tallies.ts";

/** Values that sessions, or their parts, must have. */
export type Filters = Readonly<Partial<Record<FilterDimension, string>>>;

/** What a request asks about. */
export interface Asked {
  readonly tenantId: string;
  readonly range: Range;
  readonly filters: Filters;
}

/** The same, with where it is read: that ends with the patience of whoever asked. */
export interface Question extends Asked {
  readonly db: Queryable;
}

/** Where numbers come from. */
export interface AnalyticsSource {
  readonly counts: (families: readonly string[]) => Promise<Counts>;
  readonly byValue: (dimension: string, limit: number) => Promise<readonly ({ readonly value: string } & CoreSums)[]>;
  readonly familyByValue: (dimension: string, values: readonly string[] | null, family: string) => Promise<ReadonlyMap<string, Counts>>;
  /** By the starts of steps, in their order; steps without sessions may be missing. */
  readonly trend: (starts: readonly string[]) => Promise<ReadonlyMap<string, CoreSums>>;
}

const pick = (counts: Counts, families: readonly string[]): Counts =>
  Object.fromEntries(families.flatMap((family) => (counts[family] ? [[family, counts[family]]] : [])));

/** From the kept sums: no filter, or one. */
const keptSums = ({ db, tenantId, range, filters }: Question): AnalyticsSource => {
  const queries = analyticsQueries(db);
  const [filter] = Object.entries(filters);
  const [dimension, value] = filter ?? ["all", ""];
  const [from, to] = [range.from.getTime(), range.to.getTime()];
  const about = (name: string) => ({ tenantId, dimension: name, parts: coverRange(from, to) });
  return {
    counts: async (families) => sumOf((await queries.counts(about(dimension), value)).map((counts) => pick(counts, families))),
    byValue: (name, limit) => queries.byValue(about(name), filter ? value : null, limit),
    familyByValue: async (name, values, family) => {
      const tallies = startTallies();
      for (const row of await queries.familyByValue(about(name), values, family)) tallies.add(row.value, { [family]: row.counts });
      return tallies.counts();
    },
    trend: async (starts) => {
      const moments = starts.map((start) => Date.parse(start));
      const coarsest = grainBetween(moments.slice(1));
      const rows = await queries.trend({ tenantId, dimension, parts: coverRange(from, to, coarsest) }, value, moments);
      return new Map(rows.flatMap(({ step, ...core }) => starts.slice(step, step + 1).map((start) => [start, core] as const)));
    },
  };
};

/** The source that can answer; both give the same numbers. `by`: a dimension the answer is told apart by. */
export const sourceFor = (question: Question, by: string | null): AnalyticsSource => {
  const names = Object.keys(question.filters);
  const kept = names.length === 0 || (names.length === 1 && (by === null || names[0] === by));
  return kept ? keptSums(question) : sessionBySession(question);
};
