/** How often a name may be tried with a wrong password. */
export interface LoginLocks {
  /** True while the name is locked. */
  readonly isLocked: (key: string) => boolean;
  /** Counts a wrong password and tells how many tries are left. */
  readonly countWrong: (key: string) => number;
  readonly clear: (key: string) => void;
}

const maxWrong = 5; // PSD2 RTS, article 4(3)(b): at most five failed tries in a row.
const lockMs = 15 * 60_000;
const maxNames = 10_000; // The counter must not grow with the names somebody invents.

interface Tries {
  readonly wrong: number;
  readonly lastAt: number;
}

/** One counter for the API and the bank's own pages, kept for names that exist and names that do not. */
export function createLoginLocks(now: () => Date): LoginLocks {
  const tries = new Map<string, Tries>();
  const current = (key: string): Tries | undefined => {
    const entry = tries.get(key);
    return entry !== undefined && now().getTime() - entry.lastAt < lockMs ? entry : undefined;
  };
  return {
    isLocked: (key) => (current(key)?.wrong ?? 0) >= maxWrong,
    countWrong: (key) => {
      const wrong = (current(key)?.wrong ?? 0) + 1;
      tries.delete(key);
      tries.set(key, { wrong, lastAt: now().getTime() });
      forgetOldest(tries);
      return Math.max(0, maxWrong - wrong);
    },
    clear: (key) => {
      tries.delete(key);
    },
  };
}

function forgetOldest(tries: Map<string, Tries>): void {
  if (tries.size <= maxNames) return;
  const oldest = tries.keys().next();
  if (!oldest.done) tries.delete(oldest.value);
}
