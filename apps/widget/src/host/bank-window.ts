const features = "popup,width=600,height=720";

/** The bank's window, opened by this page. */
export interface BankWindow {
  /** Opens, or brings back, the bank's page. False: the browser refused. Only inside a click handler. */
  readonly open: (url: string) => boolean;
  readonly close: () => void;
}

/** A window of its own name: one called like the host's would navigate the Connect popup itself (3.4). */
export const createBankWindow = (): BankWindow => {
  let opened: Window | null = null;
  return {
    open: (url) => {
      if (!isBankAddress(url)) return false;
      // No size on phones: a sized window opens as a strange small tab there.
      opened = window.open(url, "drawbridge-bank", window.innerWidth < 480 ? "" : features);
      return opened !== null;
    },
    close: () => opened?.close(),
  };
};

/** True for web addresses only: never `javascript:` or `data:`. */
export const isBankAddress = (url: string): boolean =>
  URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
