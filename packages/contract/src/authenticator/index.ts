export * from "./catalogue.ts";
export * from "./device-channel.ts";
export * from "./envelope.ts";
export type { AstDirection, AstEnvironment, AstEventEntry, AstEventFacts, AstEventKind, AstPriority } from "./event-entry.ts";
export * from "./mc-state.ts";
export * from "./read-event.ts";
export { isSensitive } from "./scalars.ts";
export * from "./status.ts";
export * from "./types.ts";
