import type { Recomputed } from "../src/analytics/recompute.ts";
import { createChance } from "../src/story/chance.ts";
import { planStory } from "../src/story/plan-story.ts";
import type { StoryBank } from "../src/story/visit-plan.ts";
import { expect1, percentilesOf, ratesFor, share, tallyOf, type ExpectedVisit } from "./expected-numbers.ts";

/** When the script ends. */
export const NOW = new Date("2026-03-20T12:00:00Z");
/** How many people come. */
export const VISITS = 2_000;

const bank = (no: number, signIn: StoryBank["signIn"], provider: string | null = "sandbox"): StoryBank => ({
  id: `ins_${String(no).padStart(32, "0")}`,
  no,
  slug: `bank-${no}`,
  name: `Bank ${no}`,
  signIn,
  provider,
});
/** Who plays. */
export const cast = {
  banks: [bank(1, "form"), bank(2, "redirect"), bank(3, "redirect", "other"), bank(4, "form")],
  unsupported: [bank(8, "form", null), bank(9, "form", null)],
  experienceId: "0194c0de-1234-7abc-8def-0123456789ab",
  now: NOW,
};
/** The visits as they are planned. */
export const plans = [...planStory(cast, createChance(7))]
  .slice(-VISITS)
  .map((plan, index) => (index % 40 === 0 && plan.end !== "complete" ? { ...plan, end: "none" as const } : plan));
/** What should be told of each. */
export const visits: readonly ExpectedVisit[] = plans.map(expect1);

/** How an attempt ended; of a visit that goes on it is open. */
export const asOpen = (outcome: string, { end }: ExpectedVisit): string => (outcome === "abandoned" && end === null ? "open" : outcome);

/** The overview of some of the visits. */
export const overviewFor = (some: readonly ExpectedVisit[]) => {
  const back = some.filter(({ plan }) => plan.returning);
  const fresh = some.filter(({ plan }) => !plan.returning);
  const done = (all: readonly ExpectedVisit[]): number => all.filter(({ completed }) => completed).length;
  const ended = some.filter(({ end }) => end !== null);
  const connected = some.filter((visit) => visit.connected);
  const repairs = some.filter(({ plan }) => plan.mode === "fix");
  const oauth = some.flatMap((visit) => visit.attempts.map(([kind, outcome]) => [kind, asOpen(outcome, visit)])).filter(([kind]) => kind === "oauth");
  const of = (outcome: string): number => oauth.filter(([, each]) => each === outcome).length;
  const timeouts = some.filter(({ end }) => end === "timeout").length;
  return {
    ...ratesFor(some),
    conversionNew: share(done(fresh), fresh.length),
    conversionReturning: share(done(back), back.length),
    returning: back.length,
    timeouts,
    timeoutRate: share(timeouts, ended.length),
    endings: [...tallyOf(ended.map(({ end }) => String(end)))]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([reason, sessions]) => ({ reason, sessions })),
    timeToConnect: {
      total: percentilesOf(connected.map(({ connectMs }) => connectMs)),
      person: percentilesOf(connected.map(({ connectMs, bankMs }) => connectMs - bankMs)),
      bank: percentilesOf(connected.map(({ bankMs }) => bankMs)),
    },
    repairs: {
      opened: repairs.length,
      repaired: repairs.filter((visit) => visit.connected).length,
      rate: share(repairs.filter((visit) => visit.connected).length, repairs.length),
      nothingToFix: 0,
    },
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

/** Recomputes piece by piece, and adds them up. */
export const inPieces = async (ask: (after: string | undefined) => Promise<Recomputed>): Promise<Omit<Recomputed, "next">> => {
  let [sessions, changedSessions, changedSums, after]: [number, number, number, string | undefined] = [0, 0, 0, undefined];
  do {
    const piece: Recomputed = await ask(after);
    sessions += piece.sessions;
    changedSessions += piece.changedSessions;
    changedSums += piece.changedSums;
    after = piece.next ?? undefined;
  } while (after !== undefined);
  return { sessions, changedSessions, changedSums };
};
