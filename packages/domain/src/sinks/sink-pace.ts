const LARGEST_BATCH = 200;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;
const JITTER = 0.2;

/**
 * How many events a sink is given next. Each failure halves it, so that an event a receiver cannot take is soon alone
 * and does not keep the ones before it; each success doubles it.
 */
export const nextSinkBatch = (batch: number, outcome: "accepted" | "failed"): number =>
  outcome === "accepted" ? Math.min(batch * 2, LARGEST_BATCH) : Math.max(1, Math.floor(batch / 2));

/** When a sink is tried again. `random` lies in [0, 1); a receiver may ask for more, up to the longest pause. */
export const nextSinkTry = (
  failures: number,
  { now, random, retryAfterMs }: { readonly now: Date; readonly random: number; readonly retryAfterMs: number | null },
): Date => {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20), LONGEST_PAUSE_MS);
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_PAUSE_MS);
  return new Date(now.getTime() + Math.max(asked, Math.round(pause * (1 + JITTER * random))));
};
