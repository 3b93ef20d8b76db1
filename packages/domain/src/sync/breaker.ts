import type { Failure } from "@drawbridge/contract";

/**
 * One breaker for each provider of an institution. After a few outages in a row it opens: nobody calls any more but one
 * probe at a time, and the failure clocks of its connections stand still. The first answer closes it, and the waiting
 * connections resume spread over some minutes (connections.md, E6).
 */
export interface Breaker {
  /** Outages in a row. */
  readonly outages: number;
  /** Since when nobody but probes calls; null: closed. */
  readonly openedAt: Date | null;
  /** When the next probe may go; null: closed. */
  readonly probeAt: Date | null;
  /** Probes that failed since it opened. */
  readonly probes: number;
}

/** A breaker nobody has heard of. */
export const closedBreaker: Breaker = { outages: 0, openedAt: null, probeAt: null, probes: 0 };

const OPENS_AFTER = 3; // an opening by chance costs a minute, a fleet that keeps calling a dead bank costs everybody
const MINUTE_MS = 60_000;
const probePauses: readonly number[] = [MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS, 15 * MINUTE_MS];
const RESUME_MS = 10 * MINUTE_MS;

const outageFailures: ReadonlySet<Failure> = new Set(["bank_down", "provider_failed", "rate_limited_by_bank"]);

/** True when a failure says something of the provider, not of the connection. */
export const isOutage = (failure: Failure): boolean => outageFailures.has(failure);

const probeAfter = (probes: number, now: Date): Date =>
  new Date(now.getTime() + (probePauses[Math.min(probes, probePauses.length - 1)] ?? MINUTE_MS));

/** The breaker after an answer or an outage, and whether that opened or closed it. */
export const afterCall = (
  breaker: Breaker,
  call: "answered" | "outage",
  now: Date,
): { readonly breaker: Breaker; readonly change: "opened" | "closed" | null } => {
  if (call === "answered") return { breaker: closedBreaker, change: breaker.openedAt ? "closed" : null };
  const outages = breaker.outages + 1;
  if (breaker.openedAt) {
    const probes = breaker.probes + 1;
    return { breaker: { ...breaker, outages, probes, probeAt: probeAfter(probes, now) }, change: null };
  }
  if (outages < OPENS_AFTER) return { breaker: { ...breaker, outages }, change: null };
  return { breaker: { outages, openedAt: now, probeAt: probeAfter(0, now), probes: 0 }, change: "opened" };
};

/** Whether an automatic sync may call now; `probe`: this one alone, to see whether the provider is back. */
export const mayCall = ({ openedAt, probeAt }: Breaker, now: Date): "yes" | "probe" | "no" => {
  if (!openedAt) return "yes";
  return probeAt === null || probeAt <= now ? "probe" : "no";
};

/** When one of the waiting connections goes on after the breaker closed. `random` lies in [0, 1). */
export const resumeAt = (now: Date, random: number): Date => new Date(now.getTime() + Math.floor(random * RESUME_MS));
