import { newId, webhookEndpoints, type Tenant, type WebhookEndpoint } from "@drawbridge/storage";
import { createKey } from "../webhooks/webhook-keys.ts";
import type { Deps } from "./deps.ts";

const MOST = 20; // addresses of one tenant

/** What became of a wish to be notified. `secret` is shown once. */
export type Subscribed =
  | { readonly outcome: "subscribed"; readonly subscription: WebhookEndpoint; readonly secret: string }
  | { readonly outcome: "refused"; readonly reason: string };

const checked = async (deps: Deps, url: string): Promise<string | null> =>
  URL.canParse(url) && url.length <= 2000 ? deps.webhookEgress.check(url) : "not a web address";

/** Subscribes an address to what happens to consents; signed and delivered by the sender of all webhooks. */
export const subscribeToConsents = async (deps: Deps, tenant: Tenant, url: string): Promise<Subscribed> => {
  const reason = await checked(deps, url);
  if (reason !== null) return { outcome: "refused", reason };
  return deps.storage.transaction(async (tx): Promise<Subscribed> => {
    if ((await webhookEndpoints(tx).consentsOf(tenant.id)).length >= MOST) return { outcome: "refused", reason: `at most ${MOST} subscriptions` };
    const [id, now] = [newId(), deps.now()];
    const { key, secret } = createKey(deps.vault, { tenantId: tenant.id, endpointId: id }, now);
    const endpoint = {
      id,
      tenantId: tenant.id,
      kind: "consent" as const,
      url: new URL(url).href,
      description: "",
      eventTypes: ["*"],
      keys: [key],
      createdAt: now,
    };
    await webhookEndpoints(tx).create(endpoint);
    const unused = { lastSuccessAt: null, disabledAt: null, disabledReason: null, removedAt: null, clientId: null, format: null };
    return { outcome: "subscribed", subscription: { ...endpoint, ...unused }, secret };
  });
};

/** Moves a subscription to another address, and puts it to use again; null: there is none. */
export const moveSubscription = async (
  deps: Deps,
  tenant: Tenant,
  { id, url }: { readonly id: string; readonly url: string },
): Promise<WebhookEndpoint | { readonly refused: string } | null> => {
  const known = await webhookEndpoints(deps.storage.pool).consentById(tenant.id, id);
  if (!known) return null;
  const reason = await checked(deps, url);
  if (reason !== null) return { refused: reason };
  await webhookEndpoints(deps.storage.pool).move(id, new URL(url).href);
  return { ...known, url: new URL(url).href, disabledAt: null, disabledReason: null };
};
