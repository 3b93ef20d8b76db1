import type { WebhookDelivery as PrintedDelivery, WebhookEndpoint as PrintedEndpoint } from "@drawbridge/contract";
import type { WebhookAttempt, WebhookDelivery, WebhookEndpoint } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import { activeKeys, readKeys } from "../../webhooks/webhook-keys.ts";

/** An endpoint as the native API shows it; keys that retired are left out. */
export const printEndpoint = (endpoint: WebhookEndpoint, now: Date): PrintedEndpoint => ({
  id: printId("whe", endpoint.id),
  url: endpoint.url,
  eventTypes: [...endpoint.eventTypes],
  description: endpoint.description,
  keys: activeKeys(readKeys(endpoint.keys), now).map(({ id, publicKey, createdAt, retiresAt }) => ({ id, publicKey, createdAt, retiresAt })),
  createdAt: endpoint.createdAt.toISOString(),
  disabledAt: endpoint.disabledAt?.toISOString() ?? null,
  disabledReason: endpoint.disabledReason,
});

const printAttempt = ({ no, startedAt, durationMs, outcome, status, detail }: WebhookAttempt) => ({
  no,
  startedAt: startedAt.toISOString(),
  durationMs,
  outcome,
  status,
  detail,
});

/** A delivery with its attempts. */
export const printDelivery = (delivery: WebhookDelivery, attempts: readonly WebhookAttempt[]): PrintedDelivery => ({
  id: printId("whd", delivery.id),
  endpointId: printId("whe", delivery.endpointId),
  messageId: delivery.messageId,
  sequence: delivery.sequence,
  eventType: delivery.eventType,
  sessionId: delivery.sessionId && printId("ses", delivery.sessionId),
  status: delivery.status,
  createdAt: delivery.createdAt.toISOString(),
  nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
  replayOf: delivery.replayOf && printId("whd", delivery.replayOf),
  body: delivery.body,
  attempts: attempts.filter(({ deliveryId }) => deliveryId === delivery.id).map(printAttempt),
});
