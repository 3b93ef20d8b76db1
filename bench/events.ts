import { events, newId, openStorage, type EventRow } from "@drawbridge/storage";
import { createTestDatabase } from "@drawbridge/storage/testing";
import { runMigrations } from "graphile-worker";
import { loadavg } from "node:os";
import { recordEvents } from "../apps/server/src/webhooks/record-events.ts";
import { writeSection } from "./search/report.ts";
import { quantile } from "./session/measure.ts";

const BATCH = 1_000;
const ROUNDS = 30;
const WARM_UP = 3;

const rowsOf = (tenantId: string): readonly EventRow[] => {
  const sessionId = newId();
  return Array.from({ length: BATCH }, (_, index) => ({
    id: newId(),
    tenantId,
    sessionId,
    userId: null,
    seq: index + 1,
    type: "step.changed",
    attemptId: null,
    step: "search",
    data: { from: "search", to: "sign_in", institution: { id: "ins_01a1fdb01f3373f990864317723835c5", no: 3, slug: "bank", name: "Bank" } },
    occurredAt: new Date(),
  }));
};

const db = await createTestDatabase(undefined);
await runMigrations({ pgPool: db.storage.pool });
const second = await openStorage(db.config);
const ways = {
  ours: (rows: readonly EventRow[]) => db.storage.transaction((tx) => recordEvents(tx, rows)),
  raw: (rows: readonly EventRow[]) => second.transaction((tx) => events(tx).append(rows)),
};
const times = { ours: [] as number[], raw: [] as number[] };
try {
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const way of round % 2 === 0 ? (["ours", "raw"] as const) : (["raw", "ours"] as const)) {
      const rows = rowsOf(newId());
      const begun = performance.now();
      await ways[way](rows);
      times[way].push(performance.now() - begun);
    }
  }
} finally {
  await second.close();
  await db.drop();
}
const [ours, raw] = [quantile(times.ours.slice(WARM_UP), 0.5), quantile(times.raw.slice(WARM_UP), 0.5)];
const perSecond = (ms: number): string => ((BATCH / ms) * 1000).toFixed(0);
await writeSection(
  "Events, bulk",
  [
    `Batches of ${BATCH} events in one transaction, both ways in turns; median of ${ROUNDS - WARM_UP}. "Raw" is the bare insert of the same rows into the same table. Load average: ${loadavg()[0]?.toFixed(1)}.`,
    "",
    "| path | batch | events/s | rate of raw | bar |\n| --- | --- | --- | --- | --- |",
    `| append with webhooks looked up | ${ours.toFixed(1)} ms | ${perSecond(ours)} | ${((raw / ours) * 100).toFixed(0)} % | ≥ 60 % |`,
    `| raw | ${raw.toFixed(1)} ms | ${perSecond(raw)} | 100 % | |`,
  ].join("\n"),
);
