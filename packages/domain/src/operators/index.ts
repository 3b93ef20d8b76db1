export * from "./operator-may.ts";
export * from "./session-timeline.ts";
