export * from "./connection-facts.ts";
export * from "./connection-state.ts";
export * from "./recommended-action.ts";
