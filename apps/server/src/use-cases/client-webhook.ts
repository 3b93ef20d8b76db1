import type { ClientWebhook } from "@drawbridge/contract";
import { clientWebhooks, newId, webhookEndpoints, type OidcClient, type WebhookEndpoint } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { enqueueEndpoint } from "../webhooks/deliver-webhooks.ts";
import { createKey, readKeys } from "../webhooks/webhook-keys.ts";
import type { Deps } from "./deps.ts";

/** The webhook of a client; the secret of its headers is shown when it is made, and not again. */
export interface KnownClientWebhook {
  readonly webhook: WebhookEndpoint;
  readonly secret: string | null;
}

/** The webhook a client has; null: none. */
export const findClientWebhook = async (deps: Deps, { id }: OidcClient): Promise<KnownClientWebhook | null> => {
  const webhook = await clientWebhooks(deps.storage.pool).ofClient(id);
  return webhook && !webhook.removedAt ? { webhook, secret: null } : null;
};

/** Sets the one webhook of a client, or with null ends it; what waits for an address that is gone is given up. */
export const setClientWebhook = async (deps: Deps, client: OidcClient, wish: ClientWebhook | null): Promise<KnownClientWebhook | null> => {
  const before = await clientWebhooks(deps.storage.pool).ofClient(client.id);
  if (wish === null) {
    if (before) await end(deps, before);
    return null;
  }
  await checkWish(deps, wish);
  const id = before?.id ?? newId();
  const now = deps.now();
  const kept = before ? readKeys(before.keys) : [];
  const made = kept.length === 0 ? createKey(deps.vault, { tenantId: client.tenantId, endpointId: id }, now) : null;
  await deps.storage.transaction((tx) =>
    clientWebhooks(tx).put({
      id,
      tenantId: client.tenantId,
      clientId: client.id,
      ...wish,
      url: new URL(wish.url).href,
      keys: made ? [made.key] : kept,
      createdAt: before?.createdAt ?? now,
    }),
  );
  const webhook = await clientWebhooks(deps.storage.pool).ofClient(client.id);
  return webhook && { webhook, secret: made?.secret ?? null };
};

const checkWish = async (deps: Deps, { url, eventTypes }: ClientWebhook): Promise<void> => {
  if (eventTypes.includes("syncCompleted") && eventTypes.includes("syncComplete"))
    throw new AppError("VALIDATION_FAILED", { detail: "syncCompleted and syncComplete are two names of one webhook: subscribe to one of them" });
  const refused = await deps.webhookEgress.check(url);
  if (refused) throw new AppError("WEBHOOK_URL_REFUSED", { detail: refused });
};

const end = (deps: Deps, { id }: WebhookEndpoint): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    await webhookEndpoints(tx).remove(id, deps.now());
    await enqueueEndpoint(tx, id, 0);
  });
