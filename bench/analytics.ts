import { loadavg } from "node:os";
import type { Recomputed } from "../apps/server/src/analytics/recompute.ts";
import { createAnalyticsStage, type AnalyticsStage } from "../apps/server/test/analytics-stage.ts";
import { loadLog } from "./analytics/load-log.ts";
import { writeSection } from "./search/report.ts";
import { quantile } from "./session/measure.ts";
import { cpuMsOf, postmasterOf } from "./sync/database-cpu.ts";

// One fresh database for each size, gone afterwards. Ten million events take some minutes to store and to count, and 12 GB of disk meanwhile.
const sizes = (process.env["BENCH_SIZES"] ?? "100000,10000000").split(",").map(Number);
const recomputes = process.env["BENCH_RECOMPUTE"] === "1";
const severalFilters = process.env["BENCH_FILTERS"] === "several";
const RUNS = severalFilters ? 15 : 60;
const pagesOfOne = [
  "overview",
  "overview?compare=true",
  "funnel",
  "attempts",
  "mfa",
  "errors",
  "institutions",
  "breakdown?by=device",
  "overview?device=mobile",
  "searches",
  "trend",
  "trend?interval=hour",
] as const;
// Rare with rare, rare with common, common with common.
const pagesOfSeveral = [
  "overview?device=tablet&locale=de",
  "overview?institution=ins_00000000000000000000000000000040&device=tablet",
  "errors?institution=ins_00000000000000000000000000000001&device=mobile",
  "overview?device=mobile&mode=full",
  "institutions?device=mobile&mode=full",
  "trend?device=mobile&mode=full",
] as const;
const pages: readonly string[] = severalFilters ? pagesOfSeveral : pagesOfOne;

const DAY_MS = 86_400_000;

/** What was measured at one size. */
interface Size {
  readonly events: number;
  readonly sessions: number;
  readonly sums: number;
  readonly loadMs: number;
  readonly counting: Spent;
  readonly recomputing: Spent | null;
  readonly load: number;
  readonly times: ReadonlyMap<string, Times>;
}

/** Time of the clock, and of the processors. */
interface Spent {
  readonly ms: number;
  readonly cpuMs: number;
}

/** How long one page took, and its CPU time of server and database together: what is left of the figure on a busy machine. */
interface Times {
  readonly ms: readonly number[];
  readonly cpuMs: number;
}

const timesOf = async (stage: AnalyticsStage, now: Date, page: string): Promise<Times> => {
  // Ninety local days, as the console asks for them.
  const from = new Date(now.getTime() - 89 * DAY_MS).toISOString().slice(0, 10);
  const path = `/v1/analytics/${page}${page.includes("?") ? "&" : "?"}from=${from}&timeZone=Europe/Berlin`;
  const postmaster = await postmasterOf(stage.deps.storage);
  const [server, database] = [process.cpuUsage(), cpuMsOf(postmaster)];
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const begun = performance.now();
    const reply = await stage.call("GET", path);
    if (reply.statusCode !== 200) throw new Error(reply.body);
    times.push(performance.now() - begun);
  }
  const { user, system } = process.cpuUsage(server);
  return { ms: times.slice(5), cpuMs: ((user + system) / 1000 + cpuMsOf(postmaster) - database) / RUNS };
};

/** As `drawbridge analytics recompute` does it: piece by piece. */
const recomputeAll = async (stage: AnalyticsStage, visit: (piece: Recomputed) => void): Promise<Spent> => {
  const postmaster = await postmasterOf(stage.deps.storage);
  const [begun, server, database] = [performance.now(), process.cpuUsage(), cpuMsOf(postmaster)];
  let after: string | null = null;
  do {
    const reply = await stage.call("POST", "/v1/analytics/recomputations", after === null ? {} : { after });
    if (reply.statusCode !== 201) throw new Error(reply.body);
    const piece: Recomputed = reply.json();
    visit(piece);
    after = piece.next;
    process.stderr.write(`\r${after ?? "done"} `);
  } while (after !== null);
  process.stderr.write("\n");
  const { user, system } = process.cpuUsage(server);
  return { ms: performance.now() - begun, cpuMs: (user + system) / 1000 + cpuMsOf(postmaster) - database };
};

const expectNoChange = (piece: Recomputed): void => {
  if (piece.changedSessions + piece.changedSums > 0) throw new Error(`recomputing changed something: ${JSON.stringify(piece)}`);
};

const countOf = async ({ deps }: AnalyticsStage, table: string): Promise<number> => {
  const { rows } = await deps.storage.pool.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  return rows[0]?.n ?? 0;
};

const measureSize = async (wanted: number): Promise<Size> => {
  const now = new Date();
  const stage = await createAnalyticsStage(() => now);
  try {
    const begun = performance.now();
    const events = await loadLog(stage, now, wanted);
    const loadMs = performance.now() - begun;
    await stage.deps.storage.pool.query("analyze events");
    const counting = await recomputeAll(stage, () => undefined);
    await stage.deps.storage.pool.query("vacuum analyze analytics_rollups, session_facts");
    const times = new Map<string, Times>();
    for (const page of pages) times.set(page, await timesOf(stage, now, page));
    const load = loadavg()[0] ?? 0;
    const [sessions, sums] = [await countOf(stage, "session_facts"), await countOf(stage, "analytics_rollups")];
    return { events, sessions, sums, loadMs, counting, recomputing: recomputes ? await recomputeAll(stage, expectNoChange) : null, load, times };
  } finally {
    await stage.close();
  }
};

const measured: Size[] = [];
for (const size of sizes) measured.push(await measureSize(size));

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const count = (value: number): string => value.toLocaleString("en");
const spent = ({ ms: clock, cpuMs }: Spent): string => `${(clock / 1000).toFixed(0)} s (${(cpuMs / 1000).toFixed(0)} s of CPU)`;
const described = ({ events, sessions, sums, loadMs, counting, recomputing, load }: Size): string =>
  `- ${count(events)} events of ${count(sessions)} sessions stored in ${(loadMs / 1000).toFixed(0)} s, counted in ${spent(counting)}: ${count(sums)} kept sums` +
  `${recomputing === null ? "" : `; recomputed, and nothing changed, in ${spent(recomputing)}`}. Load average: ${load.toFixed(1)}.`;
const cells = (page: string): string =>
  measured
    .flatMap(({ times }) => times.get(page) ?? [])
    .map((times) => `${ms(quantile(times.ms, 0.5))} | ${ms(quantile(times.ms, 0.95))} | ${ms(times.cpuMs)}`)
    .join(" | ");

const [title, about] = severalFilters
  ? ([
      "Analytics by several filters",
      "As above, with two filters at once: these are counted session by session. Rerun: `BENCH_FILTERS=several npm run bench:analytics`.",
    ] as const)
  : ([
      "Analytics",
      "Ninety days of sessions at 200 institutions; every page over ninety days of Berlin, through HTTP injection, one request after the other. Bar: p95 ≤ 50 ms at 10 million events. Rerun: `npm run bench:analytics` (`BENCH_SIZES=100000,10000000`, `BENCH_RECOMPUTE=1` to recompute once more). Stories are played and appended, their sessions multiplied in the database past half a million events, and all sums come from `analytics recompute`.",
    ] as const);

await writeSection(
  title,
  [
    about,
    "",
    ...measured.map(described),
    "",
    `| page |${measured.map(({ events }) => ` ${count(events)} events: p50 | p95 | CPU each |`).join("")}`,
    `| --- |${measured.map(() => " --- | --- | --- |").join("")}`,
    ...pages.map((page) => `| ${page} | ${cells(page)} |`),
  ].join("\n"),
);
