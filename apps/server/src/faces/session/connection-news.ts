import type { LogEntry, Session } from "@drawbridge/storage";
import type { Deps } from "../../use-cases/deps.ts";

/** Rings when a person's connections change outside their session: a sync by schedule, another page, the bank. */
export interface ConnectionNews {
  /** Listens, or stops listening; only a page that shows the connections has to know. */
  readonly follow: (on: boolean) => Promise<void>;
  readonly close: () => void;
}

const changesList = /^(connection|sync|consent|account|accounts)\./;

/** Nothing listens until it is asked to. */
export const createConnectionNews = (deps: Pick<Deps, "logTail">, { id, tenantId, userId }: Session, ring: () => void): ConnectionNews => {
  const state: { stop: (() => void) | null; closed: boolean } = { stop: null, closed: false };
  const isNews = (entry: LogEntry): boolean => entry.userId === userId && entry.sessionId !== id && changesList.test(entry.type);
  const hush = (): void => {
    state.stop?.();
    state.stop = null;
  };
  return {
    follow: async (on) => {
      if (!on) return hush();
      if (state.stop || state.closed) return;
      state.stop = await deps.logTail.listen(tenantId, (entries) => {
        if (entries.some(isNews)) ring();
      });
      if (state.closed) hush();
    },
    close: () => {
      state.closed = true;
      hush();
    },
  };
};
