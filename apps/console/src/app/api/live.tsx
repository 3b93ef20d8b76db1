/** @jsxImportSource react */
import { createContext, useContext, useEffect, useState, type JSX, type ReactNode } from "react";
import { streamApi } from "./client.ts";

/** How the page hears of news: as they happen, or by asking every few seconds. */
export type LiveState = "connecting" | "live" | "asking" | "paused";

interface Live {
  readonly state: LiveState;
  /** Changes when there may be something new. */
  readonly tick: number;
  readonly pause: () => void;
}

const LiveContext = createContext<Live>({ state: "connecting", tick: 0, pause: () => undefined });

const ASK_MS = 5_000;
const GATHER_MS = 1_000; // a burst of events is one look
const RETRY_MS = 5_000;

/** What is new, for every read of the page. */
export const useLive = (): Live => useContext(LiveContext);

const follow = async (signal: AbortSignal, onOpen: () => void, onNews: () => void): Promise<void> => {
  const response = await streamApi("/v1/events/stream", signal);
  onOpen();
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const chunk = await reader?.read();
    if (!chunk || chunk.done) return;
    if (decoder.decode(chunk.value, { stream: true }).includes("data:")) onNews();
  }
};

/** Follows the tenant's log; while that is not possible, asks every five seconds. */
export const LiveProvider = ({ children }: { readonly children: ReactNode }): JSX.Element => {
  const [state, setState] = useState<LiveState>("connecting");
  const [tick, setTick] = useState(0);
  const [paused, setPaused] = useState(false);
  useEffect(() => {
    if (paused) return undefined;
    const stop = new AbortController();
    const timers = { gather: 0, retry: 0 };
    const bump = (): void => setTick((now) => now + 1);
    const gather = (): void => {
      timers.gather ||= window.setTimeout(() => {
        timers.gather = 0;
        bump();
      }, GATHER_MS);
    };
    const listen = (): void => {
      const again = (): void => {
        if (stop.signal.aborted) return;
        setState("asking");
        timers.retry = window.setTimeout(listen, RETRY_MS);
      };
      follow(stop.signal, () => setState("live"), gather).then(again, again);
    };
    listen();
    // Numbers follow the log by a moment, so the page also looks by itself.
    const asking = window.setInterval(bump, ASK_MS);
    return () => {
      stop.abort();
      window.clearInterval(asking);
      window.clearTimeout(timers.gather);
      window.clearTimeout(timers.retry);
    };
  }, [paused]);
  const live = { state: paused ? ("paused" as const) : state, tick, pause: () => setPaused((now) => !now) };
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
};
