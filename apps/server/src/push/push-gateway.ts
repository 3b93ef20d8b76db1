import { newId, pushGateways, type PushGateway } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import type { Deps } from "../use-cases/deps.ts";
import { signStandard } from "../webhooks/sign-webhook.ts";
import { activeKeys, createKey, openKey, readKeys, rotateKeys } from "../webhooks/webhook-keys.ts";
import { outcomeOfPost } from "./outcome-of-post.ts";
import type { Push, PushOutcome, PushPrefix, PushSender } from "./push-sender.ts";

/** Platforms whose credentials stay with the tenant: its gateway holds them and is told what to send. */
export const gatewayPrefixes = ["APN", "FCM", "FCMF", "HPK"] as const satisfies readonly PushPrefix[];

const ownerOf = ({ tenantId, prefix }: Pick<PushGateway, "tenantId" | "prefix">) => ({ tenantId, endpointId: `push:${prefix}` });

/** A new gateway; the secret its requests are signed with is for the tenant, once. */
export const newGateway = (deps: Deps, named: Pick<PushGateway, "tenantId" | "prefix" | "url">) => {
  const now = deps.now();
  const { key, secret } = createKey(deps.vault, ownerOf(named), now);
  const gateway: PushGateway = { ...named, keys: [key], createdAt: now, updatedAt: now };
  return { gateway, secret };
};

/** The gateway with a new secret beside the one before, which signs for another day. */
export const withNewSecret = (deps: Deps, gateway: PushGateway) => {
  const { key, secret } = createKey(deps.vault, ownerOf(gateway), deps.now());
  return { gateway: { ...gateway, keys: rotateKeys(readKeys(gateway.keys), key, deps.now()) }, secret };
};

/** Refuses an address that must not be called. */
export const requireGatewayUrl = async (deps: Deps, url: string): Promise<void> => {
  const refused = await deps.webhookEgress.check(url);
  if (refused) throw new AppError("WEBHOOK_URL_REFUSED", { detail: refused });
};

/** Who pushes to tokens of a kind for a tenant: what the installation has, else the tenant's gateway; null: nobody. */
export const senderFor = async (deps: Deps, tenantId: string, prefix: PushPrefix): Promise<PushSender | null> => {
  const built = deps.pushSenders.find((sender) => sender.prefix === prefix);
  if (built) return built;
  const gateway = await pushGateways(deps.storage.pool).of(tenantId, prefix);
  return gateway && gatewaySender(deps, gateway);
};

/** Hands pushes to a gateway, signed as Standard Webhooks are. */
export const gatewaySender = (deps: Deps, gateway: PushGateway): PushSender => ({
  prefix: gateway.prefix,
  check: async () => null,
  send: (push) => send(deps, gateway, push),
});

const send = async (deps: Deps, gateway: PushGateway, { token, content, lifeS, topic, urgency }: Push): Promise<PushOutcome> => {
  const body = JSON.stringify({ provider: gateway.prefix, token, content, ttl: lifeS, topic, urgency });
  const keys = activeKeys(readKeys(gateway.keys), deps.now()).map((key) => openKey(deps.vault, ownerOf(gateway), key));
  const signed = signStandard({ id: `psh_${newId().replaceAll("-", "")}`, at: deps.now(), body }, keys);
  const headers = { ...signed, "content-type": "application/json" };
  return outcomeOfPost(await deps.webhookEgress.post({ url: gateway.url, headers, body: new TextEncoder().encode(body) }), judge);
};

const judge = (status: number): PushOutcome => {
  const detail = `the gateway answered ${status}`;
  if (status >= 200 && status < 300) return { outcome: "sent" };
  if (status === 410) return { outcome: "gone", detail }; // a 404 may as well be a wrong address of the gateway
  return status === 429 || status >= 500 ? { outcome: "try_later", detail } : { outcome: "refused", detail };
};
