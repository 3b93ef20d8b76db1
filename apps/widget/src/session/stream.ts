import type { SessionApi } from "./api.ts";
import { createSseParser, type ServerEvent } from "./sse-parser.ts";

/** Who listens to the stream. */
export interface StreamEvents {
  readonly address: () => string;
  readonly onEvent: (event: ServerEvent) => void;
  readonly onOnline: (online: boolean) => void;
  /** The session is gone: the server knows it no more. */
  readonly onGone: () => void;
}

/** A running stream. */
export interface SessionStream {
  readonly stop: () => void;
}

const firstWaitMs = 500;
const longestWaitMs = 10_000;

/** Reads the session's stream until stopped, and comes back after every break. */
export const openStream = (api: SessionApi, events: StreamEvents): SessionStream => {
  let stopped = false;
  let waitMs = firstWaitMs;
  let abort = new AbortController();
  let wake = (): void => {};

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const readOnce = async (): Promise<void> => {
    abort = new AbortController();
    const response = await api.stream(events.address(), abort.signal);
    if (response.status === 401 || response.status === 404) {
      stopped = true;
      events.onGone();
      return;
    }
    if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`);
    events.onOnline(true);
    waitMs = firstWaitMs;
    await readBody(response.body, (event) => !stopped && events.onEvent(event));
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        await readOnce();
      } catch {
        if (!stopped) events.onOnline(false);
      }
      if (stopped) return;
      await pause(waitMs);
      waitMs = Math.min(waitMs * 2, longestWaitMs);
    }
  };
  const onLine = (): void => wake();
  // A dead line can stay silent for minutes: the browser's own word ends the read at once.
  const offLine = (): void => abort.abort();
  window.addEventListener("online", onLine);
  window.addEventListener("offline", offLine);
  void run();
  return {
    stop: () => {
      stopped = true;
      abort.abort();
      wake();
      window.removeEventListener("online", onLine);
      window.removeEventListener("offline", offLine);
    },
  };
};

const readBody = async (body: ReadableStream<Uint8Array<ArrayBuffer>>, onEvent: (event: ServerEvent) => void): Promise<void> => {
  const feed = createSseParser(onEvent);
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    feed(value);
  }
};
