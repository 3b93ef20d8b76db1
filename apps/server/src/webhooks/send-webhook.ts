import { connectWebhooks, type WebhookDelivery, type WebhookEndpoint } from "@drawbridge/storage";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { PostResult } from "../egress/webhook-egress.ts";
import { IDENTITY_PATH } from "../faces/connections/identity/identity.ts";
import type { Deps } from "../use-cases/deps.ts";
import { Envelope } from "../vault/vault.ts";
import { openPartnerSecret } from "./partner-secret.ts";
import { signConnectionsJwt } from "./sign-connections-jwt.ts";
import { signConnect, signStandard } from "./sign-webhook.ts";
import { activeKeys, openKey, readKeys } from "./webhook-keys.ts";

/** What came of one request; `unsigned`: there was no key to sign with, so nothing was sent. */
export type Sent = PostResult | { readonly outcome: "unsigned"; readonly detail: string };

/** What is sent to whom. */
export interface Sending {
  readonly endpoint: Pick<WebhookEndpoint, "id" | "tenantId" | "kind" | "url" | "keys" | "clientId" | "format">;
  readonly delivery: Pick<WebhookDelivery, "messageId" | "eventType" | "body" | "linkId" | "sequence">;
}

const ACCEPT = "application/json, text/plain, */*";
const AGENT = "drawbridge-webhooks/1";
const Headers = Type.Record(Type.String(), Type.String());

/** What the headers of a link are sealed for. */
export const headersPurpose = (tenantId: string, linkId: string) => ({ tenantId, userId: "", ownerId: linkId, purpose: "webhook_headers" as const });

/** Clients that want JWTs get the signature inside; the headers are the same. */
const sendConnections = async (deps: Deps, sending: Sending): Promise<Sent> => {
  const { endpoint, delivery } = sending;
  if (endpoint.format !== "jwt" || endpoint.clientId === null) return sendNative(deps, sending);
  const { kms, origin } = deps;
  const body = await signConnectionsJwt(delivery.body, { kms, issuer: `${origin()}${IDENTITY_PATH}`, clientId: endpoint.clientId, now: deps.now() });
  return sendNative(deps, { endpoint, delivery: { ...delivery, body } }, { "content-type": "application/jwt" });
};

const sendNative = async (deps: Deps, { endpoint, delivery }: Sending, more: Readonly<Record<string, string>> = {}): Promise<Sent> => {
  const now = deps.now();
  const owner = { tenantId: endpoint.tenantId, endpointId: endpoint.id };
  const keys = activeKeys(readKeys(endpoint.keys), now).map((key) => openKey(deps.vault, owner, key));
  if (keys.length === 0) return { outcome: "unsigned", detail: "the endpoint has no key" };
  const place = delivery.sequence === null ? {} : { "webhook-sequence": String(delivery.sequence) };
  const signature = signStandard({ id: delivery.messageId, at: now, body: delivery.body }, keys);
  return deps.webhookEgress.post({
    url: endpoint.url,
    body: delivery.body,
    headers: { "content-type": "application/json", accept: ACCEPT, "user-agent": AGENT, ...more, ...place, ...signature },
  });
};

/** Consent notifications name themselves in headers too (connect-events.md, 5.3). */
const sendConsent = (deps: Deps, sending: Sending): Promise<Sent> => {
  const { messageId, eventType } = sending.delivery;
  return sendNative(deps, sending, { "event-id": messageId, "event-type": eventType, "event-context": "CONSENT" });
};

const sendConnect = async (deps: Deps, { endpoint, delivery }: Sending): Promise<Sent> => {
  const asked = delivery.linkId === null ? null : await connectWebhooks(deps.storage.pool).ofLink(delivery.linkId);
  const partnerSecret = await openPartnerSecret(deps, endpoint.tenantId);
  if (!asked || partnerSecret === null) return { outcome: "unsigned", detail: asked ? "the partner secret is not known" : "the link is gone" };
  const added =
    asked.headersSealed === null
      ? {}
      : Value.Parse(
          Headers,
          JSON.parse(deps.vault.open(Value.Parse(Envelope, asked.headersSealed), headersPurpose(endpoint.tenantId, asked.linkId)).reveal()),
        );
  return postConnect(deps, { url: endpoint.url, body: delivery.body, contentType: asked.contentType, headers: added, partnerSecret });
};

/** A webhook of the Connect face, ready but for its signature. */
export interface ConnectPost {
  readonly url: string;
  readonly body: string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly partnerSecret: string;
}

/** Signs and posts a webhook of the Connect face; the link's headers cannot replace ours. */
export const postConnect = (deps: Deps, { url, body, contentType, headers, partnerSecret }: ConnectPost): Promise<PostResult> =>
  deps.webhookEgress.post({
    url,
    body,
    headers: { "user-agent": AGENT, ...headers, "content-type": contentType, accept: ACCEPT, ...signConnect(body, partnerSecret) },
  });

const senders = {
  native: (deps: Deps, sending: Sending) => sendNative(deps, sending),
  connect: sendConnect,
  connections: sendConnections,
  consent: sendConsent,
} as const;

/** Sends one delivery, signed the way its face promises. */
export const sendWebhook = (deps: Deps, sending: Sending): Promise<Sent> => senders[sending.endpoint.kind](deps, sending);
