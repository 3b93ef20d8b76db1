export * from "./adapter.ts";
export * from "./secret.ts";
