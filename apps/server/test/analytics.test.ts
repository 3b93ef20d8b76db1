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
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { followLog } from "../src/analytics/follow-log.ts";
import { recompute } from "../src/analytics/recompute.ts";
import { storeVisits } from "../src/story/seed-story.ts";
import { asOpen, cast, inPieces, NOW, overviewFor, plans, VISITS, visits } from "./analytics-script.ts";
import { countAll, createAnalyticsStage, type AnalyticsStage } from "./analytics-stage.ts";
import { percentilesOf, ratesFor, tallyOf, type ExpectedVisit } from "./expected-numbers.ts";

const RANGE = "from=2025-12-01T00:00:00Z&to=2026-03-21T00:00:00Z";

let stage: AnalyticsStage;
beforeAll(async () => {
  stage = await createAnalyticsStage(() => NOW);
  // In parts, so that sums grow as they do in life; the last part comes in two halves of the same sessions' time.
  for (let at = 0; at < plans.length; at += 250) {
    await storeVisits(stage.deps, stage.tenantId, plans.slice(at, at + 250));
    if (at % 500 === 0) await followLog(stage.deps);
  }
  await countAll(stage);
});
afterAll(() => stage.close());

const page = async <T>(name: string, filter = ""): Promise<T> => {
  const reply = await stage.call("GET", `/v1/analytics/${name}?${RANGE}${filter}`);
  expect(reply).toMatchObject({ statusCode: 200 });
  return reply.json<{ data: T }>().data;
};

const startedIn = "startedFrom=2025-12-01T00:00:00Z&startedTo=2026-03-21T00:00:00Z";

/** How many events an address of the log has. */
const eventsAt = async (query: string): Promise<number> => {
  const reply = await stage.call("GET", `/v1/events/export?${startedIn}&${query}`);
  expect(reply).toMatchObject({ statusCode: 200 });
  return reply.body.split("\n").filter(Boolean).length;
};

const secondEvents = {
  sign_in: ["sign_in.started", "sign_in.succeeded", "sign_in.failed"],
  mfa: ["mfa.started", "mfa.succeeded", "mfa.failed"],
  oauth: ["oauth.launched", "oauth.returned", "oauth.failed"],
  add: ["accounts.adding", "accounts.added", "accounts.add_failed"],
} as const;

describe("every number leads to the events it counts", () => {
  it.each(["", "&device=mobile&locale=en", `&institution=${cast.banks[1]?.id}`])("with the filters that are on: %s", async (filter) => {
    const { steps, leftAt } = await page<AnalyticsFunnel>("funnel", filter);
    for (const { step, sessions } of steps) expect(await eventsAt(`type=session.started&counted=reached.${step}${filter}`)).toBe(sessions);
    for (const { screen, sessions } of leftAt) expect(await eventsAt(`type=session.started&counted=left_at.${screen}${filter}`)).toBe(sessions);
    const { rows } = await page<{ readonly rows: readonly AnalyticsAttempt[] }>("attempts", filter);
    for (const [kind, [first, good, bad]] of Object.entries(secondEvents)) {
      const row = rows.find((each) => each.kind === kind) ?? expect.fail();
      const of = (type: string, outcome: string): Promise<number> => eventsAt(`type=${type}&counted=attempt.${kind}.${outcome}${filter}`);
      expect([await of(first, "started"), await of(good, "succeeded"), await of(bad, "failed")]).toEqual([row.started, row.succeeded, row.failed]);
    }
    const errors = await page<{ readonly rows: readonly AnalyticsError[] }>("errors", filter);
    for (const { failure, shown } of errors.rows.slice(0, 3))
      expect(await eventsAt(`type=alert.shown&failure=${failure}&counted=error.${failure}${filter}`)).toBe(shown);
  });

  it("an abandoned attempt is a first event that nothing answered", async () => {
    const { rows } = await page<{ readonly rows: readonly AnalyticsAttempt[] }>("attempts");
    const abandoned = rows.find(({ kind }) => kind === "sign_in")?.abandoned ?? 0;
    expect(abandoned).toBeGreaterThan(0);
    expect(await eventsAt("type=sign_in.started&unanswered=true&counted=attempt.sign_in.abandoned")).toBe(abandoned);
  });

  it.each(["counted=nonsense", "institution=ins_1&provider=sandbox", "startedFrom=yesterday", "failure=%00", "unanswered=perhaps"])(
    "refuses what makes no sense: %s",
    async (query) => {
      expect((await stage.call("GET", `/v1/events?${query}`)).statusCode).toBe(400);
    },
  );

  it("lists sessions the same way", async () => {
    const { leftAt } = await page<AnalyticsFunnel>("funnel", "&device=tablet");
    const { screen, sessions } = leftAt[0] ?? expect.fail();
    const reply = await stage.call("GET", `/v1/sessions?${startedIn}&counted=left_at.${screen}&device=tablet&limit=200`);
    expect(reply.json<{ readonly sessions: readonly unknown[] }>().sessions).toHaveLength(sessions);
  });
});

