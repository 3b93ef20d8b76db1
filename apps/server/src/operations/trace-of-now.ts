import { AsyncLocalStorage } from "node:async_hooks";

/** The `traceparent` of what runs now; nothing where nobody traces. Jobs carry it on, so that a trace goes through the queue. */
export const traceOfNow = new AsyncLocalStorage<string>();
