import type { ConnectionKind } from "../connection-state/connection-facts.ts";
import type { ReminderPlan } from "./reminder-plan.ts";
import { STOPPED_AFTER_MS } from "./sync-policy.ts";

/** What changes about a connection by time alone, and what was told of it already. */
export interface ClockFacts {
  readonly kind: ConnectionKind;
  /** End of the consent; null: none, or it does not end. */
  readonly expiresAt: Date | null;
  readonly staleAfterDays: number;
  readonly lastUpdatedAt: Date | null;
  /** Start of the failure clock, and since when it stands still. */
  readonly failingSince: Date | null;
  readonly pausedSince: Date | null;
  /** Lead times of the tenant and of its clients. */
  readonly plans: readonly ReminderPlan[];
  /** When the end of this consent was last told, by the plan's name. */
  readonly expiryReminded: Readonly<Record<string, Date>>;
  /** The end that was told as reached. */
  readonly expiryToldFor: Date | null;
  readonly refreshRemindedAt: Date | null;
}

/** What is due now. Days are whole ones. */
export interface ClockEvents {
  /** Plans by which the end of the consent is to be told now. */
  readonly remindBy: readonly string[];
  /** Until that end; negative after it. Null: there is no end. */
  readonly daysLeft: number | null;
  readonly expired: boolean;
  readonly refreshAfterDays: number | null;
}

const DAY_MS = 86_400_000;
const REMINDER_MS = 2 * DAY_MS; // connections.md, section 7: at most once in 48 hours

/** The next moment at which the end is to be told by a plan: before it at the lead times, from then on until it is renewed. */
const nextReminder = ({ expiresAt, expiryReminded }: ClockFacts, { name, leadDays }: ReminderPlan): Date | null => {
  if (!expiresAt) return null;
  const end = expiresAt.getTime();
  const last = expiryReminded[name]?.getTime() ?? -Infinity;
  const lead = leadDays.map((days) => end - days * DAY_MS).find((at) => at > last);
  if (lead !== undefined && Math.max(lead, last + REMINDER_MS) < end) return new Date(Math.max(lead, last + REMINDER_MS));
  return new Date(Math.max(end, (last === -Infinity ? end : last) + REMINDER_MS));
};

const remindersOf = (facts: ClockFacts): readonly (readonly [plan: string, at: Date | null])[] =>
  facts.plans.map((plan) => [plan.name, nextReminder(facts, plan)] as const);

/** Only sign-ins on the person's behalf are refreshed by them. */
const nextRefreshReminder = ({ kind, lastUpdatedAt, refreshRemindedAt, expiresAt }: ClockFacts): Date | null => {
  if (kind !== "legacy" || !lastUpdatedAt) return null;
  const told = refreshRemindedAt && refreshRemindedAt > lastUpdatedAt ? refreshRemindedAt : lastUpdatedAt;
  const at = new Date(told.getTime() + REMINDER_MS);
  return expiresAt && at >= expiresAt ? null : at;
};

const expiryOpen = ({ expiresAt, expiryToldFor }: ClockFacts): boolean => expiresAt !== null && expiryToldFor?.getTime() !== expiresAt.getTime();
const isDue = (at: Date | null, now: Date): boolean => at !== null && at <= now;

/** What the clock has brought. A jump over several reminders tells the last one only. */
export const clockEvents = (facts: ClockFacts, now: Date): ClockEvents => {
  const { expiresAt, lastUpdatedAt } = facts;
  const expired = isDue(expiresAt, now);
  const refresh = !expired && isDue(nextRefreshReminder(facts), now);
  return {
    expired: expired && expiryOpen(facts),
    remindBy: remindersOf(facts).flatMap(([plan, at]) => (isDue(at, now) ? [plan] : [])),
    daysLeft: expiresAt && Math.ceil((expiresAt.getTime() - now.getTime()) / DAY_MS) + 0, // never minus zero
    refreshAfterDays: refresh && lastUpdatedAt ? Math.floor((now.getTime() - lastUpdatedAt.getTime()) / DAY_MS) : null,
  };
};

/** When to look again: the next moment at which time alone changes the state or a reminder is due; null: never. */
export const nextCheckAt = (facts: ClockFacts, now: Date): Date | null => {
  const { expiresAt, lastUpdatedAt, staleAfterDays, failingSince, pausedSince } = facts;
  const moments = [
    ...remindersOf(facts).map(([, at]) => at),
    expiryOpen(facts) ? expiresAt : null,
    nextRefreshReminder(facts),
    lastUpdatedAt && new Date(lastUpdatedAt.getTime() + staleAfterDays * DAY_MS + 1), // old is what is older than the limit
    failingSince && !pausedSince ? new Date(failingSince.getTime() + STOPPED_AFTER_MS) : null,
  ];
  const ahead = moments.flatMap((at) => (at && at > now ? [at.getTime()] : []));
  return ahead.length === 0 ? null : new Date(Math.min(...ahead));
};
