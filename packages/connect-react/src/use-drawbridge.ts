import { type ConnectHandle, type ConnectResult, open as openLink, type OpenOptions } from "@drawbridge/connect-sdk";
import { useCallback, useEffect, useRef, useState } from "react";

/** `idle` before the first opening, `opening` until the page answers, `open` while a person is in it, `closed` after. */
export type DrawbridgeStatus = "idle" | "opening" | "open" | "closed";

/** The link to open, and every option and handler of the SDK's `open`. */
export interface DrawbridgeOptions extends OpenOptions {
  /** Null while your server still makes it: opening waits for nothing and does nothing. */
  readonly link: string | null;
  /** Called once per opening with how it went; not when the component goes away. */
  readonly onResult?: (result: ConnectResult) => void;
}

/** What a component can do and show. */
export interface Drawbridge {
  /** Opens the link; in popup mode call it in a click handler. Does nothing while one is open. */
  readonly open: () => void;
  /** Takes the page away; the result is then a cancel. */
  readonly close: () => void;
  readonly status: DrawbridgeStatus;
  /** How the last opening went; null before, and from the next opening on. */
  readonly result: ConnectResult | null;
}

/** Opens a Connect link from a component, follows it, and takes it away with the component. */
export const useDrawbridge = (options: DrawbridgeOptions): Drawbridge => {
  const [status, setStatus] = useState<DrawbridgeStatus>("idle");
  const [result, setResult] = useState<ConnectResult | null>(null);
  const handle = useRef<ConnectHandle | null>(null);
  const latest = useLatest(options);
  const follow = useCallback(
    async (opened: ConnectHandle): Promise<void> => {
      const ending = await opened.result;
      // Closed with its component, or followed by another: nobody waits for this one.
      if (handle.current !== opened) return;
      handle.current = null;
      setStatus("closed");
      setResult(ending);
      latest.current.onResult?.(ending);
    },
    [latest],
  );
  const open = useCallback(() => {
    const { link, onResult: _, ...rest } = latest.current;
    if (link === null || handle.current) return;
    handle.current = openLink(
      link,
      withLatest(rest, latest, () => setStatus("open")),
    );
    setStatus("opening");
    setResult(null);
    void follow(handle.current);
  }, [latest, follow]);
  const close = useCallback(() => handle.current?.destroy(), []);
  useEffect(
    () => () => {
      const left = handle.current;
      handle.current = null;
      left?.destroy();
    },
    [],
  );
  return { open, close, status, result };
};

interface Latest {
  readonly current: DrawbridgeOptions;
}

/** The options of the last render, for handlers that outlive the render they came with. */
const useLatest = (options: DrawbridgeOptions): Latest => {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  return latest;
};

/** Options whose handlers are those of the last render; a handler that is absent at opening stays absent. */
const withLatest = (options: OpenOptions, latest: Latest, onReady: () => void): OpenOptions => ({
  ...options,
  onReady: () => {
    onReady();
    latest.current.onReady?.();
  },
  ...(options.onLoad && { onLoad: () => latest.current.onLoad?.() }),
  ...(options.onEvent && { onEvent: (event) => latest.current.onEvent?.(event) }),
  ...(options.onRoute && { onRoute: (route) => latest.current.onRoute?.(route) }),
  ...(options.onMessage && { onMessage: (message) => latest.current.onMessage?.(message) }),
  ...(options.onUrl && { onUrl: (action, url) => latest.current.onUrl?.(action, url) }),
});
