const everyMs = 1_000;

/** Pings that go on until they are stopped; `start` begins anew. */
export interface Pinger {
  readonly start: () => void;
  readonly stop: () => void;
}

/** Pings at once and then every second. */
export const createPinger = (ping: () => void): Pinger => {
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => clearInterval(timer);
  return {
    stop,
    start: () => {
      stop();
      ping();
      timer = setInterval(ping, everyMs);
    },
  };
};
