import { parseLink } from "./address.ts";
import { type Conversation, converse } from "./conversation.ts";
import { openInlineView } from "./inline-view.ts";
import { openModalView } from "./modal-view.ts";
import type { ConnectHandle, OpenOptions } from "./options.ts";
import { openPopupView } from "./popup-view.ts";
import { type ConnectResult, ownResults } from "./result.ts";
import type { View, ViewEvents } from "./view.ts";

/**
 * Opens a Connect link over the page, inside an element or in a window, and tells how it went.
 *
 * ```ts
 * const { result } = open(link, { onEvent: (event) => console.log(event.action) });
 * if ((await result).outcome === "done") showAccounts();
 * ```
 */
export const open = (link: string, options: OpenOptions = {}): ConnectHandle => {
  const address = parseLink(link);
  let settle: (result: ConnectResult) => void = () => {};
  const result = new Promise<ConnectResult>((resolve) => {
    settle = resolve;
  });
  let view: View | null = null;
  let conversation: Conversation | null = null;
  const finish = (ending: ConnectResult): void => {
    conversation?.stop();
    view?.remove();
    conversation = null;
    view = null;
    settle(ending);
  };
  const onLoad = (): void => {
    conversation?.begin();
    options.onLoad?.();
  };
  view = openView(address, options, { onLoad, onClosed: () => finish(ownResults.closed) });
  const popup = view?.popup ?? null;
  if (view) conversation = converse({ link: address, options, view, finish });
  else finish(ownResults.popupBlocked);
  // A window of another origin does not tell when it has loaded.
  if (popup) onLoad();
  return { result, popup, destroy: () => finish(ownResults.destroyed) };
};

const openView = (link: URL, options: OpenOptions, events: ViewEvents): View | null => {
  const { popup, container } = options;
  if (popup) return openPopupView(link, popup === true ? {} : popup, events);
  const parent = typeof container === "string" ? findContainer(container) : container;
  return parent ? openInlineView(link, { ...options, parent }, events) : openModalView(link, options, events);
};

const findContainer = (selector: string): Element | null => {
  const found = document.querySelector(selector);
  // oxlint-disable-next-line no-console -- the warning the contract promises to whoever builds the host (2.2)
  if (!found) console.warn(`Nothing matches "${selector}"; Connect opens over the page instead.`);
  return found;
};
