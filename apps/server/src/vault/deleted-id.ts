import { createHmac, hkdfSync } from "node:crypto";
import type { Kms } from "./kms.ts";

/** Keyed hash by which a deleted id is remembered; without the Kms nobody can tell whose it was (rulings.md 20). */
export const hashDeletedId = (kms: Kms, parts: readonly string[]): string => {
  const key = hkdfSync("sha256", kms.kek.key, new Uint8Array(0), "drawbridge-deleted-id-v1", 32);
  return createHmac("sha256", Buffer.from(key)).update(JSON.stringify(parts)).digest("hex");
};
