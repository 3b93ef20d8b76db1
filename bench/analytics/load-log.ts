import { sliceSession } from "@drawbridge/domain";
import { analyticsReader, eventLog, events, newIdAt, sessionFacts, type EventRow, type SessionFactsRow } from "@drawbridge/storage";
import { rebuildSums } from "../../apps/server/src/analytics/recompute.ts";
import { createChance } from "../../apps/server/src/story/chance.ts";
import { planStory, type StoryCast } from "../../apps/server/src/story/plan-story.ts";
import { playVisit } from "../../apps/server/src/story/play-visit.ts";
import type { StoryBank, VisitPlan } from "../../apps/server/src/story/visit-plan.ts";
import type { AnalyticsStage } from "../../apps/server/test/analytics-stage.ts";

const DAY_MS = 86_400_000;
const PER_STORY = 55_000; // events
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

interface PlayedSession {
  readonly rows: readonly EventRow[];
  readonly facts: readonly SessionFactsRow[];
}

const play = (tenantId: string, plan: VisitPlan): PlayedSession => {
  const sessionId = newIdAt(plan.startedAt, 0);
  const { rows } = playVisit(plan, { tenantId, sessionId });
  const facts = sliceSession(rows.map(({ occurredAt, ...row }) => ({ ...row, at: occurredAt.getTime() })));
  if (!facts) return { rows, facts: [] };
  const { startedAt, dimensions, slices } = facts;
  return { rows, facts: [{ sessionId, tenantId, userId: plan.userId, startedAt: new Date(startedAt), ...dimensions, slices }] };
};

const store = ({ deps, tenantId }: AnalyticsStage, plans: readonly VisitPlan[]): Promise<number> =>
  deps.storage.transaction(async (tx) => {
    await tx.query("set local synchronous_commit to off");
    const played = plans.map((plan) => play(tenantId, plan));
    const rows = played.flatMap((each) => each.rows);
    await events(tx).append(rows);
    await sessionFacts(tx).save(played.flatMap(({ facts }) => facts));
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

/**
 * Stores about `wanted` events of ninety days, as the server would have, with the facts the server's own fold makes of
 * them; then the sums of every day and week by what `drawbridge analytics recompute` uses. Answers how many there are.
 */
export const loadLog = async (stage: AnalyticsStage, now: Date, wanted: number): Promise<number> => {
  const stories = tellers(Math.max(1, Math.round(wanted / PER_STORY)), now);
  const first = Math.floor(now.getTime() / DAY_MS) * DAY_MS - 91 * DAY_MS;
  let stored = 0;
  for (let day = first; day <= now.getTime(); day += DAY_MS) {
    const plans = visitsUntil(stories, day + DAY_MS);
    if (plans.length === 0) continue;
    stored += await storeDay(stage, plans);
    await rebuildSums(stage.deps, stage.tenantId, [new Date(day)]);
    process.stderr.write(`\r${new Date(day).toISOString().slice(0, 10)} ${stored} events`);
  }
  process.stderr.write("\n");
  const horizon = await eventLog(stage.deps.storage.pool).horizon();
  await stage.deps.storage.transaction((tx) => analyticsReader(tx).moveTo(horizon));
  return stored;
};
