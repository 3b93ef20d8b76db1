const side = 600;
const pollMs = 1_000;

/** What the page is told about the bank's window. */
export interface WindowMessage {
  readonly type: "window";
  readonly closed: true;
  readonly blocked: boolean;
}

/** The bank's window, opened for the page. */
export interface BankWindow {
  readonly open: (url: string) => void;
  readonly refuse: () => void;
  readonly close: () => void;
  /** Closes it and stops watching. */
  readonly dispose: () => void;
}

/** Opens the bank's window by order of the page and reports its end by `post`. */
export const createBankWindow = (post: (message: WindowMessage) => void): BankWindow => {
  let opened: Window | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;

  const stop = (): void => clearInterval(timer);
  const watch = (): void => {
    if (!opened?.closed) return;
    stop();
    opened = null;
    post({ type: "window", closed: true, blocked: false });
  };
  const refuse = (): void => post({ type: "window", closed: true, blocked: true });
  return {
    refuse,
    open: (url) => {
      stop();
      opened = window.open(url, "targetWindow", features());
      if (!opened) return refuse();
      opened.focus();
      timer = setInterval(watch, pollMs);
    },
    close: () => opened?.close(),
    dispose: () => {
      stop();
      opened?.close();
      opened = null;
    },
  };
};

const features = (): string => windowFeatures({ width: side, height: side });

/** The features of a window of this size in the middle of the host's; none on phones, where it would open as a strange tab. */
export const windowFeatures = (size: { readonly width: number; readonly height: number; readonly top?: number; readonly left?: number }): string => {
  if (window.innerWidth < 480) return "";
  const top = size.top ?? Math.max(0, window.screenY + (window.outerHeight - size.height) / 2);
  const left = size.left ?? Math.max(0, window.screenX + (window.outerWidth - size.width) / 2);
  return `popup,width=${size.width},height=${size.height},top=${Math.round(top)},left=${Math.round(left)}`;
};
