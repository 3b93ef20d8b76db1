import { Secret } from "@drawbridge/adapter-kit";
import { judgeReply } from "@drawbridge/domain";
import { connectWebhooks, newId, type Tenant, type Tx, type User } from "@drawbridge/storage";
import { ConnectProblem } from "../faces/connect/problem.ts";
import type { Deps } from "../use-cases/deps.ts";
import { printBody } from "./connect-bodies.ts";
import { readWebhookHeaders } from "./connect-headers.ts";
import { openPartnerSecret } from "./partner-secret.ts";
import { queueDeliveries } from "./record-events.ts";
import { headersPurpose, postConnect } from "./send-webhook.ts";

/** What a generate request says of webhooks (connect-events.md, 4.2). */
export interface ConnectWebhookWish {
  readonly url: string;
  readonly contentType: "application/json" | "application/xml";
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly consumerId: string | null;
  /** `strict`: no link without an answer to the ping. */
  readonly ping: "queued" | "strict";
}

const MOST_DATA = 65_536; // echoed in every webhook of the session
const bad = (message: string): ConnectProblem => new ConnectProblem(400, 10_100, message);

const typeOf = (value: unknown): ConnectWebhookWish["contentType"] => {
  if (value === undefined || value === null || value === "application/json") return "application/json";
  if (value === "application/xml") return value;
  throw bad("webhookContentType must be application/json or application/xml");
};

const dataOf = (value: unknown): unknown => {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object" || Array.isArray(value) || JSON.stringify(value).length > MOST_DATA) throw bad("webhookData must be a small object");
  return value;
};

/** Reads and checks the webhook fields of a generate body; null when there are none. */
export const readWebhookWish = async (deps: Deps, body: Readonly<Record<string, unknown>>): Promise<ConnectWebhookWish | null> => {
  const { webhook, webhookContentType, webhookData, webhookHeaders, consumerId, strictWebhookPing } = body;
  if (webhook === undefined || webhook === null || webhook === "") return null;
  if (typeof webhook !== "string" || webhook.length > 2000) throw bad("webhook must be a web address");
  const contentType = typeOf(webhookContentType);
  const data = dataOf(webhookData);
  const headers = readWebhookHeaders(webhookHeaders);
  if (!headers) throw bad("webhookHeaders must be an object of header names and values");
  const refused = await deps.webhookEgress.check(webhook);
  if (refused) throw bad(`webhook cannot be called: ${refused}`);
  return {
    url: new URL(webhook).href,
    contentType,
    data,
    headers,
    consumerId: typeof consumerId === "string" ? consumerId : null,
    ping: strictWebhookPing === true ? "strict" : "queued",
  };
};

const ping = (contentType: string): string => printBody({ eventType: "ping", payload: {} }, contentType);

/** Pings now and refuses the link when nobody answers; only where the partner asked for it (connect-events.md, R7). */
export const pingStrictly = async (deps: Deps, tenant: Tenant, { url, contentType, headers, ping: manner }: ConnectWebhookWish): Promise<void> => {
  if (manner === "queued") return;
  const partnerSecret = await openPartnerSecret(deps, tenant.id);
  if (partnerSecret === null) throw bad("webhook cannot be signed: authenticate again");
  const reply = await postConnect(deps, { url, contentType, headers, body: ping(contentType), partnerSecret });
  if (judgeReply(reply, { kind: "connect", eventType: "ping" }) !== "delivered") throw bad("webhook did not answer the ping");
};

/** Keeps what a new link asked for, and queues the ping, in the transaction that makes the link. */
export const addConnectWebhook = async (
  deps: Deps,
  tx: Tx,
  { wish, linkId, tenant, user }: { readonly wish: ConnectWebhookWish; readonly linkId: string; readonly tenant: Tenant; readonly user: User },
): Promise<void> => {
  const now = deps.now();
  const endpointId = await connectWebhooks(tx).endpointOf({ id: newId(), tenantId: tenant.id, url: wish.url, createdAt: now });
  const sealed =
    Object.keys(wish.headers).length === 0 ? null : deps.vault.seal(new Secret(JSON.stringify(wish.headers)), headersPurpose(tenant.id, linkId));
  await connectWebhooks(tx).create({
    linkId,
    endpointId,
    contentType: wish.contentType,
    consumerId: wish.consumerId,
    data: wish.data,
    headersSealed: sealed,
  });
  if (wish.ping === "strict") return;
  const id = newId();
  await queueDeliveries(tx, [
    {
      id,
      tenantId: tenant.id,
      endpointId,
      userId: user.id,
      sessionId: null,
      linkId,
      eventType: "ping",
      messageId: `${now.getTime()}-${id.replaceAll("-", "").slice(-24)}`,
      body: ping(wish.contentType),
      sequence: null,
      line: null,
      replayOf: null,
      createdAt: now,
    },
  ]);
};
