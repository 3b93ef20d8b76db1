import { createHmac, createPrivateKey, sign } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { KeyMaterial } from "./webhook-keys.ts";

/** A message as it is signed. */
export interface Signable {
  readonly id: string;
  readonly at: Date;
  readonly body: string;
}

const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000);

const signEd25519 = ({ id, at, body }: Signable, { d, x }: KeyMaterial["ed25519"]): string => {
  const key = createPrivateKey({ key: { kty: "OKP", crv: "Ed25519", d, x }, format: "jwk" });
  return `v1a,${sign(null, Buffer.from(`${id}.${secondsOf(at)}.${body}`), key).toString("base64")}`;
};

/** Headers of Standard Webhooks: an HMAC and an Ed25519 signature of every key in use. */
export const signStandard = (message: Signable, keys: readonly KeyMaterial[]): Readonly<Record<string, string>> => ({
  "webhook-id": message.id,
  "webhook-timestamp": String(secondsOf(message.at)),
  "webhook-signature": keys
    .flatMap(({ secret, ed25519 }) => [new Webhook(secret).sign(message.id, message.at, message.body), signEd25519(message, ed25519)])
    .join(" "),
});

/** The signature of the Connect contract: no time in it, key is the partner secret (connect-events.md, 5.1). */
export const signConnect = (body: string, partnerSecret: string): Readonly<Record<string, string>> => ({
  "x-finicity-signature": createHmac("sha256", partnerSecret).update(body).digest("hex"),
});
