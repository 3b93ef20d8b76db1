const features = "popup,width=600,height=720";

/** The bank's window, opened by this page. */
export interface BankWindow {
  /** Opens, or brings back, the bank's page. False: the browser refused. Only inside a click handler. */
  readonly open: (url: string) => boolean;
  /** A second later, or when this page goes: the bank's window closes itself at its end. */
  readonly close: () => void;
}

const pollMs = 1_000;
const closeAfterMs = 1_000;

/** A window of its own name: one called like the host's would navigate the Connect popup itself (3.4). */
export const createBankWindow = (onClosed: () => void): BankWindow => {
  let opened: Window | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  // Only a hint: a bank's own headers may cut the window off while it is still open.
  const watch = (): void => {
    if (!opened?.closed) return;
    clearInterval(timer);
    onClosed();
  };
  return {
    open: (url) => {
      clearInterval(timer);
      if (!isBankAddress(url)) return false;
      // No size on phones: a sized window opens as a strange small tab there.
      opened = window.open(url, "drawbridge-bank", window.innerWidth < 480 ? "" : features);
      if (opened) timer = setInterval(watch, pollMs);
      return opened !== null;
    },
    close: () => {
      clearInterval(timer);
      closeLater(opened);
    },
  };
};

/**
 * The news of the person's return comes while their window loads its last page. Chromium drops a close in that moment,
 * and every later one of the same process (crbug.com/536385539), so that page is left to close itself first.
 */
const closeLater = (opened: Window | null): void => {
  if (!opened) return;
  const close = (): void => {
    clearTimeout(timer);
    removeEventListener("pagehide", close);
    opened.close();
  };
  const timer = setTimeout(close, closeAfterMs);
  addEventListener("pagehide", close);
};

/** True for web addresses only: never `javascript:` or `data:`. */
export const isBankAddress = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