describe("every number equals what the script says", () => {
  it("has the whole script in the log", async () => {
    expect(visits).toHaveLength(VISITS);
    expect(visits.filter(({ end }) => end === null).length).toBeGreaterThan(5);
  });

  it("overview", async () => {
    const got = await page<AnalyticsOverview>("overview");
    expect({ ...got, endings: got.endings.toSorted((a, b) => (a.reason < b.reason ? -1 : 1)) }).toEqual(overviewFor(visits));
  });

  it.each([
    ["device=mobile", ({ plan }: ExpectedVisit) => plan.device === "mobile"],
    ["locale=de", ({ plan }: ExpectedVisit) => plan.locale === "de"],
    ["mode=lite", ({ plan }: ExpectedVisit) => plan.mode === "lite"],
    ["experience=exp_0194c0de12347abc8def0123456789ab%404", ({ plan }: ExpectedVisit) => plan.experience?.version === 4],
    ["device=mobile&locale=en&mode=full", ({ plan }: ExpectedVisit) => plan.device === "mobile" && plan.locale === "en" && plan.mode === "full"],
  ] as const)("overview of %s", async (filter, fits) => {
    const got = await page<AnalyticsOverview>("overview", `&${filter}`);
    const wanted = overviewFor(visits.filter(fits));
    expect({ ...got, endings: got.endings.toSorted((a, b) => (a.reason < b.reason ? -1 : 1)) }).toEqual(wanted);
  });

  it("funnel, last screen and last attempt", async () => {
    const got = await page<AnalyticsFunnel>("funnel");
    const reached = [0, 1, 2, 3, 4, 5].map((step) => visits.filter((visit) => visit.reached >= step).length);
    expect(got.steps.map(({ sessions }) => sessions)).toEqual(reached);
    expect(got.steps.map(({ share: part }) => part)).toEqual(reached.map((n) => n / VISITS));
    const unfinished = visits.filter(({ end }) => end !== null && end !== "complete");
    expect(new Map(got.leftAt.map(({ screen, sessions }) => [screen, sessions]))).toEqual(tallyOf(unfinished.map(({ screen }) => screen)));
    const last = unfinished.map(({ attempts }) => attempts.at(-1)?.join(".") ?? "none");
    expect(new Map(got.lastAttempt.map(({ attempt, sessions }) => [attempt, sessions]))).toEqual(tallyOf(last));
    expect(got.leftBeforeFirstAttempt).toBe(last.filter((each) => each === "none").length);
  });

  it("attempts by kind, and questions by kind", async () => {
    const { rows } = await page<{ rows: readonly AnalyticsAttempt[] }>("attempts");
    const all = visits.flatMap((visit) => visit.attempts.map(([kind, outcome]) => `${kind}.${asOpen(outcome, visit)}`));
    const tally = tallyOf(all);
    for (const row of rows) {
      const of = (outcome: string): number => tally.get(`${row.kind}.${outcome}`) ?? 0;
      expect(row).toMatchObject({
        started: all.filter((each) => each.startsWith(`${row.kind}.`)).length,
        succeeded: of("succeeded"),
        challenged: of("challenged"),
        failed: of("failed"),
        abandoned: of("abandoned"),
        open: of("open"),
      });
    }
    const mfa = await page<{ rows: readonly AnalyticsMfa[] }>("mfa");
    const answers = visits.flatMap((visit) => visit.answers.map(([kind, outcome]) => `${kind}.${asOpen(outcome, visit)}`));
    const answered = tallyOf(answers);
    expect(mfa.rows.map(({ kind }) => kind)).toEqual(
      [...new Set(answers.map((each) => each.split(".")[0] ?? ""))].toSorted((a, b) => a.localeCompare(b)),
    );
    for (const row of mfa.rows) {
      expect(row.started).toBe(answers.filter((each) => each.startsWith(`${row.kind}.`)).length);
      for (const outcome of ["passed", "failed", "abandoned", "open"] as const)
        expect(row[outcome]).toBe(answered.get(`${row.kind}.${outcome}`) ?? 0);
    }
  });

  it("errors", async () => {
    const { rows } = await page<{ rows: readonly AnalyticsError[] }>("errors");
    const shown = tallyOf(visits.flatMap(({ errors }) => errors));
    const sessions = tallyOf(visits.flatMap(({ errors }) => [...new Set(errors)]));
    const lost = tallyOf(visits.filter(({ end }) => end !== null && end !== "complete").flatMap(({ errors }) => errors.at(-1) ?? []));
    expect(new Map(rows.map((row) => [row.failure, row.shown]))).toEqual(shown);
    expect(new Map(rows.map((row) => [row.failure, row.sessions]))).toEqual(sessions);
    expect(new Map(rows.filter((row) => row.lost > 0).map((row) => [row.failure, row.lost]))).toEqual(lost);
  });

  it("institutions and providers", async () => {
    const { rows } = await page<{ rows: readonly AnalyticsRow[] }>("institutions");
    expect(rows).toHaveLength(6);
    for (const row of rows) {
      const tried = visits.filter(({ plan }) => plan.bank?.id === row.value);
      const refused = visits.filter(({ plan }) => plan.unsupported?.id === row.value);
      const wanted = ratesFor(tried);
      if (refused.length === 0) {
        expect(row.figures).toEqual(wanted);
        expect(row.medianConnectMs).toBe(percentilesOf(tried.filter((visit) => visit.connected).map(({ connectMs }) => connectMs)).p50Ms);
      } else expect(row.figures).toMatchObject({ opened: refused.length, tried: 0, connected: 0, completed: 0, attempts: 0 });
    }
    const { rows: providers } = await page<{ rows: readonly AnalyticsRow[] }>("breakdown", "&by=provider");
    for (const row of providers) expect(row.figures).toEqual(ratesFor(visits.filter(({ plan }) => plan.bank?.provider === row.value)));
    const mobile = await page<{ rows: readonly AnalyticsRow[] }>("institutions", "&device=mobile&limit=1");
    const [first] = mobile.rows;
    expect(first?.figures).toEqual(ratesFor(visits.filter(({ plan }) => plan.device === "mobile" && plan.bank?.id === first?.value)));
  });

  it("searches that led nowhere", async () => {
    const got = await page<AnalyticsSearches>("searches");
    const without = visits.flatMap(({ plan }) => plan.searches.filter(({ resultCount }) => resultCount === 0).map(({ term }) => term));
    const lost = (all: readonly ExpectedVisit[]): number => all.filter(({ end, connected }) => end !== null && !connected).length;
    expect(got).toMatchObject({ made: visits.reduce((sum, { plan }) => sum + plan.searches.length, 0), withoutResult: without.length });
    for (const { value, made, sessions, lost: gone } of got.terms) {
      const having = visits.filter(({ plan }) => plan.searches.some(({ term, resultCount }) => term === value && resultCount === 0));
      expect([made, sessions, gone]).toEqual([without.filter((term) => term === value).length, having.length, lost(having)]);
    }
    for (const { value, sessions, lost: gone } of got.unsupported) {
      const having = visits.filter(({ plan }) => plan.unsupported?.id === value);
      expect([sessions, gone]).toEqual([having.length, lost(having)]);
    }
    expect(got.terms.map(({ lost: gone }) => gone)).toEqual(got.terms.map(({ lost: gone }) => gone).toSorted((a, b) => b - a));
  });

  it.each(["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "UTC"])("the trend by days of %s", async (timeZone) => {
    for (const filter of ["", "&device=mobile&mode=full"]) {
      const { points } = await page<{ points: readonly AnalyticsPoint[] }>("trend", `${filter}&timeZone=${timeZone}`);
      const day = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
      const some = visits.filter(({ plan }) => filter === "" || (plan.device === "mobile" && plan.mode === "full"));
      const opened = tallyOf(some.map(({ plan }) => day.format(plan.startedAt)));
      expect(new Map(points.filter((point) => point.opened > 0).map((point) => [day.format(new Date(point.start)), point.opened]))).toEqual(opened);
      expect(points.reduce((sum, point) => sum + point.completed, 0)).toBe(some.filter(({ completed }) => completed).length);
    }
  });

  it("a range, and the one before it", async () => {
    const within = (from: string, to: string) => visits.filter(({ plan }) => plan.startedAt >= new Date(from) && plan.startedAt < new Date(to));
    const got = await stage.get<{ data: AnalyticsOverview; before: { data: AnalyticsOverview } }>(
      "/v1/analytics/overview?from=2026-03-03&to=2026-03-10&timeZone=Europe/Berlin&compare=true",
    );
    expect(got.data).toMatchObject(ratesFor(within("2026-03-02T23:00:00Z", "2026-03-09T23:00:00Z")));
    expect(got.before.data).toMatchObject(ratesFor(within("2026-02-23T23:00:00Z", "2026-03-02T23:00:00Z")));
  });
});

