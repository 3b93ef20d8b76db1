import type { Failure } from "@drawbridge/contract";
import { wilson, type Share } from "./wilson.ts";

/** What traffic says of an institution; null: too little to say anything. */
export type ObservedHealth = "healthy" | "degraded" | "down" | null;

/** Second events of attempts: the bank has answered, one way or the other. */
export const bankAnswers = [
  "sign_in.succeeded",
  "sign_in.challenged",
  "sign_in.failed",
  "mfa.succeeded",
  "mfa.challenged",
  "mfa.failed",
  "oauth.returned",
  "oauth.failed",
  "accounts.added",
  "accounts.add_failed",
] as const;

/** Failures that are the bank's or the provider's own; a wrong password is an answer like any other. */
export const bankFailures: readonly Failure[] = ["bank_down", "provider_failed", "rate_limited_by_bank"];

/** How far back traffic counts. It is short: a bank that is shown as down gets no traffic, and must be tried again. */
export const HEALTH_WINDOW_MS = 30 * 60_000;

const FEWEST = 20; // answers, below which chance alone looks like an outage
const DEGRADED = 0.3;
const DOWN = 0.7;

/** A judgement with what it rests on. */
export interface HealthJudgement {
  readonly health: ObservedHealth;
  /** Share of failed answers with its 95 % interval. */
  readonly failing: Share;
}

/** Judges by the interval's lower end, so that only what is certain counts; the small-sample guard comes first. */
export const judgeHealth = ({ answered, failed }: { readonly answered: number; readonly failed: number }): HealthJudgement => {
  const failing = wilson(failed, answered);
  if (answered < FEWEST) return { health: null, failing };
  if (failing.low >= DOWN) return { health: "down", failing };
  return { health: failing.low >= DEGRADED ? "degraded" : "healthy", failing };
};
