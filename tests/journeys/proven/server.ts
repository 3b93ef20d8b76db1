import { setTimeout } from "node:timers/promises";
import { freePorts, makeFolder, spawnDrawbridge, type SpawnedDrawbridge } from "../../../apps/server/test/spawn-drawbridge.ts";

/** A Drawbridge in a process of its own that is killed and started again while people are on it. */
export interface MortalServer {
  readonly origin: string;
  /** Sends a request again until somebody answers it: a killed server answers nothing. */
  readonly send: (path: string, init: RequestInit) => Promise<Response>;
  readonly api: (path: string, init?: { readonly method: string; readonly body: unknown }) => Promise<Response>;
  /** What would be lost with the server's memory or could be done twice unseen: it is not killed meanwhile. */
  readonly within: <T>(work: () => Promise<T>) => Promise<T>;
  readonly kill: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const limits = "links=1000000,api=1000000,opens=1000000,inputs=1000000,pages=1000000,searches=1000000,tokens=1000000";

const createGate = () => {
  const state = { inside: 0, shut: null as Promise<void> | null, empty: (): void => undefined };
  return {
    within: async <T>(work: () => Promise<T>): Promise<T> => {
      while (state.shut) await state.shut;
      state.inside += 1;
      try {
        return await work();
      } finally {
        state.inside -= 1;
        if (state.inside === 0) state.empty();
      }
    },
    /** One after the other. */
    alone: async (work: () => Promise<void>): Promise<void> => {
      while (state.shut) await state.shut;
      const { promise, resolve } = Promise.withResolvers<void>();
      state.shut = promise;
      if (state.inside > 0) await new Promise<void>((done) => (state.empty = done));
      await work();
      state.shut = null;
      resolve();
    },
  };
};

/** Starts it with an empty database. */
export const startMortalServer = async (): Promise<MortalServer> => {
  const { path, remove } = await makeFolder();
  const env = { ...(await freePorts()), DRAWBRIDGE_DATA: path, RATE_LIMITS: limits };
  const start = async (): Promise<SpawnedDrawbridge> => {
    const spawned = spawnDrawbridge(env);
    await spawned.running();
    return spawned;
  };
  const state = { now: await start(), up: Promise.resolve() };
  const { origin } = state.now;
  const gate = createGate();
  /** Only a kill excuses a request that nobody answers. */
  const retry = async (seen: SpawnedDrawbridge): Promise<void> => {
    await state.up;
    if (state.now === seen && (seen.process.exitCode !== null || seen.process.signalCode !== null))
      throw new Error(`it ended by itself: ${seen.output()}`);
    await setTimeout(20);
  };
  const send: MortalServer["send"] = async (url, init) => {
    for (;;) {
      await state.up;
      const { now } = state;
      const answer = await fetch(`${origin}${url}`, init).catch(() => null);
      if (answer) return answer;
      await retry(now);
    }
  };
  return {
    origin,
    send,
    within: gate.within,
    api: (url, init) =>
      send(url, {
        method: init?.method ?? "GET",
        headers: { authorization: "Bearer development-api-token-1", "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
        ...(init && { body: JSON.stringify(init.body) }),
      }),
    kill: () =>
      gate.alone(async () => {
        const { promise, resolve } = Promise.withResolvers<void>();
        state.up = promise;
        state.now.process.kill("SIGKILL");
        await state.now.ended;
        state.now = await start();
        resolve();
      }),
    close: async () => {
      state.now.process.kill("SIGTERM");
      await state.now.ended;
      await remove();
    },
  };
};
