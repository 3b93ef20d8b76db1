export { findExisting, type KnownConnection } from "./duplicate.ts";
export * from "./flow-state.ts";
export { startFlow, type FlowStart } from "./start-flow.ts";
export { end, transition } from "./transition.ts";
export { stepView } from "./step-view.ts";
