import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { AttemptOutcome, DisableReason } from "@drawbridge/contract";
import { afterAttempt, judgeReply, parseRetryAfter } from "@drawbridge/domain";
import { newId, webhookDeliveries, webhookEndpoints, webhookLog, type Tx, type WebhookDelivery, type WebhookEndpoint } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import { enqueue } from "../jobs/enqueue.ts";
import type { Deps } from "../use-cases/deps.ts";
import { recordEvents } from "./record-events.ts";
import { sendWebhook, type Sent } from "./send-webhook.ts";

/** Chance and waiting, which tests replace. `random` lies in [0, 1). */
export interface DeliveryMeans {
  readonly random: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
}

const AT_ONCE = 8; // requests to one endpoint at a time
const ROUNDS = 50; // then others get their turn
const LEASE_MS = 60_000; // six times the longest request: whoever holds it for longer is dead
const WAIT_MS = 500; // pauses up to here are waited for, the queue's clock is too coarse
const JOB_MS = 60_000; // up to here the queue remembers, beyond it the due scan

const chance = (): number => randomInt(2 ** 32) / 2 ** 32;
const realMeans: DeliveryMeans = { random: chance, wait: pause };

/**
 * Delivers what is due for one endpoint. The lease keeps it to one process at a time, so that an endpoint that hangs
 * holds one slot of the queue and not all of them.
 */
export const deliverWebhooks = async (deps: Deps, endpointId: string, means: DeliveryMeans = realMeans): Promise<void> => {
  const endpoints = webhookEndpoints(deps.storage.pool);
  const leaseEnd = (): Date => new Date(deps.now().getTime() + LEASE_MS);
  if (!(await endpoints.lease(endpointId, deps.now(), leaseEnd()))) return;
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      if ((await deliverRound(deps, endpointId, means)) === "stop") break;
      await endpoints.extendLease(endpointId, leaseEnd());
    }
  } finally {
    await endpoints.release(endpointId);
  }
  // A delivery queued after the last look found the lease taken and left.
  await enqueueNext(deps, endpointId);
};

const deliverRound = async (deps: Deps, endpointId: string, { random, wait }: DeliveryMeans): Promise<"go_on" | "stop"> => {
  const now = deps.now();
  const endpoint = await webhookEndpoints(deps.storage.pool).byId(endpointId);
  const deliveries = webhookDeliveries(deps.storage.pool);
  if (!endpoint || endpoint.removedAt || endpoint.disabledAt) {
    await deliveries.buryAll(endpointId, now);
    return "stop";
  }
  const claimed = await deliveries.claim({ endpointId, now, until: new Date(now.getTime() + LEASE_MS), limit: AT_ONCE });
  if (claimed.length === 0) return waitShortly(deps, endpointId, wait);
  const outcomes = await Promise.all(claimed.map((delivery) => attempt(deps, { endpoint, delivery, random })));
  // Nobody answered: the slot is better used elsewhere.
  return outcomes.every((outcome) => outcome === "timeout") ? "stop" : "go_on";
};

const waitShortly = async (deps: Deps, endpointId: string, wait: DeliveryMeans["wait"]): Promise<"go_on" | "stop"> => {
  const due = await webhookDeliveries(deps.storage.pool).nextDue(endpointId);
  const ms = due ? due.getTime() - deps.now().getTime() : Number.POSITIVE_INFINITY;
  if (ms > WAIT_MS) return "stop";
  await wait(Math.max(ms, 1));
  return "go_on";
};

const enqueueNext = async (deps: Deps, endpointId: string): Promise<void> => {
  const due = await webhookDeliveries(deps.storage.pool).nextDue(endpointId);
  const ms = due ? due.getTime() - deps.now().getTime() : Number.POSITIVE_INFINITY;
  if (ms > JOB_MS) return;
  await enqueueEndpoint(deps.storage.pool, endpointId, Math.max(ms, 0));
};

