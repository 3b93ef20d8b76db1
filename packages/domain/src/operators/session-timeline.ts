/** One line of time for a session: screens, attempts with what the bank took, the other events, webhooks and approvals. */
export const timelineLanes = ["screen", "attempt", "event", "webhook", "approval"] as const;
export type TimelineLane = (typeof timelineLanes)[number];

/** One thing that happened. */
export interface TimelineEntry {
  readonly lane: TimelineLane;
  /** Epoch ms. */
  readonly at: number;
  /** Screen, type of event or webhook, or text of an approval. */
  readonly name: string;
  /** How it came out; null: it has no outcome, or not yet. */
  readonly outcome: string | null;
  /** How long the screen was shown, the bank took, the receiver took, or the person thought; null: still going on, or at once. */
  readonly durationMs: number | null;
  readonly attemptId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An event of the log as far as the line needs it. */
export interface TimelineEvent {
  readonly seq: number;
  readonly type: string;
  readonly attemptId: string | null;
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

const begins: ReadonlySet<string> = new Set(["sign_in.started", "mfa.started", "oauth.launched", "accounts.adding", "accounts.removing"]);
const ends = /\.(succeeded|challenged|failed|returned|added|add_failed|removed|remove_failed)$/;

const kindOf = (type: string): string => type.split(".")[0] ?? type;

const endOf = (event: TimelineEvent, later: readonly TimelineEvent[]): TimelineEvent | undefined =>
  later.find((other) => other.attemptId === event.attemptId && kindOf(other.type) === kindOf(event.type) && ends.test(other.type));

const isScreenChange = ({ type }: TimelineEvent): boolean => type === "step.changed" || type === "session.ended";

const screenEntry = (event: TimelineEvent, later: readonly TimelineEvent[]): TimelineEntry => {
  const next = later.find(isScreenChange);
  const to = event.data["to"];
  return {
    lane: "screen",
    at: event.at,
    name: typeof to === "string" ? to : "screen",
    outcome: null,
    durationMs: next ? next.at - event.at : null,
    attemptId: null,
    data: event.data,
  };
};

const attemptEntry = (event: TimelineEvent, later: readonly TimelineEvent[]): TimelineEntry => {
  const end = event.attemptId === null ? undefined : endOf(event, later);
  return {
    lane: "attempt",
    at: event.at,
    name: event.type,
    outcome: end ? (end.type.split(".")[1] ?? null) : null,
    durationMs: end ? end.at - event.at : null,
    attemptId: event.attemptId,
    data: end ? { ...event.data, ...end.data } : event.data,
  };
};

/** The events of a session, in the order of their numbers, as entries. */
export const timelineOfEvents = (unordered: readonly TimelineEvent[]): readonly TimelineEntry[] => {
  const events = unordered.toSorted((a, b) => a.seq - b.seq);
  return events.map((event, index): TimelineEntry => {
    const later = events.slice(index + 1);
    if (event.type === "step.changed") return screenEntry(event, later);
    if (begins.has(event.type)) return attemptEntry(event, later);
    const { type, at, attemptId, data } = event;
    return { lane: "event", at, name: type, outcome: null, durationMs: null, attemptId, data };
  });
};

/** Puts lines of time together; what happened at the same moment keeps the order it was given in. */
export const mergeTimelines = (...lines: readonly (readonly TimelineEntry[])[]): readonly TimelineEntry[] =>
  lines.flat().toSorted((a, b) => a.at - b.at);
