import { createHmac } from "node:crypto";
import type { Kms } from "./kms.ts";

/** Keyed hash by which a deleted id is remembered; without the Kms nobody can tell whose it was (rulings.md 20). */
export const hashDeletedId = (kms: Kms, parts: readonly string[]): string =>
  createHmac("sha256", kms.derive("drawbridge-deleted-id-v1")).update(JSON.stringify(parts)).digest("hex");
