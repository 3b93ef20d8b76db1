/** Thrown into a start that was told to stop before it was done. */
export class StartCancelled extends Error {
  override readonly name = "StartCancelled";
}

/** What has been started, stopped in reverse order. */
export interface StopList {
  /**
   * Remembers how to stop something, and how long that may take (5 s unless given); stops it at once and throws
   * `StartCancelled` when everything is stopping already.
   */
  readonly add: (stop: () => Promise<unknown>, longestMs?: number) => Promise<void>;
  /** Stops everything; the same promise however often it is called. */
  readonly stop: () => Promise<void>;
  /** True from the first call of `stop`. */
  readonly isStopping: () => boolean;
}

const LONGEST_MS = 20_000; // security.md, graceful shutdown
const SHORTEST_STEP_MS = 500; // what comes when the time is up is still told to stop
const LONGEST_STEP_MS = 5_000; // one that hangs must not keep the database running

interface Step {
  readonly stop: () => Promise<unknown>;
  readonly longestMs: number;
}

const settle = async ({ stop, longestMs }: Step): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, longestMs);
  });
  await Promise.race([stop().catch(() => undefined), late]);
  clearTimeout(timer);
};

/** An empty list, which stops everything within so long. */
export const createStopList = (longestMs = LONGEST_MS): StopList => {
  const steps: Step[] = [];
  const state: { stopping: Promise<void> | null } = { stopping: null };
  const stopAll = async (): Promise<void> => {
    const end = performance.now() + longestMs;
    for (let step = steps.pop(); step; step = steps.pop()) {
      const left = Math.max(SHORTEST_STEP_MS, end - performance.now());
      await settle({ ...step, longestMs: Math.min(step.longestMs, left) });
    }
  };
  return {
    add: async (stop, stepMs = LONGEST_STEP_MS) => {
      const step = { stop, longestMs: stepMs };
      if (!state.stopping) {
        steps.push(step);
        return;
      }
      await settle(step);
      throw new StartCancelled("stopped before the start was done");
    },
    stop: () => (state.stopping ??= stopAll()),
    isStopping: () => state.stopping !== null,
  };
};
