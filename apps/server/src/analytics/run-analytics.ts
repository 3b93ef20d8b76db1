import type { Deps } from "../use-cases/deps.ts";
import { followLog } from "./follow-log.ts";

const PAUSE_MS = 1_000; // numbers are live within five seconds (ux.md, "Dashboard conventions")

/** Keeps the numbers until stopped. */
export const startAnalytics = (deps: Deps): (() => Promise<void>) => {
  const state = { running: Promise.resolve(), busy: false };
  const timer = setInterval(() => {
    if (state.busy) return;
    state.busy = true;
    state.running = followLog(deps)
      .then(() => undefined)
      .catch((error: unknown) => deps.log.error({ err: error }, "analytics failed"))
      .finally(() => {
        state.busy = false;
      });
  }, PAUSE_MS);
  return async () => {
    clearInterval(timer);
    await state.running;
  };
};
