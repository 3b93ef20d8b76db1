export * from "./after-attempt.ts";
export * from "./connect-webhook.ts";
export * from "./connections-webhook.ts";
export * from "./consent-notification.ts";
export * from "./event-filter.ts";
export * from "./native-message.ts";
export * from "./retry-schedule.ts";
