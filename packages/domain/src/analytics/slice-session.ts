import { institutionIn, providerIn, recordIn, textIn, type AnalyticsEvent } from "./analytics-event.ts";
import { countsOf } from "./count-session.ts";
import { startTally, type Counts } from "./counts.ts";
import { foldSession, type SessionFold } from "./fold-session.ts";

/** What sessions can be told apart by. */
export const sessionDimensions = ["device", "locale", "experience", "mode"] as const;
/** What parts of a session can be told apart by. */
export const partDimensions = ["institution", "provider"] as const;
/** What numbers can be filtered by. */
export const filterDimensions = [...partDimensions, ...sessionDimensions] as const;
export type FilterDimension = (typeof filterDimensions)[number];
/** What numbers are kept by: `term` are searches without result, `unsupported` choices nobody serves. */
export const keptDimensions = ["all", ...filterDimensions, "term", "unsupported"] as const;
export type Dimension = (typeof keptDimensions)[number];

/** One value of a dimension with what a session adds to it. */
export interface Slice {
  readonly dimension: Dimension;
  readonly value: string;
  readonly counts: Counts;
}

/** Everything a session adds to any number: a function of its events alone. */
export interface SessionFacts {
  /** Epoch ms; everything of the session counts at this time. */
  readonly startedAt: number;
  readonly dimensions: Readonly<Record<(typeof sessionDimensions)[number], string>>;
  readonly slices: readonly Slice[];
}

const UNKNOWN = "unknown";

const experienceOf = (data: Readonly<Record<string, unknown>>): string => {
  const experience = recordIn(data, "experience");
  const id = experience && textIn(experience, "id");
  if (!experience || id === null) return "default";
  const version = typeof experience["version"] === "number" ? `@${experience["version"]}` : "";
  const variant = textIn(experience, "variant");
  return `${id}${version}${variant === null ? "" : `#${variant}`}`;
};

const partOf = (events: readonly AnalyticsEvent[], belongs: (event: AnalyticsEvent) => boolean): SessionFold =>
  foldSession(events.filter((event) => event.type.startsWith("session.") || belongs(event)));

const isKnown = (value: string | null): value is string => value !== null;

const parts = (events: readonly AnalyticsEvent[]): readonly Slice[] =>
  (
    [
      ["institution", institutionIn],
      ["provider", providerIn],
    ] as const
  ).flatMap(([dimension, valueIn]) =>
    [...new Set(events.map(valueIn).filter(isKnown))].map((value) => ({
      dimension,
      value,
      counts: countsOf(
        partOf(events, (event) => valueIn(event) === value),
        "part",
      ),
    })),
  );

const LONGEST_TERM = 100;

/** How often something led nowhere, in how many sessions, and how many of those ended without a connection. */
const gaps = (dimension: "term" | "unsupported", values: readonly string[], { endReason, connected }: SessionFold): readonly Slice[] =>
  [...new Set(values)].map((value) => {
    const tally = startTally();
    tally.add("search", "made", values.filter((each) => each === value).length);
    tally.add("search", "sessions");
    if (endReason !== null && !connected) tally.add("search", "lost");
    return { dimension, value, counts: tally.counts() };
  });

/** Cuts a session into what it adds to every dimension. Null: its first event is not there. */
export const sliceSession = (unordered: readonly AnalyticsEvent[]): SessionFacts | null => {
  const events = unordered.toSorted((a, b) => a.seq - b.seq);
  const start = events.find(({ type }) => type === "session.started");
  if (!start) return null;
  const whole = foldSession(events);
  const counts = countsOf(whole, "session");
  const dimensions = {
    device: textIn(start.data, "device") ?? UNKNOWN,
    locale: textIn(start.data, "locale") ?? UNKNOWN,
    experience: experienceOf(start.data),
    mode: textIn(start.data, "mode") ?? UNKNOWN,
  };
  const missed = whole.searches.filter(({ found, term }) => !found && term !== "").map(({ term }) => term.slice(0, LONGEST_TERM));
  return {
    startedAt: start.at,
    dimensions,
    slices: [
      { dimension: "all", value: "", counts },
      ...sessionDimensions.map((dimension) => ({ dimension, value: dimensions[dimension], counts })),
      ...parts(events),
      ...gaps("term", missed, whole),
      ...gaps("unsupported", whole.unsupported, whole),
    ],
  };
};