const recomputeAll = () => inPieces(async (after) => (await stage.call("POST", "/v1/analytics/recomputations", { after })).json());

describe("recomputing", () => {
  it("changes nothing", async () => {
    const before = await page("overview");
    expect(await recomputeAll()).toEqual({ sessions: VISITS, changedSessions: 0, changedSums: 0 });
    expect(await page("overview")).toEqual(before);
  });

  it("comes to the same in pieces, and refuses a place it never told of", async () => {
    await stage.deps.storage.pool.query("delete from analytics_rollups where grain = 'hour' and bucket < '2026-03-01'");
    let pieces = 0;
    const found = await inPieces(async (after) => {
      pieces += 1;
      return recompute(stage.deps, stage.tenantId, { after, forMs: 0 });
    });
    expect([found.sessions, pieces > 10, found.changedSums > 0]).toEqual([VISITS, true, true]);
    for (const place of ["sums:yesterday", "sessions:1", "x"]) {
      expect((await stage.call("POST", "/v1/analytics/recomputations", { after: place })).statusCode).toBe(400);
    }
    expect(await recomputeAll()).toMatchObject({ changedSessions: 0, changedSums: 0 });
  });

  it("mends what was broken", async () => {
    const before = [await page("overview"), await page("institutions")];
    await stage.deps.storage.pool.query("delete from analytics_rollups where bucket < '2026-03-01'");
    await stage.deps.storage.pool.query("update session_facts set slices = '[]' where device = 'tablet'");
    const report = await recomputeAll();
    expect(report.changedSessions).toBeGreaterThan(0);
    expect(report.changedSums).toBeGreaterThan(0);
    expect([await page("overview"), await page("institutions")]).toEqual(before);
  });
});

