export type { SearchHit } from "./best-hits.ts";
export { hitReason, type HitReason } from "./hit-reason.ts";
export * from "./institution-index.ts";
export type { SearchRow } from "./terms-of-row.ts";
