export * from "./redact-event.ts";
