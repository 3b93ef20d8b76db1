export * from "./account.ts";
export * from "./challenge.ts";
export * from "./failure.ts";
export * from "./institution.ts";
export * from "./job-type.ts";
export * from "./problem.ts";
export * from "./session-view.ts";
export * from "./user-event.ts";
