import type { ConnectionKind } from "../connection-state/connection-facts.ts";
import { syncBudget, type BudgetUse } from "./budget.ts";
import { retryPauses, STOPPED_AFTER_MS, syncPolicies, type SyncPolicy } from "./sync-policy.ts";

/** What the time of the next automatic sync depends on. `random` lies in [0, 1). */
export interface NextSyncQuestion {
  readonly kind: ConnectionKind;
  /** Nothing is read without the person after the first sync. */
  readonly singleSyncOnly: boolean;
  /** How the last sync ended; `needs_user`: trying again by ourselves cannot help. */
  readonly outcome: "synced" | "try_later" | "needs_user";
  /** Failed or partial syncs in a row, this one included. */
  readonly failures: number;
  /** Start of the failure clock; null after a success. */
  readonly failingSince: Date | null;
  readonly expiresAt: Date | null;
  readonly budget: BudgetUse;
  readonly now: Date;
  readonly random: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SPREAD_MS = 10 * 60_000; // so that connections made in one minute do not stay together
const RETRY_JITTER = 0.1;

const startOfDay = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS;

/** Moves a time into the hours of the policy; one outside starts early in the next window, spread over `everyMs` or the window. */
const intoWindow = (at: number, { fromHour, untilHour, everyMs }: SyncPolicy, random: number): number => {
  const day = startOfDay(at);
  const [opens, closes] = [day + fromHour * HOUR_MS, day + untilHour * HOUR_MS];
  if (at >= opens && at < closes) return at;
  const next = at < opens ? opens : opens + DAY_MS;
  return next + Math.floor(random * Math.min(everyMs, closes - opens));
};

/** A window shorter than the pause stands for "once in it". */
const regular = ({ kind, now, random }: NextSyncQuestion): number => {
  const policy = syncPolicies[kind];
  const window = (policy.untilHour - policy.fromHour) * HOUR_MS;
  if (window < policy.everyMs && policy.everyMs === DAY_MS) {
    const opens = startOfDay(now.getTime()) + policy.fromHour * HOUR_MS;
    return (opens > now.getTime() ? opens : opens + DAY_MS) + Math.floor(random * window);
  }
  return intoWindow(now.getTime() + policy.everyMs + Math.floor(random * SPREAD_MS), policy, random);
};

const retry = ({ failures, failingSince, now, random }: NextSyncQuestion): number | null => {
  const pause = retryPauses[Math.min(failures, retryPauses.length) - 1] ?? retryPauses[0] ?? HOUR_MS;
  const end = (failingSince ?? now).getTime() + STOPPED_AFTER_MS;
  if (now.getTime() >= end) return null;
  return Math.min(now.getTime() + Math.round(pause * (1 + RETRY_JITTER * random)), end);
};

const withinBudget = (at: number, { kind, budget, random }: NextSyncQuestion): number => {
  const { unattended } = syncBudget(budget, kind, new Date(at));
  if (unattended.remaining > 0) return at;
  const policy = syncPolicies[kind];
  return unattended.resetAt.getTime() + policy.fromHour * HOUR_MS + Math.floor(random * HOUR_MS);
};

/**
 * When to sync next without being asked; null: not before the person did something. Successes follow the schedule of
 * the kind, failures are tried again for three days, and neither asks a provider more often a day than it allows.
 */
export const nextSyncAt = (question: NextSyncQuestion): Date | null => {
  if (question.singleSyncOnly || question.outcome === "needs_user") return null;
  const wanted = question.outcome === "synced" ? regular(question) : retry(question);
  if (wanted === null) return null;
  const at = new Date(withinBudget(wanted, question));
  return question.expiresAt !== null && at >= question.expiresAt ? null : at;
};