/** Asks for an endpoint's deliveries; asked twice it is done once. */
export const enqueueEndpoint = (db: Tx, endpointId: string, afterMs: number): Promise<void> =>
  enqueue(
    db,
    { name: "webhook.deliver", payload: { endpointId } },
    {
      key: `webhook:${endpointId}`,
      attempts: 3,
      // Not the given clock: the queue goes by the database's, which nobody turns.
      ...(afterMs > 0 && { runAt: new Date(Date.now() + afterMs) }),
    },
  );

interface Work {
  readonly endpoint: WebhookEndpoint;
  readonly delivery: WebhookDelivery;
  readonly random: () => number;
}

const attempt = async (deps: Deps, work: Work): Promise<AttemptOutcome> => {
  const startedAt = deps.now();
  const attributes = { "drawbridge.webhook.kind": work.endpoint.kind, "drawbridge.event.type": work.delivery.eventType };
  const sent = await deps.tracing.span({ name: "webhook send", kind: "client", attributes }, () => sendWebhook(deps, work));
  const outcome = judgeReply(sent, { kind: work.endpoint.kind, eventType: work.delivery.eventType });
  await deps.storage.transaction((tx) => report(deps, tx, { ...work, startedAt, sent, outcome }));
  return outcome;
};

interface Attempted extends Work {
  readonly startedAt: Date;
  readonly sent: Sent;
  readonly outcome: AttemptOutcome;
}

const detailOf = (sent: Sent): string => {
  switch (sent.outcome) {
    case "answered":
      return sent.excerpt.replaceAll("\u0000", "");
    case "refused":
      return sent.reason;
    case "timeout":
    case "unreachable":
    case "unsigned":
      return sent.detail;
  }
};

/** Writes down what happened and what follows from it. */
const report = async (deps: Deps, tx: Tx, { endpoint, delivery, startedAt, sent, outcome, random }: Attempted): Promise<void> => {
  const now = deps.now();
  const deliveries = webhookDeliveries(tx);
  const answered = sent.outcome === "answered" ? sent : null;
  await webhookLog(tx).addAttempt({
    deliveryId: delivery.id,
    no: delivery.attemptsMade,
    startedAt,
    durationMs: Math.max(now.getTime() - startedAt.getTime(), 0),
    outcome,
    status: answered?.status ?? null,
    detail: detailOf(sent),
  });
  const current = await webhookEndpoints(tx).byId(endpoint.id);
  const next = afterAttempt({
    kind: endpoint.kind,
    attemptsMade: delivery.attemptsMade,
    createdAt: delivery.createdAt,
    now,
    random: random(),
    outcome,
    retryAfterMs: parseRetryAfter(answered?.retryAfter ?? null, now),
    lastSuccessAt: current?.lastSuccessAt ?? null,
  });
  if (next.status === "pending") return deliveries.postpone(delivery.id, next.nextAttemptAt);
  await deliveries.settle(delivery.id, next.status, now);
  if (next.status === "delivered") return webhookEndpoints(tx).noteSuccess(endpoint.id, now);
  if (next.disable) await disable(tx, { endpoint, reason: next.disable, now });
};

/** Takes an endpoint out of use and tells of it in the log, and so at the tenant's other endpoints. */
const disable = async (
  tx: Tx,
  { endpoint, reason, now }: { readonly endpoint: WebhookEndpoint; readonly reason: DisableReason; readonly now: Date },
): Promise<void> => {
  if (!(await webhookEndpoints(tx).disable(endpoint.id, reason, now))) return;
  // What else waits for it is given up in the next round, by the holder of the lease: here it would wait for its neighbours.
  await recordEvents(tx, [
    {
      id: newId(),
      tenantId: endpoint.tenantId,
      sessionId: null,
      userId: null,
      seq: 0,
      type: "webhook_endpoint.disabled",
      attemptId: null,
      step: "none",
      data: { endpointId: printId("whe", endpoint.id), url: endpoint.url, reason },
      occurredAt: now,
    },
  ]);
};
