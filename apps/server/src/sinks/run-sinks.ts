import { eventSinks } from "@drawbridge/storage";
import type { Deps } from "../use-cases/deps.ts";
import { deliverSink } from "./deliver-sink.ts";

const LOOK_MS = 1_000;
const AT_ONCE = 8; // sinks of one process; each holds at most one batch in memory

/**
 * Sends the log on until stopped. Sinks read what is committed and never stand in anybody's transaction, so one that
 * hangs holds nothing but its own place here. `lookMs`: how often to look for new events.
 */
export const startSinks = (deps: Deps, lookMs = LOOK_MS): (() => Promise<void>) => {
  const running = new Map<string, Promise<void>>();
  const state = { looking: Promise.resolve(), busy: false, stopped: false };
  const begin = (id: string): void => {
    const work = deliverSink(deps, id)
      .catch((error: unknown) => deps.log.error({ err: error, sink: id }, "events could not be sent on"))
      .finally(() => running.delete(id));
    running.set(id, work);
  };
  const look = async (): Promise<void> => {
    const due = await eventSinks(deps.storage.pool).due(deps.now());
    for (const id of due) if (!state.stopped && !running.has(id) && running.size < AT_ONCE) begin(id);
  };
  const timer = setInterval(() => {
    if (state.busy) return;
    state.busy = true;
    state.looking = look()
      .catch((error: unknown) => deps.log.error({ err: error }, "sinks could not be looked for"))
      .finally(() => {
        state.busy = false;
      });
  }, lookMs);
  return async () => {
    state.stopped = true;
    clearInterval(timer);
    await state.looking;
    await Promise.all(running.values());
  };
};
