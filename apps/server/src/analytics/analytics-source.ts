import {
  coreSums,
  coverRange,
  grainBetween,
  startTally,
  sumOf,
  type CoreSums,
  type Counts,
  type FilterDimension,
  type Tally,
} from "@drawbridge/domain";
import { analyticsQueries, sessionFacts, type Range, type SessionFactsRow } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import type { Deps } from "../use-cases/deps.ts";

/** Values that sessions, or their parts, must have. */
export type Filters = Readonly<Partial<Record<FilterDimension, string>>>;

/** What a request asks about. */
export interface Question {
  readonly tenantId: string;
  readonly range: Range;
  readonly filters: Filters;
}

/** Where numbers come from. */
export interface AnalyticsSource {
  readonly counts: (families: readonly string[]) => Promise<Counts>;
  readonly byValue: (dimension: string, limit: number) => Promise<readonly ({ readonly value: string } & CoreSums)[]>;
  readonly familyByValue: (dimension: string, values: readonly string[] | null, family: string) => Promise<ReadonlyMap<string, Counts>>;
  /** By the starts of steps, in their order; steps without sessions may be missing. */
  readonly trend: (starts: readonly string[]) => Promise<ReadonlyMap<string, CoreSums>>;
}

const addTo = (tallies: Map<string, Tally>, name: string, counts: Counts): void => {
  const tally = tallies.get(name) ?? startTally();
  tally.addAll(counts, 1);
  tallies.set(name, tally);
};
const finished = (tallies: ReadonlyMap<string, Tally>): ReadonlyMap<string, Counts> =>
  new Map([...tallies].map(([name, tally]) => [name, tally.counts()]));

const pick = (counts: Counts, families: readonly string[]): Counts =>
  Object.fromEntries(families.flatMap((family) => (counts[family] ? [[family, counts[family]]] : [])));

/** From the kept sums: no filter, or one. */
const keptSums = ({ storage }: Pick<Deps, "storage">, { tenantId, range, filters }: Question): AnalyticsSource => {
  const queries = analyticsQueries(storage.pool);
  const [filter] = Object.entries(filters);
  const [dimension, value] = filter ?? ["all", ""];
  const [from, to] = [range.from.getTime(), range.to.getTime()];
  const about = (name: string) => ({ tenantId, dimension: name, parts: coverRange(from, to) });
  return {
    counts: async (families) => sumOf((await queries.counts(about(dimension), value)).map((counts) => pick(counts, families))),
    byValue: (name, limit) => queries.byValue(about(name), filter ? value : null, limit),
    familyByValue: async (name, values, family) => {
      const tallies = new Map<string, Tally>();
      for (const row of await queries.familyByValue(about(name), values, family)) addTo(tallies, row.value, { [family]: row.counts });
      return finished(tallies);
    },
    trend: async (starts) => {
      const moments = starts.map((start) => Date.parse(start));
      const coarsest = grainBetween(moments.slice(1));
      const rows = await queries.trend({ tenantId, dimension, parts: coverRange(from, to, coarsest) }, value, moments);
      return new Map(rows.flatMap(({ step, ...core }) => starts.slice(step, step + 1).map((start) => [start, core] as const)));
    },
  };
};

const MOST_SESSIONS = 200_000; // read one by one in about two seconds
const PAGE = 5_000;

/** From the sessions themselves: several filters at once, or one of them against another. */
const sessionBySession = ({ storage }: Pick<Deps, "storage">, { tenantId, range, filters }: Question): AnalyticsSource => {
  const facts = sessionFacts(storage.pool);
  const { institution, provider, ...filter } = filters;
  const part =
    institution === undefined ? (provider === undefined ? null : (["provider", provider] as const)) : (["institution", institution] as const);
  const sliceOf = ({ slices }: SessionFactsRow): Counts | null =>
    slices.find(({ dimension, value }) => (part ? dimension === part[0] && value === part[1] : dimension === "all"))?.counts ?? null;

  const each = async (visit: (row: SessionFactsRow, counts: Counts) => void): Promise<void> => {
    if ((await facts.countInRange(tenantId, range, MOST_SESSIONS + 1)) > MOST_SESSIONS) throw new AppError("ANALYTICS_TOO_WIDE");
    let after: SessionFactsRow | null = null;
    for (;;) {
      const rows: readonly SessionFactsRow[] = await facts.inRange(tenantId, range, { filter, after, limit: PAGE });
      for (const row of rows) {
        const counts = sliceOf(row);
        if (counts) visit(row, counts);
      }
      after = rows.at(-1) ?? null;
      if (rows.length < PAGE) return;
    }
  };
  const byDimension = async (dimension: string): Promise<ReadonlyMap<string, Counts>> => {
    const tallies = new Map<string, Tally>();
    await each((row, counts) => {
      for (const slice of row.slices) {
        if (slice.dimension !== dimension || (part?.[0] === dimension && part[1] !== slice.value)) continue;
        // A session's own properties do not change with the part that is asked about.
        const whole = dimension !== "institution" && dimension !== "provider" && dimension !== "term" && dimension !== "unsupported";
        addTo(tallies, slice.value, whole ? counts : slice.counts);
      }
    });
    return finished(tallies);
  };
  return {
    counts: async () => {
      const tally = startTally();
      await each((_row, counts) => tally.addAll(counts, 1));
      return tally.counts();
    },
    byValue: async (dimension, limit) =>
      [...(await byDimension(dimension))]
        .map(([value, counts]) => ({ value, ...coreSums(counts) }))
        .toSorted((a, b) => b.opened - a.opened || (a.value < b.value ? -1 : 1))
        .slice(0, limit),
    familyByValue: (dimension) => byDimension(dimension),
    trend: async (starts) => {
      const tallies = new Map<string, Tally>();
      await each((row, counts) => {
        const at = row.startedAt.toISOString();
        const start = starts.findLast((step) => step <= at);
        if (start !== undefined) addTo(tallies, start, counts);
      });
      return new Map([...finished(tallies)].map(([start, counts]) => [start, coreSums(counts)]));
    },
  };
};

/** The source that can answer; both give the same numbers. `by`: a dimension the answer is told apart by. */
export const sourceFor = (deps: Pick<Deps, "storage">, question: Question, by: string | null): AnalyticsSource => {
  const names = Object.keys(question.filters);
  const kept = names.length === 0 || (names.length === 1 && (by === null || names[0] === by));
  return kept ? keptSums(deps, question) : sessionBySession(deps, question);
};
