import type { ConnectionKind } from "../connection-state/connection-facts.ts";
import { syncPolicies } from "./sync-policy.ts";

/** Calls a connection made on one day of the tenant's clock. */
export interface BudgetUse {
  readonly day: string | null;
  readonly attended: number;
  readonly unattended: number;
}

/** What is left of one kind of calls. */
export interface Allowance {
  readonly remaining: number;
  readonly resetAt: Date;
}

const DAY_MS = 86_400_000;

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);
const midnightAfter = (now: Date): Date => new Date((Math.floor(now.getTime() / DAY_MS) + 1) * DAY_MS);
const useOn = (use: BudgetUse, now: Date): BudgetUse => (use.day === dayOf(now) ? use : { day: dayOf(now), attended: 0, unattended: 0 });

/** What a connection may still ask its provider for today; the count starts again at midnight UTC. */
export const syncBudget = (use: BudgetUse, kind: ConnectionKind, now: Date): { readonly attended: Allowance; readonly unattended: Allowance } => {
  const { attended, unattended } = useOn(use, now);
  const { attendedADay, unattendedADay } = syncPolicies[kind];
  const resetAt = midnightAfter(now);
  return {
    attended: { remaining: Math.max(attendedADay - attended, 0), resetAt },
    unattended: { remaining: Math.max(unattendedADay - unattended, 0), resetAt },
  };
};

/** The use after one more call. */
export const spendBudget = (use: BudgetUse, call: "attended" | "unattended", now: Date): BudgetUse => {
  const today = useOn(use, now);
  return { ...today, [call]: today[call] + 1 };
};
