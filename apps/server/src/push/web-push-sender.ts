import { encryptNotification } from "@block65/webcrypto-web-push";
import { importJWK, SignJWT, type JWK } from "jose";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import type { WebhookEgress } from "../egress/webhook-egress.ts";
import { outcomeOfPost } from "./outcome-of-post.ts";
import type { Push, PushOutcome, PushSender } from "./push-sender.ts";

/** What a browser's `PushSubscription.toJSON()` says, as far as a push needs it (rulings.md 17). */
const Subscription = Type.Object({
  endpoint: Type.String({ maxLength: 2000 }),
  keys: Type.Object({
    p256dh: Type.String({ pattern: "^B[A-Za-z0-9_-]{86}=?$" }), // an uncompressed point: 65 bytes that begin with 4
    auth: Type.String({ pattern: "^[A-Za-z0-9_-]{22}(==)?$" }),
  }),
});
type Subscription = Static<typeof Subscription>;

/** What the sender is built from. `keys`: newest first; older ones are for subscriptions made with them. */
export interface WebPushParts {
  readonly egress: WebhookEgress;
  readonly keys: readonly JWK[];
  /** Origin of this server: whom a push service would write to. */
  readonly origin: () => string;
  readonly now: () => Date;
}

const VAPID_LIFE_S = 12 * 3_600; // RFC 8292, section 2: at most 24 hours

/** The key a browser subscribes with (`applicationServerKey`): the uncompressed point, base64url. */
export const applicationServerKey = ({ x = "", y = "" }: JWK): string =>
  Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]).toString("base64url");

const readSubscription = (token: string): Subscription | null => {
  try {
    const read: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    return Value.Check(Subscription, read) ? read : null;
  } catch {
    return null;
  }
};

/** Web Push: encrypted for the browser (RFC 8291), signed for its push service (RFC 8292), sent as RFC 8030 says. */
export const createWebPushSender = (parts: WebPushParts): PushSender => ({
  prefix: "WEB",
  check: async (token) => {
    const subscription = readSubscription(token);
    if (!subscription) return "it is no push subscription";
    const refusal = await parts.egress.check(subscription.endpoint);
    return refusal && `its endpoint cannot be called: ${refusal}`;
  },
  send: (push) => send(parts, push),
});

const send = async (parts: WebPushParts, push: Push): Promise<PushOutcome> => {
  const subscription = readSubscription(push.token);
  if (!subscription) return { outcome: "gone", detail: "it is no push subscription" };
  const body = await encryptFor(subscription, push.content);
  if (!body) return { outcome: "gone", detail: "its key is no point of the curve" };
  // A service that does not know the key says so: the subscription may be older than the newest key.
  let last: PushOutcome = { outcome: "refused", detail: "no key" };
  for (const key of parts.keys) {
    const answer = await post(parts, { key, subscription, push, body });
    if (answer.outcome !== "unknown_key") return answer;
    last = { outcome: "refused", detail: answer.detail };
  }
  return last;
};

const encryptFor = async ({ endpoint, keys }: Subscription, content: string): Promise<Uint8Array | null> => {
  try {
    return await encryptNotification({ endpoint, keys, expirationTime: null }, new TextEncoder().encode(content));
  } catch {
    return null;
  }
};

interface Attempt {
  readonly key: JWK;
  readonly subscription: Subscription;
  readonly push: Push;
  readonly body: Uint8Array;
}

type Answer = PushOutcome | { readonly outcome: "unknown_key"; readonly detail: string };

const vapidOf = async ({ origin, now }: WebPushParts, key: JWK, endpoint: string): Promise<string> => {
  const token = await new SignJWT({ sub: `https://${new URL(origin()).host}` })
    .setProtectedHeader({ alg: "ES256", typ: "JWT" })
    .setAudience(new URL(endpoint).origin)
    .setExpirationTime(Math.floor(now().getTime() / 1000) + VAPID_LIFE_S)
    .sign(await importJWK(key, "ES256"));
  return `vapid t=${token}, k=${applicationServerKey(key)}`;
};

const post = async (parts: WebPushParts, { key, subscription, push, body }: Attempt): Promise<Answer> => {
  const { endpoint } = subscription;
  const headers = {
    authorization: await vapidOf(parts, key, endpoint),
    "content-encoding": "aes128gcm",
    "content-type": "application/octet-stream",
    ttl: String(push.lifeS),
    topic: push.topic,
    urgency: push.urgency,
  };
  return outcomeOfPost(await parts.egress.post({ url: endpoint, headers, body }), judge);
};

const judge = (status: number): Answer => {
  const detail = `the push service answered ${status}`;
  if (status >= 200 && status < 300) return { outcome: "sent" };
  if (status === 404 || status === 410) return { outcome: "gone", detail }; // RFC 8030, section 7.3
  if (status === 400 || status === 401 || status === 403) return { outcome: "unknown_key", detail }; // which one of them depends on the service
  return status === 429 || status >= 500 ? { outcome: "try_later", detail } : { outcome: "refused", detail };
};
