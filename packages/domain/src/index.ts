export * from "./account-group.ts";
export * from "./connect-flow/index.ts";
export * from "./connection-state/index.ts";
export * from "./failure-projection.ts";
export * from "./institution-list/index.ts";
export * from "./institution-search/index.ts";
export * from "./needs-user.ts";
export * from "./webhooks/index.ts";
