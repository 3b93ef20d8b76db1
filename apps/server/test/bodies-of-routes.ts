import { exportJWK, generateKeyPair } from "jose";

/** Why a test does something. */
export const why = { reason: "asked by the person" };

/** Words of a template. */
export const texts = { en: { banner: "Hello", text: "Hello {name}" } };

const later = () => new Date(Date.now() + 3_600_000).toISOString();

/** Bodies that each route takes; a route that is not named takes an empty one. */
export const bodies = async (): Promise<Readonly<Record<string, object>>> => ({
  "PATCH /v1/operators/:id": { role: "support" },
  "POST /v1/webhook-endpoints/:id/replays": { since: new Date(0).toISOString(), until: later() },
  "POST /v1/oidc-clients/:id/keys": { keys: [await exportJWK((await generateKeyPair("ES256")).publicKey)] },
  "POST /v1/users/:id/activation-codes": { purpose: "add_user", ...why },
  "POST /v1/users/:id/device-tokens": { use: "login", ...why },
  "PATCH /v1/devices/:id": { name: "phone", ...why },
  "PATCH /v1/users/:id": { profile: { firstName: "Ada" }, ...why },
  "PUT /v1/users/:id/lock": why,
  "PUT /v1/devices/:id/lock": why,
  "POST /v1/devices/:id/commit": why,
  "POST /v1/devices/:id/offline-verifications": { kind: "otp", code: "123456" },
  "POST /v1/devices/:id/envelopes": { data: "AAAA" },
  "POST /v1/devices/:id/push-contents": { data: "AAAA" },
  "POST /v1/connections/:id/approvals": { question: "renew" },
  "PUT /v1/properties/:owner/:ownerId/:key": { data: "AAAA", ...why },
  "PUT /v1/templates/:id": { texts, fallback: "en", ...why },
  "PUT /v1/app-versions/:id": { state: "WITHDRAWN", ...why },
});
