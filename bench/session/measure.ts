/** One kind of request: `prepare` is not measured, `send` is. */
export interface Kind<T> {
  readonly name: string;
  readonly bar: string;
  readonly prepare: (client: number) => Promise<T>;
  readonly send: (prepared: T) => Promise<void>;
}

/** What a number of clients saw. */
export interface Figures {
  readonly clients: number;
  readonly requests: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly perSecond: number;
  /** CPU time of the server's process for one request: what is left of the figure on a busy machine. */
  readonly cpuMs: number;
}

/** The value that so much of a list lies below. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

/** Milliseconds of each of `count` runs of `work`, one after the other. */
export const timesOf = async (count: number, work: (n: number) => Promise<void>): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const begun = performance.now();
    await work(n);
    times.push(performance.now() - begun);
  }
  return times;
};

interface Load {
  readonly clients: number;
  readonly each: number;
  readonly cpuMs: () => number;
}

/** Clients that send one request after the other; everything they need is made before the clock starts. */
export const measure = async <T>({ prepare, send }: Kind<T>, { clients, each, cpuMs }: Load): Promise<Figures> => {
  const ready: T[][] = [];
  for (let client = 0; client < clients; client += 1) {
    const own: T[] = [];
    for (let n = 0; n < each; n += 1) own.push(await prepare(client));
    ready.push(own);
  }
  const cpu = cpuMs();
  const begun = performance.now();
  const times = (
    await Promise.all(
      ready.map((own) =>
        timesOf(own.length, async (n) => {
          const prepared = own[n];
          if (prepared !== undefined) await send(prepared);
        }),
      ),
    )
  ).flat();
  const tookMs = performance.now() - begun;
  return {
    clients,
    requests: times.length,
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
    perSecond: (times.length / tookMs) * 1000,
    cpuMs: (cpuMs() - cpu) / times.length,
  };
};
