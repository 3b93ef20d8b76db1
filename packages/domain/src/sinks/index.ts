export * from "./otlp-logs.ts";
export * from "./posthog-batch.ts";
export * from "./segment-batch.ts";
export * from "./sink-pace.ts";
export * from "./trim-event.ts";
