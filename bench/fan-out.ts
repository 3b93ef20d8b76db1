import { get, type IncomingMessage } from "node:http";
import { loadavg } from "node:os";
import { newId, type EventRow } from "@drawbridge/storage";
import { createAnalyticsStage } from "../apps/server/test/analytics-stage.ts";
import { printId } from "../apps/server/src/ids.ts";
import { recordEvents } from "../apps/server/src/webhooks/record-events.ts";
import { writeSection } from "./search/report.ts";
import { quantile } from "./session/measure.ts";

const LISTENERS = 1_000;
const EVENTS = 200;
const WARM_UP = 20;
const PAUSE_MS = 100; // ten events a second, each to all listeners

const stage = await createAnalyticsStage(() => new Date());
await stage.app.listen({ host: "127.0.0.1", port: 0 });
const address = stage.app.server.address();
const port = typeof address === "object" && address ? address.port : 0;
const state = { got: 0 };
const committed = new Map<string, number>();
const delays: number[] = [];

const hear = (chunk: string): void => {
  for (const [, id = ""] of chunk.matchAll(/^id: (\S+)$/gm)) {
    state.got += 1;
    const at = committed.get(id);
    if (at !== undefined) delays.push(performance.now() - at);
  }
};
const open = (): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: "Bearer api-token-1" };
    get({ host: "127.0.0.1", port, path: "/v1/events/stream", headers, agent: false }, (response) => {
      response.setEncoding("utf8").on("data", hear);
      resolve(response);
    }).on("error", reject);
  });
const rowOf = (): EventRow => ({
  id: newId(),
  tenantId: stage.tenantId,
  sessionId: null,
  userId: null,
  seq: 0,
  type: "sync.finished",
  attemptId: null,
  step: "none",
  data: { institution: { id: "ins_01a1fdb01f3373f990864317723835c5", no: 3, slug: "bank", name: "Bank" } },
  occurredAt: new Date(),
});
const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
};

const listeners: IncomingMessage[] = [];
for (let n = 0; n < LISTENERS; n += 50) listeners.push(...(await Promise.all(Array.from({ length: 50 }, open))));
await until(() => stage.deps.logTail.size() === LISTENERS);
const cpu = process.cpuUsage();
for (let n = 0; n < EVENTS + WARM_UP; n += 1) {
  const row = rowOf();
  await stage.deps.storage.transaction((tx) => recordEvents(tx, [row]));
  if (n >= WARM_UP) committed.set(printId("evt", row.id), performance.now());
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
await until(() => state.got === LISTENERS * (EVENTS + WARM_UP));
const cpuMs = process.cpuUsage(cpu).user / 1000;
for (const listener of listeners) listener.destroy();
await stage.close();

await writeSection(
  "Event stream, fan-out",
  [
    `${LISTENERS} listeners of one tenant's stream, ten events a second, listeners and server in one process; from the commit to the listener. ` +
      `Every listener got every event. Load average: ${loadavg()[0]?.toFixed(1)}.`,
    "",
    "| events | told | p50 | p95 | p99 | CPU for each telling, listener included |\n| --- | --- | --- | --- | --- | --- |",
    `| ${EVENTS} | ${state.got} | ${quantile(delays, 0.5).toFixed(0)} ms | ${quantile(delays, 0.95).toFixed(0)} ms | ${quantile(delays, 0.99).toFixed(0)} ms | ${((cpuMs * 1000) / state.got).toFixed(0)} µs |`,
    "",
    "Half a second of it is the tail's own pause: what sessions append is announced at once, other appends are found by a look every 500 ms.",
  ].join("\n"),
);
