/** Thrown into a start that was told to stop before it was done. */
export class StartCancelled extends Error {
  override readonly name = "StartCancelled";
}

/** What has been started, stopped in reverse order. */
export interface StopList {
  /** Remembers how to stop something; stops it at once and throws `StartCancelled` when everything is stopping already. */
  readonly add: (stop: () => Promise<unknown>) => Promise<void>;
  /** Stops everything; the same promise however often it is called. */
  readonly stop: () => Promise<void>;
  /** True from the first call of `stop`. */
  readonly isStopping: () => boolean;
}

const LONGEST_STEP_MS = 5_000; // one that hangs must not keep the database running

const settle = async (stop: () => Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LONGEST_STEP_MS);
  });
  await Promise.race([stop().catch(() => undefined), late]);
  clearTimeout(timer);
};

/** An empty list. */
export const createStopList = (): StopList => {
  const steps: (() => Promise<unknown>)[] = [];
  const state: { stopping: Promise<void> | null } = { stopping: null };
  const stopAll = async (): Promise<void> => {
    for (let step = steps.pop(); step; step = steps.pop()) await settle(step);
  };
  return {
    add: async (step) => {
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
