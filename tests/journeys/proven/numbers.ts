import type { Expected } from "./expected.ts";

/** A share as the API prints it. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** How often each text occurs. */
export const tally = (texts: readonly string[]): ReadonlyMap<string, number> => {
  const counted = new Map<string, number>();
  for (const text of texts) counted.set(text, (counted.get(text) ?? 0) + 1);
  return counted;
};

const count = (all: readonly Expected[], holds: (one: Expected) => boolean): number => all.filter(holds).length;

/** An attempt that nothing came after is abandoned once the visit is over. */
export const outcomesOf = ({ attempts, end }: Expected): readonly (readonly [kind: string, outcome: string])[] =>
  attempts.map(([kind, outcome]) => [kind, outcome === "unanswered" ? (end === null ? "open" : "abandoned") : outcome]);

/** Sums and rates that every table shows. `at`: a bank, or any; then a visit is complete only if it was connected there. */
export const ratesOf = (all: readonly Expected[], at: "anywhere" | "bank" = "anywhere") => {
  const attempts = all.flatMap(outcomesOf);
  const opened = all.length;
  const tried = count(all, (one) => one.attempts.length > 0);
  const connected = count(all, (one) => one.connected);
  const completed = count(all, (one) => one.end === "complete" && (at === "anywhere" || one.connected));
  const failures = attempts.filter(([, outcome]) => outcome === "failed").length;
  return {
    opened,
    tried,
    connected,
    ended: count(all, (one) => one.end !== null),
    completed,
    attempts: attempts.length,
    failures,
    conversion: share(completed, opened),
    successRate: share(connected, tried),
    errorRate: share(failures, attempts.length),
    attemptsPerSuccess: share(attempts.length, connected),
  };
};

/** The first page, without durations. */
export const overviewOf = (all: readonly Expected[]) => {
  const of = (outcome: string): number => oauth.filter(([, each]) => each === outcome).length;
  const oauth = all.flatMap(outcomesOf).filter(([kind]) => kind === "oauth");
  const done = (some: readonly Expected[]): number => count(some, ({ end }) => end === "complete");
  const [back, fresh] = [all.filter(({ returning }) => returning), all.filter(({ returning }) => !returning)];
  const repairs = all.filter(({ visit }) => visit.journey === "reauth");
  const timeouts = count(all, ({ end }) => end === "timeout");
  const repaired = count(repairs, ({ connected }) => connected);
  return {
    ...ratesOf(all),
    conversionNew: share(done(fresh), fresh.length),
    conversionReturning: share(done(back), back.length),
    returning: back.length,
    timeouts,
    timeoutRate: share(
      timeouts,
      count(all, ({ end }) => end !== null),
    ),
    endings: tally(all.flatMap(({ end }) => end ?? [])),
    repairs: { opened: repairs.length, repaired, rate: share(repaired, repairs.length), nothingToFix: 0 },
    oauth: {
      launched: oauth.length,
      returned: of("succeeded"),
      failed: of("failed"),
      abandoned: of("abandoned"),
      blocked: of("blocked"),
      returnRate: share(of("succeeded"), oauth.length),
      blockedRate: share(of("blocked"), oauth.length),
    },
  };
};
