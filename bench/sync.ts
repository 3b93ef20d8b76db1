import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { institutions, newId, tenants, type InstitutionRecord } from "@drawbridge/storage";
import { createTestDatabase } from "@drawbridge/storage/testing";
import { runMigrations } from "graphile-worker";
import { createServer } from "../apps/server/src/app.ts";
import { readConfig } from "../apps/server/src/config.ts";
import type { Deps } from "../apps/server/src/use-cases/deps.ts";
import { runSyncs } from "../apps/server/src/use-cases/run-syncs.ts";
import { claimDueSyncs } from "../apps/server/src/use-cases/schedule-syncs.ts";
import { wire } from "../apps/server/src/wiring.ts";
import { writeSection } from "./search/report.ts";
import { quantile } from "./session/measure.ts";
import { cpuMsOf, postmasterOf } from "./sync/database-cpu.ts";
import { addConnections, makeDue } from "./sync/fleet.ts";
import { instantBank } from "./sync/instant-bank.ts";

const SIZES = (process.env["BENCH_SIZES"] ?? "10000,100000,1000000").split(",").map(Number);
const ROUND = 2000; // syncs of one round
const ROUNDS = 3;
const WORKERS = 4; // as many jobs as a server runs side by side
const CLAIM = 200; // as many as the scan takes at once

const record: InstitutionRecord = {
  slug: "instant-bank",
  name: "Instant Bank",
  domain: "instant-bank.example",
  url: "https://instant-bank.example/",
  country: "GB",
  keywords: [],
  routingNumbers: [],
  logo: null,
  popularity: 1,
  isTest: false,
  health: "healthy",
  providers: [
    {
      provider: "instant",
      providerInstitutionId: "instant",
      kind: "api",
      bankId: "0".repeat(32),
      supportsOauth: true,
      supportsAggregation: true,
      supportsHistory: false,
      supportsIdentification: false,
      supportsVerification: false,
    },
  ],
};

interface Round {
  readonly perSecond: number;
  /** Of this process and of PostgreSQL, for one sync. */
  readonly cpuMs: { readonly server: number; readonly database: number };
  readonly claimMs: readonly number[];
}

const work = async (deps: Deps, left: { count: number }, claimMs: number[]): Promise<void> => {
  while (left.count > 0) {
    const limit = Math.min(CLAIM, left.count);
    left.count -= limit;
    const begun = performance.now();
    const claimed = await claimDueSyncs(deps, { tenantId: null, now: deps.now(), limit }, "caller");
    claimMs.push(performance.now() - begun);
    const outcomes = await runSyncs(deps, claimed);
    if (claimed.length !== limit || outcomes.some(({ outcome }) => outcome !== "synced")) throw new Error("not every sync came to its end");
  }
};

const measureRound = async (deps: Deps, postmaster: number): Promise<Round> => {
  const claimMs: number[] = [];
  const [server, database] = [process.cpuUsage(), cpuMsOf(postmaster)];
  const left = { count: ROUND };
  const begun = performance.now();
  await Promise.all(Array.from({ length: WORKERS }, () => work(deps, left, claimMs)));
  const perSecond = (ROUND / (performance.now() - begun)) * 1000;
  const { user, system } = process.cpuUsage(server);
  return { perSecond, claimMs, cpuMs: { server: (user + system) / 1000 / ROUND, database: (cpuMsOf(postmaster) - database) / ROUND } };
};

const median = (values: readonly number[]): number => quantile(values, 0.5);

const db = await createTestDatabase(undefined);
const folder = await mkdtemp(join(tmpdir(), "drawbridge-bench-"));
const app = createServer("silent");
try {
  const { storage } = db;
  await runMigrations({ pgPool: storage.pool });
  const tenantId = newId();
  await tenants(storage.pool).upsert({
    id: tenantId,
    slug: "bench",
    name: "Bench",
    partnerSecretHash: "x",
    appKeyHash: "x",
    apiTokenHash: "x",
    policyUrl: null,
    origins: [],
  });
  await institutions(storage.pool).apply("bench", { upsert: [{ record, checksum: "x" }], retire: [] });
  const { rows } = await storage.pool.query<{ id: string }>("select id from institutions");
  const config = readConfig(folder, { DRAWBRIDGE_DATA: folder });
  const wired = await wire({ config, storage, log: app.log, origin: () => "http://127.0.0.1", bankOrigin: "http://127.0.0.1:9" });
  const deps: Deps = { ...wired, adapters: new Map([["instant", instantBank(new Date())]]) };
  const owner = { storage, vault: deps.vault, tenantId, institutionId: rows[0]?.id ?? "" };
  const postmaster = await postmasterOf(storage);
  const [before = 0] = loadavg();
  const lines: string[] = [];
  let laid = 0;
  for (const size of SIZES) {
    await addConnections(owner, laid + 1, size);
    laid = size;
    await makeDue(owner, size, ROUND * (ROUNDS + 1));
    await measureRound(deps, postmaster); // warms what is warm in a running server
    const rounds: Round[] = [];
    for (let n = 0; n < ROUNDS; n += 1) rounds.push(await measureRound(deps, postmaster));
    const perSecond = median(rounds.map((round) => round.perSecond));
    const claimMs = rounds.flatMap((round) => round.claimMs);
    const cpu = (of: "server" | "database"): string => `${median(rounds.map(({ cpuMs }) => cpuMs[of])).toFixed(2)} ms`;
    lines.push(
      `| ${size.toLocaleString("en")} | ${perSecond.toFixed(0)} | ${Math.max(...rounds.map((round) => round.perSecond)).toFixed(0)} | ${median(claimMs).toFixed(0)} ms | ${cpu("server")} | ${cpu("database")} |`,
    );
    console.log(lines.at(-1));
  }
  const [after = 0] = loadavg();
  await writeSection(
    "Sync engine",
    [
      `Claim and finish of syncs with a bank that answers at once with one account and one new transaction: claim (with its run, budget and event), unseal the access, judge, store account, transaction and events, settle state and reminders, plan the next sync. ${WORKERS} workers in one process claim ${CLAIM} at a time, as a server does; ${ROUND} syncs a round, the median and the best of ${ROUNDS} rounds. The table holds as many scheduled connections as named, with their consents and accounts; the due ones lie spread over all of it.`,
      `Rerun: \`npm run bench:sync\`. Measured on 2 cores, database included. Load average of the machine before and after: ${before.toFixed(1)} and ${after.toFixed(1)}; above 2, others had their share, and the CPU time of one sync is the figure that keeps: two cores give 2,000 ms a second. Bar: ≥ 1,000/s, flat in the size of the table.`,
      [
        "| scheduled connections | syncs/s | best round | claim of 200, p50 | server CPU each | database CPU each |",
        "| --- | --- | --- | --- | --- | --- |",
        ...lines,
      ].join("\n"),
    ].join("\n\n"),
  );
} finally {
  await app.close();
  await db.drop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(); // what is wired listens to the database for as long as the process lives
