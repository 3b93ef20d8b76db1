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

/** An empty list. */
export const createStopList = (): StopList => {
  const steps: Step[] = [];
  const state: { stopping: Promise<void> | null } = { stopping: null };
  const stopAll = async (): Promise<void> => {
    for (let step = steps.pop(); step; step = steps.pop()) await settle(step);
  };
  return {
    add: async (stop, longestMs = LONGEST_STEP_MS) => {
      const step = { stop, longestMs };
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
