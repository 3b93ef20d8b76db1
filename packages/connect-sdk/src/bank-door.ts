import { isBankAddress } from "./address.ts";
import { createBankWindow, type WindowMessage } from "./bank-window.ts";
import type { PageMessage } from "./connect-message.ts";
import type { OpenOptions } from "./options.ts";

/** Where the page's wishes about the bank's window are met. */
export interface BankDoor {
  readonly follow: (message: PageMessage, link: URL) => void;
  readonly dispose: () => void;
}

/** Opens and closes the bank's window, or tells a host that does it itself. */
export const createBankDoor = ({ onUrl }: OpenOptions, post: (message: WindowMessage) => void): BankDoor => {
  const bank = createBankWindow(post);
  const close = (): void => (onUrl ? onUrl("CLOSE") : bank.close());
  const openBank = (url: string): void => (onUrl ? onUrl("OPEN", url) : bank.open(url));
  return {
    dispose: bank.dispose,
    follow: (message, link) => {
      if (message.type === "closePopup") close();
      if (message.type !== "url") return;
      if (isBankAddress(message.url, link)) openBank(message.url);
      else bank.refuse();
    },
  };
};
