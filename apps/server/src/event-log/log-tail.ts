import { eventLog, type LogEntry, type Storage } from "@drawbridge/storage";

/** What hears of new events of one tenant. */
export type TailListener = (events: readonly LogEntry[]) => void;

/** Follows the log for all listeners of this process with one query. */
export interface LogTail {
  /** Hears what commits from now on; the answer stops it. */
  readonly listen: (tenantId: string, listener: TailListener) => Promise<() => void>;
  readonly size: () => number;
  readonly close: () => void;
}

const POLL_MS = 500; // what is not announced: other appends than those of sessions
const PAGE = 1_000;

/**
 * Made once a process. Announcements of sessions wake it and a short poll finds the rest: an announcement with every
 * append would make all commits of the database wait for each other. It asks nothing while nobody listens.
 */
export const createLogTail = async (storage: Storage, warn: (error: unknown) => void): Promise<LogTail> => {
  const log = eventLog(storage.pool);
  const listeners = new Map<string, Set<TailListener>>();
  const state = { at: { tx: "0", id: LAST_ID }, busy: false, again: false, count: 0, closed: false };

  const tell = (entries: readonly LogEntry[]): void => {
    for (const [tenantId, entriesOf] of Map.groupBy(entries, (entry) => entry.tenantId)) {
      for (const listener of listeners.get(tenantId) ?? []) listener(entriesOf);
    }
  };
  const read = async (): Promise<void> => {
    for (;;) {
      const entries = await log.follow(state.at, { limit: PAGE });
      const last = entries.at(-1);
      if (!last) return;
      state.at = { tx: last.tx, id: last.id };
      tell(entries);
      if (entries.length < PAGE) return;
    }
  };
  const pump = async (): Promise<void> => {
    state.again = true;
    if (state.busy || state.count === 0 || state.closed) return;
    state.busy = true;
    try {
      while (state.again) {
        state.again = false;
        await read();
      }
    } catch (error) {
      warn(error);
    } finally {
      state.busy = false;
    }
  };
  const stop = await storage.listen("session", () => void pump());
  const timer = setInterval(() => void pump(), POLL_MS);
  return {
    size: () => state.count,
    close: () => {
      state.closed = true;
      stop();
      clearInterval(timer);
    },
    listen: async (tenantId, listener) => {
      if (state.count === 0) state.at = { tx: await previous(log), id: LAST_ID };
      state.count += 1;
      const known = listeners.get(tenantId) ?? new Set<TailListener>();
      listeners.set(tenantId, known.add(listener));
      return () => {
        if (!known.delete(listener)) return;
        state.count -= 1;
        if (known.size === 0) listeners.delete(tenantId);
      };
    },
  };
};

/** Greater than any id that is made. */
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** Everything before the horizon is history. */
const previous = async (log: ReturnType<typeof eventLog>): Promise<string> => String(BigInt(await log.horizon()) - 1n);
