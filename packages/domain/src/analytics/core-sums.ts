import { countIn, familyOf, type Counts } from "./counts.ts";

/** The sums that charts and tables sort and add. */
export interface CoreSums {
  readonly opened: number;
  readonly tried: number;
  readonly connected: number;
  readonly ended: number;
  readonly completed: number;
  readonly attempts: number;
  readonly failures: number;
}

const ending = (counts: Counts, suffix: string): number =>
  familyOf(counts, "attempt").reduce((sum, [key, n]) => (key.endsWith(suffix) ? sum + n : sum), 0);

/** The core sums of some counts. */
export const coreSums = (counts: Counts): CoreSums => ({
  opened: countIn(counts, "session", "opened"),
  tried: countIn(counts, "session", "tried"),
  connected: countIn(counts, "session", "connected"),
  ended: countIn(counts, "session", "ended"),
  completed: countIn(counts, "session", "completed"),
  attempts: ending(counts, ".started"),
  failures: ending(counts, ".failed"),
});

/** A share; null when there is nothing to take it of. */
export const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
