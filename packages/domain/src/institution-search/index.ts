export type { SearchHit } from "./best-hits.ts";
export * from "./institution-index.ts";
export type { SearchRow } from "./terms-of-row.ts";
