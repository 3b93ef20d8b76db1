import type { FoldedAttempt } from "./attempts.ts";
import { startTally, type Counts, type Tally } from "./counts.ts";
import { durationBin } from "./duration-bins.ts";
import { funnelSteps, type SessionFold } from "./fold-session.ts";

/** How a session that is over is called: `complete` of a part only when the part itself was connected. */
const endOf = ({ endReason, connected, nothingToFix }: SessionFold, scope: "session" | "part"): string | null =>
  scope === "part" && endReason === "complete" && !connected && !nothingToFix ? "elsewhere" : endReason;

const countSession = (tally: Tally, fold: SessionFold, end: string | null): void => {
  const flags: readonly (readonly [string, boolean])[] = [
    ["opened", true],
    ["ended", end !== null],
    ["completed", end === "complete"],
    ["connected", fold.connected],
    ["tried", fold.attempts.length > 0],
    ["returning", fold.returning],
    ["returning_completed", fold.returning && end === "complete"],
    ["repair", fold.repair],
    ["repaired", fold.repair && fold.connected],
    ["nothing_to_fix", fold.nothingToFix],
  ];
  for (const [key, holds] of flags) if (holds) tally.add("session", key);
  if (end !== null) tally.add("ended", end);
};

/** A window the browser refused is no attempt that somebody gave up. */
const outcomeOf = ({ outcome, blocked }: FoldedAttempt, over: boolean): string => {
  if (outcome !== "open") return outcome;
  if (blocked) return "blocked";
  return over ? "abandoned" : "open";
};

const countFunnel = (tally: Tally, fold: SessionFold, end: string | null): void => {
  // Nobody had to go anywhere where there was nothing to fix.
  if (fold.nothingToFix) return;
  const reached = fold.reached === "connected" && end === "complete" ? "finished" : fold.reached;
  for (const step of funnelSteps.slice(0, funnelSteps.indexOf(reached) + 1)) tally.add("reached", step);
  if (end === null || end === "complete") return;
  const last = fold.attempts.at(-1);
  tally.add("left_at", fold.lastScreen);
  tally.add("last_attempt", last ? `${last.kind}.${outcomeOf(last, true)}` : "none");
};

const countAttempt = (tally: Tally, attempt: FoldedAttempt, over: boolean): void => {
  const { kind, challenges } = attempt;
  const outcome = outcomeOf(attempt, over);
  tally.add("attempt", `${kind}.started`);
  tally.add("attempt", `${kind}.${outcome}`);
  const passed = outcome === "succeeded" || outcome === "challenged" ? "passed" : outcome;
  for (const challenge of challenges) {
    tally.add("mfa", `${challenge}.started`);
    tally.add("mfa", `${challenge}.${passed}`);
  }
};

const countErrors = (tally: Tally, { errors }: SessionFold, end: string | null): void => {
  for (const failure of errors) tally.add("error", failure);
  for (const failure of new Set(errors)) tally.add("error_sessions", failure);
  const last = errors.at(-1);
  if (last !== undefined && end !== null && end !== "complete") tally.add("error_lost", last);
};

const countSearches = (tally: Tally, { searches, connected }: SessionFold, end: string | null): void => {
  const without = searches.filter(({ found }) => !found);
  if (searches.length > 0) tally.add("search", "made", searches.length);
  if (without.length === 0) return;
  tally.add("search", "without_result", without.length);
  tally.add("search", "sessions_without_result");
  if (end !== null && !connected) tally.add("search", "lost");
};

/** What one session, or its part at one institution, adds to the counts. */
export const countsOf = (fold: SessionFold, scope: "session" | "part"): Counts => {
  const tally = startTally();
  const end = endOf(fold, scope);
  countSession(tally, fold, end);
  countFunnel(tally, fold, end);
  for (const attempt of fold.attempts) countAttempt(tally, attempt, end !== null);
  countErrors(tally, fold, end);
  countSearches(tally, fold, end);
  if (fold.connectMs !== null && fold.bankMs !== null) {
    tally.add("connect_ms", String(durationBin(fold.connectMs)));
    tally.add("bank_ms", String(durationBin(fold.bankMs)));
    tally.add("person_ms", String(durationBin(fold.connectMs - fold.bankMs)));
  }
  return tally.counts();
};
