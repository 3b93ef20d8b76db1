import type { Deps } from "../use-cases/deps.ts";
import { applyPolicies } from "../event-log/apply-policy.ts";
import { tellRecoveries } from "./tell-recoveries.ts";
import { followLog } from "./follow-log.ts";
import { watchInstitutions } from "./watch-institutions.ts";

const FOLLOW_MS = 1_000; // numbers are live within five seconds (ux.md, "Dashboard conventions")
const WATCH_MS = 15_000;
const TELL_MS = 5_000;
const POLICY_MS = 600_000;

/** Does something again and again, never twice at once; the answer stops it. */
const repeat = (work: () => Promise<unknown>, pauseMs: number, fail: (error: unknown) => void): (() => Promise<void>) => {
  const state = { running: Promise.resolve(), busy: false };
  const timer = setInterval(() => {
    if (state.busy) return;
    state.busy = true;
    state.running = work()
      .then(() => undefined, fail)
      .finally(() => {
        state.busy = false;
      });
  }, pauseMs);
  return async () => {
    clearInterval(timer);
    await state.running;
  };
};

/** Keeps the numbers, the health of institutions and the policies of the log until stopped. */
export const startAnalytics = (deps: Deps): (() => Promise<void>) => {
  const stops = [
    repeat(
      () => followLog(deps),
      FOLLOW_MS,
      (error) => deps.log.error({ err: error }, "analytics failed"),
    ),
    repeat(
      () => watchInstitutions(deps),
      WATCH_MS,
      (error) => deps.log.error({ err: error }, "health of institutions could not be judged"),
    ),
    repeat(
      () => tellRecoveries(deps),
      TELL_MS,
      (error) => deps.log.error({ err: error }, "tenants could not be told that a bank is back"),
    ),
    repeat(
      () => applyPolicies(deps),
      POLICY_MS,
      (error) => deps.log.error({ err: error }, "policies of the log could not be applied"),
    ),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
};
