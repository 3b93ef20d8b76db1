import { recordIn, textIn, type AnalyticsEvent } from "./analytics-event.ts";
import { pairAttempts, type FoldedAttempt } from "./attempts.ts";

/** Steps of the funnel in their order; whoever reached one reached those before it. */
export const funnelSteps = ["opened", "chosen", "tried", "signed_in", "connected", "finished"] as const;
export type FunnelStep = (typeof funnelSteps)[number];

/** Everything analytics knows of one session, or of its part at one institution. */
export interface SessionFold {
  /** Null: it is still open. */
  readonly endReason: string | null;
  /** As far as the person came before the end. */
  readonly reached: FunnelStep;
  readonly connected: boolean;
  readonly lastScreen: string;
  readonly attempts: readonly FoldedAttempt[];
  /** Failures in the order people were shown them. */
  readonly errors: readonly string[];
  /** Terms in the order they were searched for. */
  readonly searches: readonly { readonly term: string; readonly found: boolean }[];
  readonly unsupported: readonly string[];
  readonly returning: boolean;
  readonly repair: boolean;
  readonly nothingToFix: boolean;
  /** Ms from the start to the first connection, and how much of it the person waited for the bank; null: not connected. */
  readonly connectMs: number | null;
  readonly bankMs: number | null;
}

const reaches: Readonly<Record<string, FunnelStep>> = {
  "institution.selected": "chosen",
  "sign_in.started": "tried",
  "oauth.launched": "tried",
  "sign_in.succeeded": "signed_in",
  "mfa.succeeded": "signed_in",
  "oauth.returned": "signed_in",
  "accounts.added": "connected",
};

const stepOf = ({ type, data }: AnalyticsEvent): FunnelStep => {
  if (type === "institution.selected" && data["supported"] === false) return "opened";
  // A link that names its institution begins past the choice.
  if (type === "step.changed" && data["from"] === null && recordIn(data, "institution")) return "chosen";
  return reaches[type] ?? "opened";
};

const repairs: ReadonlySet<string> = new Set(["reauth", "reconsent", "refresh"]);

const furthest = (events: readonly AnalyticsEvent[]): FunnelStep => {
  const index = events.reduce((most, event) => Math.max(most, funnelSteps.indexOf(stepOf(event))), 0);
  return funnelSteps[index] ?? "opened";
};

/** Time at the step that waits for the bank, before `until`. */
const waitedFor = (events: readonly AnalyticsEvent[], until: number): number => {
  let [waited, since] = [0, null as number | null];
  for (const { type, data, at } of events) {
    if (type !== "step.changed" || at > until) continue;
    if (since !== null) waited += at - since;
    since = textIn(data, "to") === "connecting" ? at : null;
  }
  return since === null ? waited : waited + (until - since);
};

const timesOf = (events: readonly AnalyticsEvent[]) => {
  const start = events.find(({ type }) => type === "session.started");
  const added = events.find(({ type }) => type === "accounts.added");
  if (!start || !added) return { connectMs: null, bankMs: null };
  const connectMs = Math.max(0, added.at - start.at);
  return { connectMs, bankMs: Math.min(connectMs, waitedFor(events, added.at)) };
};

const termOf = ({ data }: AnalyticsEvent) => ({
  term: (textIn(data, "term") ?? "").trim().toLowerCase().replaceAll(/\s+/g, " "),
  found: typeof data["resultCount"] === "number" && data["resultCount"] > 0,
});

/** Folds a session's events, in the order of their numbers, into what analytics knows of it. */
export const foldSession = (events: readonly AnalyticsEvent[]): SessionFold => {
  const of = (type: string): readonly AnalyticsEvent[] => events.filter((event) => event.type === type);
  const [start] = of("session.started");
  const end = of("session.ended").at(-1);
  const journey = start && textIn(start.data, "journey");
  return {
    endReason: end ? (textIn(end.data, "reason") ?? "error") : null,
    reached: furthest(events),
    connected: of("accounts.added").length > 0,
    lastScreen: textIn(of("step.changed").at(-1)?.data ?? {}, "to") ?? start?.step ?? "none",
    attempts: pairAttempts(events),
    errors: of("alert.shown").map(({ data }) => textIn(data, "failure") ?? "unexpected"),
    searches: of("institution.searched").map(termOf),
    unsupported: of("institution.selected").flatMap(({ data }) =>
      data["supported"] === false ? [textIn(recordIn(data, "institution") ?? {}, "id") ?? "unknown"] : [],
    ),
    returning: start?.data["returning"] === true,
    repair: journey !== undefined && journey !== null && repairs.has(journey),
    nothingToFix: end?.data["nothingToFix"] === true,
    ...timesOf(events),
  };
};
