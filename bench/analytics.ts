import { loadavg } from "node:os";
import { followLog } from "../apps/server/src/analytics/follow-log.ts";
import { createChance } from "../apps/server/src/story/chance.ts";
import { planStory, type StoryCast } from "../apps/server/src/story/plan-story.ts";
import { storeVisits } from "../apps/server/src/story/seed-story.ts";
import type { StoryBank, VisitPlan } from "../apps/server/src/story/visit-plan.ts";
import { createAnalyticsStage } from "../apps/server/test/analytics-stage.ts";
import { writeSection } from "./search/report.ts";
import { quantile } from "./session/measure.ts";

// `node bench/analytics.ts 70` stores about 3.5 million events; each story has about 50,000.
const stories = Number(process.argv[2] ?? "4");
const BATCH = 500;
const RUNS = 40;
const pages = [
  "overview",
  "funnel",
  "attempts",
  "mfa",
  "errors",
  "institutions",
  "breakdown?by=device",
  "searches",
  "trend",
  "trend?interval=hour",
] as const;

const bank = (no: number): StoryBank => ({
  id: `ins_${String(no).padStart(32, "0")}`,
  no,
  slug: `bank-${no}`,
  name: `Bank ${no}`,
  signIn: no % 2 === 0 ? "redirect" : "form",
  provider: "sandbox",
});

const now = new Date();
const stage = await createAnalyticsStage(() => now);
const castOf = (story: number): StoryCast => ({
  banks: Array.from({ length: 50 }, (_, index) => bank(1 + index + (story % 4) * 50)),
  unsupported: [bank(900), bank(901)],
  experienceId: "0194c0de-1234-7abc-8def-0123456789ab",
  now,
});

const store = async (): Promise<void> => {
  for (let story = 0; story < stories; story += 1) {
    let batch: VisitPlan[] = [];
    for (const plan of planStory(castOf(story), createChance(story))) {
      batch.push(plan);
      if (batch.length < BATCH) continue;
      await storeVisits(stage.deps, stage.tenantId, batch);
      batch = [];
    }
  }
};

const from = new Date(now.getTime() - 91 * 86_400_000).toISOString();
const timesOf = async (page: string): Promise<readonly number[]> => {
  const path = `/v1/analytics/${page}${page.includes("?") ? "&" : "?"}from=${from}&timeZone=Europe/Berlin`;
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const begun = performance.now();
    const reply = await stage.call("GET", path);
    if (reply.statusCode !== 200) throw new Error(reply.body);
    times.push(performance.now() - begun);
  }
  return times.slice(2);
};

try {
  await store();
  const begun = performance.now();
  await followLog(stage.deps);
  const foldMs = performance.now() - begun;
  await stage.deps.storage.pool.query("vacuum analyze analytics_rollups, events");
  const { rows } = await stage.deps.storage.pool.query<{ events: number; sessions: number; sums: number }>(
    "select (select count(*) from events)::int as events, (select count(*) from session_facts)::int as sessions, (select count(*) from analytics_rollups)::int as sums",
  );
  const [size] = rows;
  const lines = [];
  for (const page of pages) {
    const times = await timesOf(page);
    lines.push(`| ${page} | ${quantile(times, 0.5).toFixed(1)} ms | ${quantile(times, 0.95).toFixed(1)} ms | p95 ≤ 50 ms |`);
  }
  await writeSection(
    `Analytics, ${size?.events} events`,
    [
      `${size?.sessions} sessions of ninety days at 200 institutions, ${size?.sums} kept sums; every page over the whole ninety days in a zone that is not UTC, through HTTP injection. All sessions folded in ${(foldMs / 1000).toFixed(0)} s. Rerun: \`node bench/analytics.ts 4\`. Load average: ${loadavg()[0]?.toFixed(1)}.`,
      "",
      "| page | p50 | p95 | bar |\n| --- | --- | --- | --- |",
      ...lines,
    ].join("\n"),
  );
} finally {
  await stage.close();
}
