import { coreSums, sessionDimensions, startTally, type Counts } from "@drawbridge/domain";
import { sessionParts, type PartsPlace, type SessionPart } from "@drawbridge/storage";
import type { AnalyticsSource, Filters, Question } from "./analytics-source.ts";
import { startTallies } from "./tallies.ts";

const PAGE = 5_000; // sessions; between pages the server does other work

/** The slice of a session that counts: that of its bank or provider when one is asked about. */
const partOf = ({ institution, provider }: Filters): readonly [dimension: string, value: string] => {
  if (institution !== undefined) return ["institution", institution];
  return provider === undefined ? ["all", ""] : ["provider", provider];
};

const isOfSession = (dimension: string): boolean => sessionDimensions.some((each) => each === dimension);

type Visit = (session: SessionPart) => void;

const readEach = ({ db, tenantId, range, filters }: Question) => {
  const parts = sessionParts(db);
  const { institution: _institution, provider: _provider, ...filter } = filters;
  return async (by: string | null, visit: Visit): Promise<void> => {
    let after: PartsPlace | null = null;
    for (;;) {
      const page: readonly SessionPart[] = await parts.page({ tenantId, range, filter, part: partOf(filters), by }, after, PAGE);
      for (const session of page) visit(session);
      after = page.at(-1) ?? null;
      if (page.length < PAGE) return;
    }
  };
};

/** From the sessions themselves: several filters at once, or one of them against another. */
export const sessionBySession = (question: Question): AnalyticsSource => {
  const each = readEach(question);
  const part = partOf(question.filters);
  const told = new Map<string, Promise<ReadonlyMap<string, Counts>>>();

  const tellApart = async (dimension: string): Promise<ReadonlyMap<string, Counts>> => {
    const tallies = startTallies();
    await each(dimension, ({ counts, slices }) => {
      for (const slice of slices) {
        if (part[0] === dimension && part[1] !== slice.value) continue;
        // A session's own properties do not change with the part that is asked about.
        tallies.add(slice.value, isOfSession(dimension) ? counts : slice.counts);
      }
    });
    return tallies.counts();
  };
  /** A table asks twice, for its sums and its times: the sessions are read once. */
  const byDimension = (dimension: string): Promise<ReadonlyMap<string, Counts>> => {
    const known = told.get(dimension) ?? tellApart(dimension);
    told.set(dimension, known);
    return known;
  };
  return {
    counts: async () => {
      const tally = startTally();
      await each(null, ({ counts }) => tally.addAll(counts, 1));
      return tally.counts();
    },
    byValue: async (dimension, limit) =>
      [...(await byDimension(dimension))]
        .map(([value, counts]) => ({ value, ...coreSums(counts) }))
        .toSorted((a, b) => b.opened - a.opened || (a.value < b.value ? -1 : 1))
        .slice(0, limit),
    familyByValue: (dimension) => byDimension(dimension),
    trend: async (starts) => {
      const tallies = startTallies();
      const moments = starts.map((start) => Date.parse(start));
      const begun = (step: number, at: number): boolean => (moments[step] ?? Infinity) <= at;
      let step = 0; // sessions come in the order of time
      await each(null, ({ startedAt, counts }) => {
        while (begun(step + 1, startedAt.getTime())) step += 1;
        tallies.add(starts[step] ?? "", counts);
      });
      return new Map([...tallies.counts()].map(([start, counts]) => [start, coreSums(counts)]));
    },
  };
};
