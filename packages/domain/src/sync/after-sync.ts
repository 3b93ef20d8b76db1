import type { ConnectionError } from "../connection-state/connection-facts.ts";

/** What a connection remembers of its syncs. */
export interface SyncMemory {
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly failingPausedSince: Date | null;
}

/** The memory after a sync at `at`: a success forgets, the first failure starts the clock (connections.md, 4.5). */
export const afterSync = (memory: SyncMemory, verdict: Exclude<ConnectionError, "resync"> | null, at: Date): SyncMemory => {
  if (verdict === null) return { failures: 0, failingSince: null, failingPausedSince: null };
  return { failures: memory.failures + 1, failingSince: memory.failingSince ?? at, failingPausedSince: memory.failingSince ? memory.failingPausedSince : null };
};
