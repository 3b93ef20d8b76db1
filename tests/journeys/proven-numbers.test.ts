import type {
  AnalyticsAttempt,
  AnalyticsError,
  AnalyticsFunnel,
  AnalyticsMfa,
  AnalyticsOverview,
  AnalyticsPoint,
  AnalyticsRow,
  AnalyticsSearches,
} from "@drawbridge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectVisit, type Expected } from "./proven/expected.ts";
import { outcomesOf, overviewOf, ratesOf, tally } from "./proven/numbers.ts";
import { playAll, type Played, type World } from "./proven/play.ts";
import { writeScript, type Visit } from "./proven/script.ts";
import { startMortalServer } from "./proven/server.ts";

// `npm run test:numbers` plays two thousand.
const VISITS = Number(process.env["PROVEN_VISITS"] ?? "100");
const SMALL = 5; // groups that are not told apart
const AT_ONCE = 12;
const OUT_OF_SIGHT_MS = 12_000; // a page that closed may be back within ten seconds
const LINK_LIFE_S = 3 * 3_600; // and more

const script = writeScript(VISITS, 20_261_121);
const expected: readonly Expected[] = Object.entries(script).flatMap(([part, visits]: [string, readonly Visit[]]) =>
  visits.map((visit) => expectVisit(visit, part === "returning")),
);
const banks = {
  "drawbridge-bank": "Drawbridge Bank",
  "harbour-bank": "Harbour Bank",
  "lantern-bank": "Lantern Bank",
  "no-history-bank": "No History Bank",
};

let world: World;
let played: readonly Played[] = [];

const page = async <T>(name: string, query = ""): Promise<T> => {
  const [from, to] = [new Date(Date.now() - 86_400_000), new Date(Date.now() + 2 * 86_400_000)];
  const answer = await world.server.api(`/v1/analytics/${name}?from=${from.toISOString()}&to=${to.toISOString()}${query}`);
  if (!answer.ok) throw new Error(await answer.text());
  return ((await answer.json()) as { data: T }).data;
};

/** Events that the numbers do not tell of yet. */
const eventsBehind = async (): Promise<string | undefined> => {
  const metrics = await (await world.server.send("/metrics", {})).text();
  return /^drawbridge_analytics_events_behind (\d+)$/m.exec(metrics)?.[1];
};

const makeExperience = async ({ server }: Pick<World, "server">, name: string): Promise<string> => {
  const answer = await server.api("/v1/experiences", { method: "POST", body: { name } });
  return ((await answer.json()) as { id: string }).id;
};

const prepare = async (): Promise<World> => {
  const server = await startMortalServer();
  const found = await server.api("/v1/institutions?search=commerzbank&limit=1");
  const { institutions } = (await found.json()) as { institutions: readonly { slug: string }[] };
  const experiences = { none: null, one: await makeExperience({ server }, "One"), two: await makeExperience({ server }, "Two") };
  return { server, experiences, unsupported: institutions[0]?.slug ?? "", connections: new Map() };
};

/** People come and go, and the server is killed twice while they do; then the time of all open pages runs out. */
const playScript = async (): Promise<readonly Played[]> => {
  const gone = await playAll(world, script.leaving, { atOnce: AT_ONCE });
  const lastSeen = Date.now();
  const kills: Promise<void>[] = [];
  const third = Math.floor(script.staying.length / 3);
  const killing = (done: number): void => {
    if (done === third || done === 2 * third) kills.push(world.server.kill());
  };
  const stayed = await playAll(world, script.staying, { atOnce: AT_ONCE, after: killing });
  await Promise.all(kills);
  const back = await playAll(world, script.returning, { atOnce: AT_ONCE });
  const idling = await playAll(world, script.idling, { atOnce: AT_ONCE });
  await expect.poll(() => Date.now() - lastSeen, { timeout: OUT_OF_SIGHT_MS + 10_000, interval: 500 }).toBeGreaterThan(OUT_OF_SIGHT_MS);
  const leave = await Promise.all(idling.map((one) => one.page.stay()));
  const turned = await world.server.api("/v1/sandbox/clock/advance", { method: "POST", body: { seconds: LINK_LIFE_S } });
  expect(turned.status).toBe(201);
  await expect
    .poll(async () => (await page<AnalyticsOverview>("overview")).ended, { timeout: 60_000, interval: 500 })
    .toBe(expected.length - script.open.length);
  for (const close of leave) close();
  return [...gone, ...stayed, ...back, ...idling, ...(await playAll(world, script.open, { atOnce: AT_ONCE }))];
};

beforeAll(async () => {
  world = await prepare();
});
afterAll(() => world.server.close());

