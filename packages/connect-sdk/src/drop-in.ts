import type { Ending, ReportItem, RouteChange } from "./connect-message.ts";
import { open } from "./open.ts";
import type { ConnectHandle, OpenOptions, PopupSize } from "./options.ts";
import { type ConnectResult, ownResults } from "./result.ts";
import type { UserEvent } from "./user-event.ts";

/** What a host of the older SDK attaches. */
export interface LaunchHandlers {
  readonly onDone: (event: Ending & { readonly reportData: readonly ReportItem[] }) => void;
  readonly onCancel: (event: Ending) => void;
  readonly onError: (event: Ending) => void;
  readonly onRoute?: (event: RouteChange) => void;
  readonly onUser?: (event: UserEvent) => void;
  readonly onLoad?: () => void;
  readonly onUrl?: (action: "OPEN" | "CLOSE", url?: string) => void;
}

/** How a host of the older SDK asks for it. */
export interface LaunchOptions {
  readonly selector?: string;
  readonly node?: Element;
  readonly overlay?: string;
  readonly popup?: boolean;
  readonly popupOptions?: PopupSize;
  readonly redirectUrl?: string;
  readonly zIndex?: number;
  readonly nonce?: string;
}

/** The two calls a host of the older SDK makes. */
export interface ConnectDropIn {
  /** Opens the link; answers the window in popup mode, otherwise null. */
  readonly launch: (url: string, handlers: LaunchHandlers, options?: LaunchOptions) => Window | null;
  readonly destroy: () => void;
}

/** A drop-in with one session at a time, as hosts of the older SDK expect it. */
export const createConnect = (): ConnectDropIn => {
  let current: ConnectHandle | null = null;
  return {
    launch: (url, handlers, options = {}) => {
      if (current) throw new TypeError("Connect is already open: call destroy() before the next launch().");
      const handle = open(url, toOpenOptions(handlers, options));
      current = handle;
      const finish = async (): Promise<void> => {
        const result = await handle.result;
        if (current === handle) current = null;
        report(result, handlers);
      };
      void finish();
      return handle.popup;
    },
    destroy: () => {
      current?.destroy();
      current = null;
    },
  };
};

/** The drop-in for a host that replaces the import and nothing else. */
export const Connect: ConnectDropIn = createConnect();

const toOpenOptions = (handlers: LaunchHandlers, options: LaunchOptions): OpenOptions => {
  const { selector, node, popup, popupOptions, ...same } = options;
  const { onUser, onRoute, onLoad, onUrl } = handlers;
  const container = node ?? selector;
  return {
    ...same,
    frameId: "connectIframe",
    handlerNames: Object.keys(handlers),
    ...(container === undefined ? {} : { container }),
    ...(popup === true ? { popup: popupOptions ?? true } : {}),
    ...(onUser ? { onEvent: onUser } : {}),
    ...(onRoute ? { onRoute } : {}),
    ...(onLoad ? { onLoad } : {}),
    ...(onUrl ? { onUrl } : {}),
  };
};

const report = (result: ConnectResult, handlers: LaunchHandlers): void => {
  const { code, reason } = result;
  if (result.outcome === "done") handlers.onDone({ code, reason, reportData: result.reportData });
  if (result.outcome === "cancel" && reason !== ownResults.destroyed.reason) handlers.onCancel({ code, reason });
  if (result.outcome === "error") handlers.onError({ code, reason });
};
