export * from "./accept-data.ts";
export * from "./breaker.ts";
export * from "./budget.ts";
export * from "./clock-events.ts";
export * from "./fetch-window.ts";
export * from "./next-sync.ts";
export * from "./sync-policy.ts";
export * from "./transaction-delta.ts";