describe("bad questions", () => {
  it.each([
    "timeZone=Mars/Base",
    "from=yesterday",
    "from=2026-02-31",
    "from=2026-03-02&to=2026-03-01",
    "from=1990-01-01&to=2026-01-01",
    "interval=hour&from=2025-01-01&to=2026-01-01",
    "institution=a&provider=b",
    "limit=0",
    "colour=red",
  ])("%s is refused with 400", async (query) => {
    expect((await stage.call("GET", `/v1/analytics/trend?${query}`)).statusCode).toBe(400);
  });

  it("small groups are not told apart", async () => {
    const one = visits.find(({ plan }) => plan.bank && plan.device === "tablet")?.plan.startedAt ?? NOW;
    const until = new Date(one.getTime() + 900_000).toISOString();
    const asked = `by=institution&device=tablet&from=${one.toISOString()}&to=${until}`;
    const { data } = await stage.get<{ data: { rows: readonly AnalyticsRow[] } }>(`/v1/analytics/breakdown?${asked}`);
    const { rows } = data;
    for (const row of rows.filter(({ suppressed }) => suppressed)) expect(row).toMatchObject({ figures: null, medianConnectMs: null });
    expect(rows.some(({ suppressed }) => suppressed)).toBe(true);
  });

  it("CSV is a table and defuses formulas", async () => {
    const reply = await stage.call("GET", `/v1/analytics/institutions?${RANGE}&format=csv`);
    expect(reply.headers["content-type"]).toContain("text/csv");
    expect(reply.body.split("\r\n")[0]).toContain("figures.opened");
  });
});
