import {
  AnalyticsAttempt,
  AnalyticsError,
  AnalyticsFunnel,
  AnalyticsMfa,
  AnalyticsOverview,
  AnalyticsPoint,
  AnalyticsRow,
  AnalyticsSearches,
} from "@drawbridge/contract";
import { Type, type Static, type TSchema } from "typebox";

// What the console reads of the native API's answers; members it does not use are not named and may come and go.
const Text = Type.String();
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const MaybeText = OrNull(Text);
const Data = Type.Record(Text, Type.Unknown());

export const Nothing = Type.Unknown();

/** Who is signed in, and for whom. */
export const ConsoleSession = Type.Object({
  operator: Type.Object({ id: Text, email: Text, role: Type.Enum(["viewer", "support", "admin"]) }),
  tenant: Type.Object({ id: Text, name: Text, slug: Text, origins: Type.Array(Text), policyUrl: MaybeText }),
});
export type ConsoleSession = Static<typeof ConsoleSession>;

/** What the page of a one-time link shows. */
export const Invitation = Type.Object({
  tenantName: Text,
  email: MaybeText,
  role: Text,
  totp: Type.Object({ secret: Text, uri: Text }),
  expiresAt: Text,
});
export type Invitation = Static<typeof Invitation>;

const Range = Type.Object({ from: Text, to: Text });
const page = <T extends TSchema>(data: T) => Type.Object({ range: Range, timeZone: Text, data, before: OrNull(Type.Object({ range: Range, data })) });
const rowsOf = <T extends TSchema>(row: T) => Type.Object({ rows: Type.Array(row) });

export const OverviewPage = page(AnalyticsOverview);
export const FunnelPage = page(AnalyticsFunnel);
export const AttemptsPage = page(rowsOf(AnalyticsAttempt));
export const MfaPage = page(rowsOf(AnalyticsMfa));
export const ErrorsPage = page(rowsOf(AnalyticsError));
export const BreakdownPage = page(rowsOf(AnalyticsRow));
export const SearchesPage = page(AnalyticsSearches);
export const TrendPage = page(Type.Object({ points: Type.Array(AnalyticsPoint) }));

export const Session = Type.Object({
  id: Text,
  userId: Text,
  externalId: MaybeText,
  kind: Text,
  messages: Text,
  locale: Text,
  step: MaybeText,
  createdAt: Text,
  endedAt: MaybeText,
  endReason: MaybeText,
});
export type Session = Static<typeof Session>;
export const Sessions = Type.Object({ sessions: Type.Array(Session), next: MaybeText });

export const TimelineEntry = Type.Object({
  lane: Type.Enum(["screen", "attempt", "event", "webhook", "approval"]),
  at: Text,
  name: Text,
  outcome: MaybeText,
  durationMs: OrNull(Type.Number()),
  attemptId: MaybeText,
  data: Data,
});
export type TimelineEntry = Static<typeof TimelineEntry>;
export const Timeline = Type.Object({ session: Session, entries: Type.Array(TimelineEntry) });

export const LoggedEvent = Type.Object({
  id: Text,
  type: Text,
  sessionId: MaybeText,
  userId: MaybeText,
  step: Text,
  occurredAt: Text,
  data: Data,
});
export type LoggedEvent = Static<typeof LoggedEvent>;
export const Events = Type.Object({ events: Type.Array(LoggedEvent), next: MaybeText });

const Action = Type.Object({ action: Text, reason: MaybeText, message: Type.Unknown() });
export const Connection = Type.Object({
  id: Text,
  userId: Text,
  externalId: MaybeText,
  kind: Text,
  provider: Text,
  institution: OrNull(Type.Object({ id: Text, name: Text, slug: Text })),
  createdAt: Text,
  status: Text,
  error: MaybeText,
  extendedStatus: Type.Optional(Text),
  lastUpdated: Type.Optional(Text),
  lastSyncedAt: MaybeText,
  expiresAt: Type.Optional(Text),
  recommendedAction: Action,
  pausedSince: MaybeText,
});
export type Connection = Static<typeof Connection>;
export const Connections = Type.Object({ connections: Type.Array(Connection), next: MaybeText });

export const Link = Type.Object({ url: Text, expiresAt: Text });

export const UserRow = Type.Object({ id: Text, externalId: MaybeText, createdAt: Text });
export type UserRow = Static<typeof UserRow>;
export const Users = Type.Object({ total: Type.Integer(), users: Type.Array(UserRow) });
export const User = Type.Object({ id: Text, externalId: MaybeText, createdAt: Text, connections: Type.Array(Text), ids: Data });
