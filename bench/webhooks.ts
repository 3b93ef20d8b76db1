import { once } from "node:events";
import { createServer } from "node:http";
import { loadavg } from "node:os";
import { newId, webhookEndpoints, type EventRow } from "@drawbridge/storage";
import { createKey } from "../apps/server/src/webhooks/webhook-keys.ts";
import { recordEvents } from "../apps/server/src/webhooks/record-events.ts";
import { startWebhooks } from "../apps/server/src/webhooks/run-webhooks.ts";
import { createWebhookEgress } from "../apps/server/src/egress/webhook-egress.ts";
import { createStage } from "../apps/server/test/webhook-stage.ts";
import { writeSection } from "./search/report.ts";

const ENDPOINTS = 100;
const HANGING = 10;
const EVENTS = 100; // each to every endpoint

const received = new Map<string, number>();
const receiver = createServer((request, response) => {
  request.resume().on("end", () => {
    const path = request.url ?? "";
    if (path.startsWith("/hang")) return; // and never answers
    received.set(path, (received.get(path) ?? 0) + 1);
    response.end();
  });
}).listen(0, "127.0.0.1");
await once(receiver, "listening");
const address = receiver.address();
const port = typeof address === "object" && address ? address.port : 0;

/** Deliveries a second to the endpoints that answer, while some of them may hang. */
const measure = async (hanging: number): Promise<number> => {
  received.clear();
  const stage = await createStage();
  const deps = { ...stage.deps, now: () => new Date(), webhookEgress: createWebhookEgress({ loopback: "allowed" }) };
  for (let n = 0; n < ENDPOINTS; n += 1) {
    const id = newId();
    await webhookEndpoints(stage.storage.pool).create({
      id,
      tenantId: stage.tenantId,
      kind: "native",
      url: `http://127.0.0.1:${port}/${n < hanging ? "hang" : "well"}/${n}`,
      description: "",
      eventTypes: ["*"],
      keys: [createKey(deps.vault, { tenantId: stage.tenantId, endpointId: id }, new Date()).key],
      createdAt: new Date(),
    });
  }
  const row = (): EventRow => ({
    id: newId(),
    tenantId: stage.tenantId,
    sessionId: null,
    userId: null,
    seq: 0,
    type: "sync.finished",
    attemptId: null,
    step: "none",
    data: {},
    occurredAt: new Date(),
  });
  await stage.storage.transaction((tx) => recordEvents(tx, Array.from({ length: EVENTS }, row)));
  const wanted = (ENDPOINTS - hanging) * EVENTS;
  const total = (): number => [...received.values()].reduce((sum, count) => sum + count, 0);
  const begun = performance.now();
  const stop = await startWebhooks(deps);
  while (total() < wanted) await new Promise((resolve) => setTimeout(resolve, 10));
  const seconds = (performance.now() - begun) / 1000;
  receiver.closeAllConnections();
  await stop();
  stage.deps.logTail.close();
  await stage.close();
  return wanted / seconds;
};

const healthy = await measure(0);
const troubled = await measure(HANGING);
receiver.close();
await writeSection(
  "Webhooks",
  [
    `${ENDPOINTS} endpoints, ${EVENTS} events to each, signed with HMAC and Ed25519, one process; sender, receiver and database on the same cores. ` +
      `A hanging endpoint takes the request and never answers. Load average: ${loadavg()[0]?.toFixed(1)}.`,
    "",
    "| endpoints | deliveries/s to those that answer |\n| --- | --- |",
    `| ${ENDPOINTS} that answer | ${healthy.toFixed(0)} |`,
    `| ${ENDPOINTS - HANGING} that answer, ${HANGING} that hang | ${troubled.toFixed(0)} |`,
  ].join("\n"),
);
