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
  return {
    failures: memory.failures + 1,
    failingSince: memory.failingSince ?? at,
    failingPausedSince: memory.failingSince ? memory.failingPausedSince : null,
  };
};

/** Where the failure clock would have started had it never stood still (connections.md, E6). */
export const failingClock = ({ failingSince, failingPausedSince }: SyncMemory, now: Date): Date | null => {
  if (!failingSince || !failingPausedSince) return failingSince;
  return new Date(failingSince.getTime() + Math.max(0, now.getTime() - failingPausedSince.getTime()));
};
