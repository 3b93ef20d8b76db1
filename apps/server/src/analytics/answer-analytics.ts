import { failureNames, type AnalyticsGap, type AnalyticsPoint, type AnalyticsRow, type AnalyticsSearches } from "@drawbridge/contract";
import {
  attemptsOf,
  countIn,
  coreSums,
  errorsOf,
  funnelOf,
  mfaOf,
  overviewOf,
  percentiles,
  ratesOf,
  startTally,
  type Counts,
} from "@drawbridge/domain";
import { analyticsQueries } from "@drawbridge/storage";
import { parseId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";
import { sourceFor, type Question } from "./analytics-source.ts";

const SMALLEST_GROUP = 5; // ux.md, "Dashboard conventions"

/** What may be asked of a range. */
export type Answer = (deps: Deps, question: Question) => Promise<object>;

const overviewFamilies = ["session", "ended", "attempt", "connect_ms", "person_ms", "bank_ms"] as const;
const countsOf = (question: Question, families: readonly string[]): Promise<Counts> => sourceFor(question, null).counts(families);

/** The first page. */
export const answerOverview: Answer = async (_deps, question) => overviewOf(await countsOf(question, overviewFamilies));
/** The funnel. */
export const answerFunnel: Answer = async (_deps, question) => funnelOf(await countsOf(question, ["reached", "left_at", "last_attempt"]));
/** Attempts by kind. */
export const answerAttempts: Answer = async (_deps, question) => ({ rows: attemptsOf(await countsOf(question, ["attempt"])) });
/** Questions by kind. */
export const answerMfa: Answer = async (_deps, question) => ({ rows: mfaOf(await countsOf(question, ["mfa"])) });
/** Failures people were shown. */
export const answerErrors: Answer = async (_deps, question) => ({
  rows: errorsOf(await countsOf(question, ["session", "error", "error_sessions", "error_lost"]), failureNames),
});

/** What a value is called; null: it speaks for itself. */
const nameOf = (deps: Deps, value: string): string | null => {
  const uuid = parseId("ins", value);
  return uuid === null ? null : (deps.directory.byUuid(uuid)?.record.name ?? null);
};

/** The values of a dimension, the busiest first. */
export const answerBreakdown = async (
  deps: Deps,
  question: Question,
  { by, limit }: { readonly by: string; readonly limit: number },
): Promise<{ readonly rows: readonly AnalyticsRow[] }> => {
  const source = sourceFor(question, by);
  const found = await source.byValue(by, limit);
  const shown = found.filter(({ opened }) => opened >= SMALLEST_GROUP).map(({ value }) => value);
  const times = await source.familyByValue(by, shown, "connect_ms");
  return {
    rows: found.map(({ value, ...core }) => {
      const suppressed = core.opened < SMALLEST_GROUP;
      const medianConnectMs = suppressed ? null : percentiles(times.get(value) ?? {}, "connect_ms").p50Ms;
      return { value, name: nameOf(deps, value), suppressed, figures: suppressed ? null : ratesOf(core), medianConnectMs };
    }),
  };
};

const gapOf = (deps: Deps, value: string, counts: Counts): AnalyticsGap => ({
  value,
  name: nameOf(deps, value),
  made: countIn(counts, "search", "made"),
  sessions: countIn(counts, "search", "sessions"),
  lost: countIn(counts, "search", "lost"),
});

const gapsOf = (deps: Deps, found: ReadonlyMap<string, Counts>): readonly AnalyticsGap[] =>
  [...found]
    .map(([value, counts]) => gapOf(deps, value, counts))
    .toSorted((a, b) => b.lost - a.lost || b.sessions - a.sessions || (a.value < b.value ? -1 : 1));

/** What was looked for in vain. */
export const answerSearches = async (deps: Deps, question: Question, limit: number): Promise<AnalyticsSearches> => {
  const source = sourceFor(question, "term");
  const [counts, terms, unsupported] = [
    await sourceFor(question, null).counts(["search"]),
    gapsOf(deps, await source.familyByValue("term", null, "search")),
    gapsOf(deps, await source.familyByValue("unsupported", null, "search")),
  ];
  const large = ({ sessions }: AnalyticsGap): boolean => sessions >= SMALLEST_GROUP;
  return {
    made: countIn(counts, "search", "made"),
    withoutResult: countIn(counts, "search", "without_result"),
    sessionsWithoutResult: countIn(counts, "search", "sessions_without_result"),
    lost: countIn(counts, "search", "lost"),
    terms: terms.filter(large).slice(0, limit),
    unsupported: unsupported.filter(large).slice(0, limit),
    suppressed: [...terms, ...unsupported].filter((gap) => !large(gap)).length,
  };
};

const nothing = ratesOf(coreSums(startTally().counts()));

/** Steps of time in a zone. */
export interface Steps {
  readonly timeZone: string;
  readonly interval: "hour" | "day" | "week" | "month";
}

/** The core numbers over time, with every step of the range. */
export const answerTrend = async (_deps: Deps, question: Question, steps: Steps): Promise<{ readonly points: readonly AnalyticsPoint[] }> => {
  const starts = await analyticsQueries(question.db).steps(question.range, steps);
  const found = await sourceFor(question, null).trend(starts);
  return {
    points: starts.map((start) => {
      const core = found.get(start);
      return { start, ...(core ? ratesOf(core) : nothing) };
    }),
  };
};
