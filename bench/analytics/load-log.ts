import { events, newIdAt, type EventRow } from "@drawbridge/storage";
import { createChance } from "../../apps/server/src/story/chance.ts";
import { planStory, type StoryCast } from "../../apps/server/src/story/plan-story.ts";
import { playVisit } from "../../apps/server/src/story/play-visit.ts";
import type { StoryBank, VisitPlan } from "../../apps/server/src/story/visit-plan.ts";
import type { AnalyticsStage } from "../../apps/server/test/analytics-stage.ts";
import { multiplyLog } from "./multiply-log.ts";

const DAY_MS = 86_400_000;
const PER_STORY = 55_000; // events
const MOST_STORIES = 8; // that are played; two for each cast of banks
const AT_ONCE = 500; // sessions
const BANKS = 50; // of each story; four casts of them
const EXPERIENCE = "0194c0de-1234-7abc-8def-0123456789ab";

const bank = (no: number): StoryBank => ({
  id: `ins_${String(no).padStart(32, "0")}`,
  no,
  slug: `bank-${no}`,
  name: `Bank ${no}`,
  signIn: no % 2 === 0 ? "redirect" : "form",
  provider: "sandbox",
});

const castOf = (story: number, now: Date): StoryCast => ({
  banks: Array.from({ length: BANKS }, (_, index) => bank(1 + index + (story % 4) * BANKS)),
  unsupported: [bank(900), bank(901)],
  experienceId: EXPERIENCE,
  now,
});

interface Teller {
  readonly plans: Iterator<VisitPlan, unknown>;
  next: VisitPlan | undefined;
}

const tellers = (count: number, now: Date): readonly Teller[] =>
  Array.from({ length: count }, (_, story) => {
    const plans = planStory(castOf(story, now), createChance(story));
    return { plans, next: nextOf(plans) };
  });

const nextOf = (plans: Iterator<VisitPlan, unknown>): VisitPlan | undefined => {
  const next = plans.next();
  return next.done === true ? undefined : next.value;
};

const visitsUntil = (stories: readonly Teller[], until: number): readonly VisitPlan[] => {
  const visits: VisitPlan[] = [];
  for (const story of stories) {
    while (story.next && story.next.startedAt.getTime() < until) {
      visits.push(story.next);
      story.next = nextOf(story.plans);
    }
  }
  return visits.toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
};

const play = (tenantId: string, plan: VisitPlan): readonly EventRow[] => playVisit(plan, { tenantId, sessionId: newIdAt(plan.startedAt, 0) }).rows;

const store = ({ deps, tenantId }: AnalyticsStage, plans: readonly VisitPlan[]): Promise<number> =>
  deps.storage.transaction(async (tx) => {
    await tx.query("set local synchronous_commit to off");
    const rows = plans.flatMap((plan) => play(tenantId, plan));
    await events(tx).append(rows);
    return rows.length;
  });

const storeDay = async (stage: AnalyticsStage, plans: readonly VisitPlan[]): Promise<number> => {
  const batches = Array.from({ length: Math.ceil(plans.length / AT_ONCE) }, (_, index) => plans.slice(index * AT_ONCE, (index + 1) * AT_ONCE));
  const state = { at: 0, events: 0 };
  // Two at a time: one is played while the other is stored.
  const work = async (): Promise<void> => {
    for (let batch = batches[state.at++]; batch; batch = batches[state.at++]) state.events += await store(stage, batch);
  };
  await Promise.all([work(), work()]);
  return state.events;
};

const playStories = async (stage: AnalyticsStage, now: Date, count: number): Promise<number> => {
  const stories = tellers(count, now);
  const first = Math.floor(now.getTime() / DAY_MS) * DAY_MS - 91 * DAY_MS;
  let stored = 0;
  for (let day = first; day <= now.getTime(); day += DAY_MS) {
    stored += await storeDay(stage, visitsUntil(stories, day + DAY_MS));
    process.stderr.write(`\r${new Date(day).toISOString().slice(0, 10)} ${stored} events`);
  }
  process.stderr.write("\n");
  return stored;
};

/**
 * Stores about `wanted` events of ninety days, as the server appends them: some stories are played, and past half a
 * million events the database multiplies their sessions. Answers how many there are; nothing is counted yet.
 */
export const loadLog = async (stage: AnalyticsStage, now: Date, wanted: number): Promise<number> => {
  const stories = Math.max(1, Math.round(wanted / PER_STORY));
  const played = await playStories(stage, now, Math.min(stories, MOST_STORIES));
  return played + (await multiplyLog(stage.deps.storage, Math.round(wanted / played) - 1));
};