it("everybody does what the script says", { timeout: 120_000 + VISITS * 1_500 }, async () => {
  played = await playScript();
  await expect.poll(eventsBehind, { timeout: 60_000, interval: 250 }).toBe("0");
});

const lostOnes = expected.filter(({ end }) => end !== null && end !== "complete");

it("the first page", async () => {
  const { endings, timeToConnect, ...rest } = await page<AnalyticsOverview>("overview");
  const { endings: wanted, ...figures } = overviewOf(expected);
  expect(rest).toEqual(figures);
  expect(new Map(endings.map(({ reason, sessions }) => [reason, sessions]))).toEqual(wanted);
  expect(timeToConnect.total.count).toBe(figures.connected);
});

it("the time to connect lies between what the pages saw at least and at most", async () => {
  const { timeToConnect } = await page<AnalyticsOverview>("overview");
  const took = played.flatMap((one) => one.took ?? []);
  const rank = (all: readonly number[], part: number): number => all.toSorted((a, b) => a - b)[Math.ceil(part * all.length) - 1] ?? 0;
  for (const [part, ms] of [
    [0.5, timeToConnect.total.p50Ms],
    [0.9, timeToConnect.total.p90Ms],
    [0.95, timeToConnect.total.p95Ms],
  ] as const) {
    const [least, most] = [took.map((one) => one.least), took.map((one) => one.most)].map((all) => rank(all, part));
    expect(ms ?? -1).toBeGreaterThanOrEqual((least ?? 0) * 0.95 - 1); // counted rounded to two digits
    expect(ms ?? Infinity).toBeLessThanOrEqual((most ?? 0) * 1.05 + 1);
  }
});

it.each([
  ["device", "mobile", ({ visit }: Expected) => visit.device === "mobile"],
  ["locale", "de", ({ visit }: Expected) => visit.locale === "de"],
  ["mode", "fix", ({ visit }: Expected) => visit.journey === "reauth"],
  ["experience", "default", ({ visit }: Expected) => visit.experience === "none"],
] as const)("the first page of %s %s", async (name, value, fits) => {
  const { endings, timeToConnect, ...rest } = await page<AnalyticsOverview>("overview", `&${name}=${value}`);
  const { endings: wanted, ...figures } = overviewOf(expected.filter(fits));
  expect(rest).toEqual(figures);
  expect(endings.length).toBe(wanted.size);
  expect(timeToConnect.bank.count).toBe(figures.connected);
});

it("the funnel, and where people stopped", async () => {
  const { steps, leftAt, lastAttempt, leftBeforeFirstAttempt } = await page<AnalyticsFunnel>("funnel");
  expect(steps.map(({ sessions }) => sessions)).toEqual([0, 1, 2, 3, 4, 5].map((step) => expected.filter(({ reached }) => reached >= step).length));
  expect(new Map(leftAt.map(({ screen, sessions }) => [screen, sessions]))).toEqual(tally(lostOnes.map(({ screen }) => screen)));
  const last = tally(lostOnes.map((one) => outcomesOf(one).at(-1)?.join(".") ?? "none"));
  expect(new Map(lastAttempt.map(({ attempt, sessions }) => [attempt, sessions]))).toEqual(last);
  expect(leftBeforeFirstAttempt).toBe(last.get("none"));
});

it("attempts by kind", async () => {
  const { rows } = await page<{ rows: readonly AnalyticsAttempt[] }>("attempts");
  const all = tally(expected.flatMap((one) => outcomesOf(one).map((attempt) => attempt.join("."))));
  const got = rows.flatMap((row) =>
    (["succeeded", "challenged", "failed", "abandoned", "open"] as const).map((outcome) => [`${row.kind}.${outcome}`, row[outcome]] as const),
  );
  const blocked = [...all].filter(([name]) => name.endsWith(".blocked"));
  expect(new Map([...got.filter(([, n]) => n > 0), ...blocked])).toEqual(all);
});

it("questions by kind", async () => {
  const { rows } = await page<{ rows: readonly AnalyticsMfa[] }>("mfa");
  const all = tally(expected.flatMap(({ answers }) => answers.map((answer) => answer.join("."))));
  expect(
    new Map(
      rows
        .flatMap(
          ({ kind, passed, failed }) =>
            [
              [`${kind}.passed`, passed],
              [`${kind}.failed`, failed],
            ] as const,
        )
        .filter(([, n]) => n > 0),
    ),
  ).toEqual(all);
  expect(rows.map(({ started, passed, failed }) => started - passed - failed)).toEqual(rows.map(() => 0));
});

