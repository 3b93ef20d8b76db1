import { createHmac, timingSafeEqual } from "node:crypto";
import type { Kms } from "../../vault/kms.ts";

/** How long a server nonce can be used. */
export const NONCE_LIFE_MS = 5 * 60_000;

const macOf = (kms: Kms, time: string): Buffer => createHmac("sha256", kms.derive("drawbridge-device-nonce-v1")).update(time).digest();

/** A nonce that says when it was made: nothing is stored, and every process of the installation knows it. */
export const newNonce = (kms: Kms, now: Date): string => {
  const time = now.getTime().toString(36);
  return `${time}.${macOf(kms, time).toString("base64url")}`;
};

/** True for a nonce of this installation that is not too old. */
export const isFreshNonce = (kms: Kms, nonce: unknown, now: Date): boolean => {
  if (typeof nonce !== "string") return false;
  const [time = "", mac = ""] = nonce.split(".");
  const presented = Buffer.from(mac, "base64url");
  const expected = macOf(kms, time);
  if (presented.length !== expected.length || !timingSafeEqual(presented, expected)) return false;
  const age = now.getTime() - Number.parseInt(time, 36);
  return age >= 0 && age <= NONCE_LIFE_MS;
};
