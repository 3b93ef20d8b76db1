import { nativeMessage } from "@drawbridge/domain";
import type { NewWebhookEndpoint, ReplayRange } from "@drawbridge/contract";
import {
  newId,
  webhookDeliveries,
  webhookEndpoints,
  webhookLog,
  type NewWebhookDelivery,
  type Tenant,
  type Tx,
  type WebhookDelivery,
  type WebhookEndpoint,
} from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { printId } from "../ids.ts";
import { enqueueEndpoint } from "../webhooks/deliver-webhooks.ts";
import { queueDeliveries } from "../webhooks/record-events.ts";
import { createKey, readKeys, rotateKeys } from "../webhooks/webhook-keys.ts";
import type { Deps } from "./deps.ts";

/** An endpoint with its newest secret, which is not readable again. */
export interface EndpointWithSecret {
  readonly endpoint: WebhookEndpoint;
  readonly secret: string;
}

/** Registers an endpoint, after its address was looked up and found public. */
export const registerWebhook = async (deps: Deps, tenant: Tenant, wish: NewWebhookEndpoint): Promise<EndpointWithSecret> => {
  const refused = await deps.webhookEgress.check(wish.url);
  if (refused) throw new AppError("WEBHOOK_URL_REFUSED", { detail: refused });
  const id = newId();
  const now = deps.now();
  const { key, secret } = createKey(deps.vault, { tenantId: tenant.id, endpointId: id }, now);
  const endpoint = {
    id,
    tenantId: tenant.id,
    kind: "native" as const,
    url: new URL(wish.url).href,
    description: wish.description ?? "",
    eventTypes: wish.eventTypes ?? ["*"],
    keys: [key],
    createdAt: now,
  };
  await deps.storage.transaction((tx) => webhookEndpoints(tx).create(endpoint));
  return {
    endpoint: { ...endpoint, lastSuccessAt: null, disabledAt: null, disabledReason: null, removedAt: null, clientId: null, format: null },
    secret,
  };
};

/** The endpoint if it is the tenant's and was not removed. */
export const findWebhook = async (deps: Deps, tenant: Tenant, id: string | null): Promise<WebhookEndpoint> => {
  const endpoint = id && (await webhookEndpoints(deps.storage.pool).ofTenant(tenant.id, id));
  if (!endpoint || endpoint.removedAt) throw new AppError("NOT_FOUND");
  return endpoint;
};

/** Removes an endpoint and its keys; what waits for it is given up. Again is as good as once. */
export const removeWebhook = async (deps: Deps, tenant: Tenant, id: string | null): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    const endpoint = id && (await webhookEndpoints(tx).lockOfTenant(tenant.id, id));
    if (!endpoint) throw new AppError("NOT_FOUND");
    await webhookEndpoints(tx).remove(endpoint.id, deps.now());
    await enqueueEndpoint(tx, endpoint.id, 0);
  });

/** Adds a key; the one before goes on signing beside it for a day. */
export const rotateWebhookSecret = (deps: Deps, tenant: Tenant, id: string | null): Promise<EndpointWithSecret> =>
  deps.storage.transaction(async (tx) => {
    const endpoint = id && (await webhookEndpoints(tx).lockOfTenant(tenant.id, id));
    if (!endpoint || endpoint.removedAt) throw new AppError("NOT_FOUND");
    const { key, secret } = createKey(deps.vault, { tenantId: tenant.id, endpointId: endpoint.id }, deps.now());
    const keys = rotateKeys(readKeys(endpoint.keys), key, deps.now());
    await webhookEndpoints(tx).saveKeys(endpoint.id, keys);
    return { endpoint: { ...endpoint, keys }, secret };
  });

/** Puts a disabled endpoint to use again; what it missed meanwhile is in the event log only. */
export const enableWebhook = async (deps: Deps, tenant: Tenant, id: string | null): Promise<WebhookEndpoint> => {
  const endpoint = await findWebhook(deps, tenant, id);
  await deps.storage.transaction((tx) => webhookEndpoints(tx).enable(endpoint.id));
  return { ...endpoint, disabledAt: null, disabledReason: null };
};

const queueOne = async (tx: Tx, row: NewWebhookDelivery): Promise<WebhookDelivery> => {
  await queueDeliveries(tx, [row]);
  const queued = await webhookLog(tx).byId(row.tenantId, row.id);
  if (!queued) throw new AppError("UNEXPECTED", { detail: "delivery was not stored" });
  return queued;
};

const refuseUnused = (endpoint: WebhookEndpoint | null): WebhookEndpoint => {
  if (!endpoint || endpoint.removedAt || endpoint.disabledAt) throw new AppError("WEBHOOK_ENDPOINT_OFF");
  return endpoint;
};

/** Sends a made-up event, signed and retried like any other. */
export const testWebhook = async (deps: Deps, tenant: Tenant, id: string | null): Promise<WebhookDelivery> => {
  const endpoint = refuseUnused(await findWebhook(deps, tenant, id));
  const now = deps.now();
  const messageId = printId("evt", newId());
  const body = nativeMessage({
    id: messageId,
    type: "webhook_endpoint.test",
    occurredAt: now.toISOString(),
    sessionId: null,
    userId: null,
    seq: 0,
    attemptId: null,
    step: "none",
    data: { endpointId: printId("whe", endpoint.id) },
  });
  return deps.storage.transaction((tx) =>
    queueOne(tx, {
      id: newId(),
      tenantId: tenant.id,
      endpointId: endpoint.id,
      userId: null,
      sessionId: null,
      linkId: null,
      eventType: "webhook_endpoint.test",
      messageId,
      body,
      sequence: null,
      line: null,
      replayOf: null,
      createdAt: now,
    }),
  );
};

/** Sends a delivery again, at once and outside the order of its session. The message id stays, so receivers can tell. */
export const replayDelivery = (deps: Deps, tenant: Tenant, id: string | null): Promise<WebhookDelivery> =>
  deps.storage.transaction(async (tx) => {
    const original = id && (await webhookLog(tx).byId(tenant.id, id));
    if (!original) throw new AppError("NOT_FOUND");
    refuseUnused(await webhookEndpoints(tx).byId(original.endpointId));
    return queueOne(tx, { ...original, id: newId(), line: null, replayOf: original.id, createdAt: deps.now() });
  });

const MOST_REPLAYED = 10_000; // one request; a longer range is asked for in parts

/** Sends again what an endpoint was sent, or refused, in a range of time. */
export const replayRange = (
  deps: Deps,
  { tenant, id }: { readonly tenant: Tenant; readonly id: string | null },
  range: ReplayRange,
): Promise<{ readonly queued: number }> =>
  deps.storage.transaction(async (tx) => {
    const endpoint = refuseUnused(await findWebhook(deps, tenant, id));
    const [since, until, now] = [new Date(range.since), new Date(range.until), deps.now()];
    const queued = await webhookDeliveries(tx).replayRange({
      endpointId: endpoint.id,
      since,
      until,
      status: range.status,
      now,
      limit: MOST_REPLAYED,
    });
    await enqueueEndpoint(tx, endpoint.id, 0);
    return { queued };
  });
