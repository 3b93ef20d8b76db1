import type {
  AnalyticsAttempt,
  AnalyticsError,
  AnalyticsFunnel,
  AnalyticsMfa,
  AnalyticsOverview,
  AnalyticsPercentiles,
  AnalyticsRates,
  Failure,
} from "@drawbridge/contract";
import { projectFailure } from "../failure-projection.ts";
import { attemptKinds } from "./attempts.ts";
import { coreSums, ratio, type CoreSums } from "./core-sums.ts";
import { countIn, familyOf, type Counts } from "./counts.ts";
import { percentileOf } from "./duration-bins.ts";
import { funnelSteps } from "./fold-session.ts";

/** p50, p90 and p95 of one family of durations. */
export const percentiles = (counts: Counts, family: string): AnalyticsPercentiles => {
  const bins = familyOf(counts, family).map(([ms, n]) => [Number(ms), n] as const);
  return {
    count: bins.reduce((sum, [, n]) => sum + n, 0),
    p50Ms: percentileOf(bins, 0.5),
    p90Ms: percentileOf(bins, 0.9),
    p95Ms: percentileOf(bins, 0.95),
  };
};

/** The rates every table shows. */
export const ratesOf = (core: CoreSums): AnalyticsRates => ({
  ...core,
  conversion: ratio(core.completed, core.opened),
  successRate: ratio(core.connected, core.tried),
  errorRate: ratio(core.failures, core.attempts),
  attemptsPerSuccess: ratio(core.attempts, core.connected),
});

const ofSession = (counts: Counts, key: string): number => countIn(counts, "session", key);
const ofAttempt = (counts: Counts, key: string): number => countIn(counts, "attempt", key);

type Keyed = readonly (readonly [string, number])[];
const mostFirst = (entries: Keyed): Keyed => entries.toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));

/** The numbers of the first page. */
export const overviewOf = (counts: Counts): AnalyticsOverview => {
  const core = coreSums(counts);
  const [returning, back] = [ofSession(counts, "returning"), ofSession(counts, "returning_completed")];
  const launched = ofAttempt(counts, "oauth.started");
  const repairs = ofSession(counts, "repair") - ofSession(counts, "nothing_to_fix");
  return {
    ...ratesOf(core),
    conversionNew: ratio(core.completed - back, core.opened - returning),
    conversionReturning: ratio(back, returning),
    returning,
    timeouts: countIn(counts, "ended", "timeout"),
    timeoutRate: ratio(countIn(counts, "ended", "timeout"), core.ended),
    endings: mostFirst(familyOf(counts, "ended")).map(([reason, sessions]) => ({ reason, sessions })),
    timeToConnect: {
      total: percentiles(counts, "connect_ms"),
      person: percentiles(counts, "person_ms"),
      bank: percentiles(counts, "bank_ms"),
    },
    repairs: {
      opened: repairs,
      repaired: ofSession(counts, "repaired"),
      rate: ratio(ofSession(counts, "repaired"), repairs),
      nothingToFix: ofSession(counts, "nothing_to_fix"),
    },
    oauth: {
      launched,
      returned: ofAttempt(counts, "oauth.succeeded"),
      failed: ofAttempt(counts, "oauth.failed"),
      abandoned: ofAttempt(counts, "oauth.abandoned"),
      blocked: ofAttempt(counts, "oauth.blocked"),
      returnRate: ratio(ofAttempt(counts, "oauth.succeeded"), launched),
      blockedRate: ratio(ofAttempt(counts, "oauth.blocked"), launched),
    },
  };
};

/** How far sessions came, and where those that did not finish stopped. */
export const funnelOf = (counts: Counts): AnalyticsFunnel => {
  const opened = countIn(counts, "reached", "opened");
  const steps = funnelSteps.map((step, index) => {
    const sessions = countIn(counts, "reached", step);
    const next = funnelSteps[index + 1];
    const lost = next === undefined ? 0 : sessions - countIn(counts, "reached", next);
    return { step, sessions, share: ratio(sessions, opened), lost, dropOff: ratio(lost, sessions) };
  });
  return {
    steps,
    leftAt: mostFirst(familyOf(counts, "left_at")).map(([screen, sessions]) => ({ screen, sessions })),
    lastAttempt: mostFirst(familyOf(counts, "last_attempt")).map(([attempt, sessions]) => ({ attempt, sessions })),
    leftBeforeFirstAttempt: countIn(counts, "last_attempt", "none"),
  };
};

/** Attempts of each kind by their outcome; a first event without a second one is an abandoned attempt. */
export const attemptsOf = (counts: Counts): readonly AnalyticsAttempt[] =>
  attemptKinds.map((kind) => {
    const of = (outcome: string): number => ofAttempt(counts, `${kind}.${outcome}`);
    const [started, passed] = [of("started"), of("succeeded") + of("challenged")];
    return {
      kind,
      started,
      succeeded: of("succeeded"),
      challenged: of("challenged"),
      failed: of("failed"),
      abandoned: of("abandoned"),
      open: of("open"),
      passRate: ratio(passed, started - of("open")),
    };
  });

/** How people fare with each kind of question. */
export const mfaOf = (counts: Counts): readonly AnalyticsMfa[] =>
  [...new Set(familyOf(counts, "mfa").map(([key]) => key.slice(0, key.lastIndexOf("."))))].toSorted().map((kind) => {
    const of = (outcome: string): number => countIn(counts, "mfa", `${kind}.${outcome}`);
    const [started, open] = [of("started"), of("open")];
    return {
      kind,
      started,
      passed: of("passed"),
      failed: of("failed"),
      abandoned: of("abandoned"),
      open,
      passRate: ratio(of("passed"), started - open),
    };
  });

const known = (failure: string, names: readonly Failure[]): Failure => names.find((name) => name === failure) ?? "unexpected";

/** Failures people were shown, those that lost most sessions first. */
export const errorsOf = (counts: Counts, names: readonly Failure[]): readonly AnalyticsError[] => {
  const opened = ofSession(counts, "opened");
  const rows = familyOf(counts, "error").map(([failure, shown]) => {
    const { connectCode, remediation } = projectFailure(known(failure, names));
    const sessions = countIn(counts, "error_sessions", failure);
    const lost = countIn(counts, "error_lost", failure);
    return { failure, connectCode, remediation, shown, sessions, lost, shareOfSessions: ratio(sessions, opened) };
  });
  return rows.toSorted((a, b) => b.lost - a.lost || b.shown - a.shown || (a.failure < b.failure ? -1 : 1));
};