it("failures people were shown", async () => {
  const { rows } = await page<{ rows: readonly AnalyticsError[] }>("errors");
  expect(new Map(rows.map((row) => [row.failure, row.shown]))).toEqual(tally(expected.flatMap(({ errors }) => errors)));
  expect(new Map(rows.map((row) => [row.failure, row.sessions]))).toEqual(tally(expected.flatMap(({ errors }) => [...new Set(errors)])));
  expect(new Map(rows.filter(({ lost }) => lost > 0).map((row) => [row.failure, row.lost]))).toEqual(
    tally(lostOnes.flatMap(({ errors }) => errors.at(-1) ?? [])),
  );
});

it("banks and providers", async () => {
  const { rows } = await page<{ rows: readonly AnalyticsRow[] }>("institutions");
  for (const [slug, name] of Object.entries(banks)) {
    const there = expected.filter(({ visit }) => visit.bank === slug);
    if (there.length >= SMALL) expect(rows.find((row) => row.name === name)?.figures).toEqual(ratesOf(there, "bank"));
  }
  const { rows: providers } = await page<{ rows: readonly AnalyticsRow[] }>("breakdown", "&by=provider");
  expect(providers.map(({ value, figures }) => [value, figures])).toEqual([
    [
      "sandbox",
      ratesOf(
        expected.filter(({ visit }) => visit.bank !== null),
        "bank",
      ),
    ],
  ]);
});

it.each(["device", "locale"] as const)("every %s", async (by) => {
  const { rows } = await page<{ rows: readonly AnalyticsRow[] }>("breakdown", `&by=${by}`);
  expect(rows.reduce((sum, row) => sum + (row.figures?.opened ?? 0), 0)).toBe(expected.length);
  for (const { value, figures } of rows) expect(figures).toEqual(ratesOf(expected.filter(({ visit }) => visit[by] === value)));
});

it("every experience", async () => {
  const { rows } = await page<{ rows: readonly AnalyticsRow[] }>("breakdown", "&by=experience");
  const names = { none: "default", one: `${world.experiences.one}@1`, two: `${world.experiences.two}@1` };
  for (const which of ["none", "one", "two"] as const) {
    const row = rows.find(({ value }) => value === names[which]);
    expect(row?.figures).toEqual(ratesOf(expected.filter(({ visit }) => visit.experience === which)));
  }
});

it("searches that found nothing, and banks nobody serves", async () => {
  const { made, withoutResult, sessionsWithoutResult, lost, terms, unsupported } = await page<AnalyticsSearches>("searches");
  const missed = expected.filter(({ visit }) => visit.searches.some(({ finds }) => !finds));
  const inVain = (all: readonly Expected[]): number => all.filter(({ end, connected }) => end !== null && !connected).length;
  expect([made, withoutResult]).toEqual([
    expected.reduce((sum, { visit }) => sum + visit.searches.length, 0),
    expected.reduce((sum, { visit }) => sum + visit.searches.filter(({ finds }) => !finds).length, 0),
  ]);
  expect([sessionsWithoutResult, lost]).toEqual([missed.length, inVain(missed)]);
  for (const { value, sessions, lost: gone } of terms) {
    const some = missed.filter(({ visit }) => visit.searches.some(({ term }) => term === value));
    expect([value, sessions, gone]).toEqual([value, some.length, inVain(some)]);
  }
  const refused = expected.filter(({ visit }) => visit.unsupported);
  expect(unsupported.map(({ sessions, lost: gone }) => [sessions, gone])).toEqual(refused.length < SMALL ? [] : [[refused.length, inVain(refused)]]);
});

it("the hours add up to the whole", async () => {
  const { points } = await page<{ points: readonly AnalyticsPoint[] }>("trend", "&interval=hour&timeZone=Asia/Kolkata");
  const whole = ratesOf(expected);
  for (const name of ["opened", "tried", "connected", "ended", "completed", "attempts", "failures"] as const) {
    expect([name, points.reduce((sum, point) => sum + point[name], 0)]).toEqual([name, whole[name]]);
  }
});

it("after one more kill a recomputation from the log changes nothing", async () => {
  const before = [await page("overview"), await page("funnel"), await page("institutions"), await page("errors")];
  await world.server.kill();
  let [sessions, after]: [number, string | null] = [0, null];
  do {
    const answer = await world.server.api("/v1/analytics/recomputations", { method: "POST", body: after === null ? {} : { after } });
    const piece = (await answer.json()) as { sessions: number; next: string | null };
    expect(piece).toMatchObject({ changedSessions: 0, changedSums: 0 });
    sessions += piece.sessions;
    after = piece.next;
  } while (after !== null);
  expect(sessions).toBe(expected.length);
  expect([await page("overview"), await page("funnel"), await page("institutions"), await page("errors")]).toEqual(before);
});
