export * from "./connection-facts.ts";
export * from "./connection-state.ts";
export * from "./decision-table.ts";
export * from "./recommended-action.ts";
export * from "./health-axes.ts";
export * from "./action-text.ts";
export { transitionActor, type TransitionActor, type TransitionCause } from "./transition-actor.ts";
export type { Condition } from "./decision-conditions.ts";
