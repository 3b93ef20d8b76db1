import { Type, type Static, type TSchema } from "typebox";

const closed = { additionalProperties: false } as const;
const Count = Type.Integer();
const Ratio = Type.Union([Type.Number(), Type.Null()]);
const Ms = Type.Union([Type.Number(), Type.Null()]);
const Text = Type.String();
const NullableText = Type.Union([Text, Type.Null()]);
const Value = Type.String({ minLength: 1, maxLength: 200 });

/** What numbers can be told apart by. */
export const analyticsDimensions = ["institution", "provider", "device", "locale", "experience", "mode"] as const;
/** Schema of one. */
export const AnalyticsDimension = Type.Enum(analyticsDimensions);

/** Filters and range of every analytics request. */
export const AnalyticsQuery = Type.Object(
  {
    /** First day or moment, local time of the zone or with an offset; 30 days before `to` unless given. */
    from: Type.Optional(Text),
    /** Up to and without this day or moment; the end of today unless given. */
    to: Type.Optional(Text),
    /** IANA name of the time zone that days begin in. */
    timeZone: Type.String({ default: "UTC", maxLength: 60 }),
    /** Also tells of the range of the same length before. */
    compare: Type.Boolean({ default: false }),
    institution: Type.Optional(Value),
    provider: Type.Optional(Value),
    device: Type.Optional(Value),
    locale: Type.Optional(Value),
    experience: Type.Optional(Value),
    mode: Type.Optional(Value),
    format: Type.Enum(["json", "csv"], { default: "json" }),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    by: Type.Optional(AnalyticsDimension),
    interval: Type.Enum(["hour", "day", "week", "month"], { default: "day" }),
  },
  closed,
);
export type AnalyticsQuery = Static<typeof AnalyticsQuery>;

/** Percentiles of durations; off by at most 5 %, as durations are counted rounded to two significant digits. */
export const AnalyticsPercentiles = Type.Object({ count: Count, p50Ms: Ms, p90Ms: Ms, p95Ms: Ms }, closed);
export type AnalyticsPercentiles = Static<typeof AnalyticsPercentiles>;

const rates = {
  opened: Count,
  tried: Count,
  connected: Count,
  ended: Count,
  completed: Count,
  attempts: Count,
  failures: Count,
  conversion: Ratio,
  successRate: Ratio,
  errorRate: Ratio,
  attemptsPerSuccess: Ratio,
};

/** Sums and rates that every table shows. */
export const AnalyticsRates = Type.Object(rates, closed);
export type AnalyticsRates = Static<typeof AnalyticsRates>;

/** The numbers of the first page. */
export const AnalyticsOverview = Type.Object(
  {
    ...rates,
    conversionNew: Ratio,
    conversionReturning: Ratio,
    returning: Count,
    timeouts: Count,
    timeoutRate: Ratio,
    endings: Type.Array(Type.Object({ reason: Text, sessions: Count }, closed)),
    timeToConnect: Type.Object({ total: AnalyticsPercentiles, person: AnalyticsPercentiles, bank: AnalyticsPercentiles }, closed),
    repairs: Type.Object({ opened: Count, repaired: Count, rate: Ratio, nothingToFix: Count }, closed),
    oauth: Type.Object(
      { launched: Count, returned: Count, failed: Count, abandoned: Count, blocked: Count, returnRate: Ratio, blockedRate: Ratio },
      closed,
    ),
  },
  closed,
);
export type AnalyticsOverview = Static<typeof AnalyticsOverview>;

/** How far sessions came. */
export const AnalyticsFunnel = Type.Object(
  {
    steps: Type.Array(Type.Object({ step: Text, sessions: Count, share: Ratio, lost: Count, dropOff: Ratio }, closed)),
    leftAt: Type.Array(Type.Object({ screen: Text, sessions: Count }, closed)),
    lastAttempt: Type.Array(Type.Object({ attempt: Text, sessions: Count }, closed)),
    leftBeforeFirstAttempt: Count,
  },
  closed,
);
export type AnalyticsFunnel = Static<typeof AnalyticsFunnel>;

/** Attempts of one kind. */
export const AnalyticsAttempt = Type.Object(
  { kind: Text, started: Count, succeeded: Count, challenged: Count, failed: Count, abandoned: Count, open: Count, passRate: Ratio },
  closed,
);
export type AnalyticsAttempt = Static<typeof AnalyticsAttempt>;

/** Answers to one kind of question. */
export const AnalyticsMfa = Type.Object(
  { kind: Text, started: Count, passed: Count, failed: Count, abandoned: Count, open: Count, passRate: Ratio },
  closed,
);
export type AnalyticsMfa = Static<typeof AnalyticsMfa>;

/** One failure people were shown. */
export const AnalyticsError = Type.Object(
  { failure: Text, connectCode: Count, remediation: Text, shown: Count, sessions: Count, lost: Count, shareOfSessions: Ratio },
  closed,
);
export type AnalyticsError = Static<typeof AnalyticsError>;

const Or = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** One value of a dimension. Of a small group only the value is told. */
export const AnalyticsRow = Type.Object(
  { value: Text, name: NullableText, suppressed: Type.Boolean(), figures: Or(AnalyticsRates), medianConnectMs: Ms },
  closed,
);
export type AnalyticsRow = Static<typeof AnalyticsRow>;

/** A search or choice that led nowhere. */
export const AnalyticsGap = Type.Object({ value: Text, name: NullableText, made: Count, sessions: Count, lost: Count }, closed);
export type AnalyticsGap = Static<typeof AnalyticsGap>;

/** Searches without result and choices nobody serves, those that lost most sessions first; small groups are only counted. */
export const AnalyticsSearches = Type.Object(
  {
    made: Count,
    withoutResult: Count,
    sessionsWithoutResult: Count,
    lost: Count,
    terms: Type.Array(AnalyticsGap),
    unsupported: Type.Array(AnalyticsGap),
    suppressed: Count,
  },
  closed,
);
export type AnalyticsSearches = Static<typeof AnalyticsSearches>;

/** One step of time. */
export const AnalyticsPoint = Type.Object({ start: Text, ...rates }, closed);
export type AnalyticsPoint = Static<typeof AnalyticsPoint>;
