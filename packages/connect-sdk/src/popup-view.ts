import { windowFeatures } from "./bank-window.ts";
import type { PopupSize } from "./options.ts";
import type { View, ViewEvents } from "./view.ts";

const pollMs = 500;

/** Opens the link in a window of its own; null when the browser refuses. */
export const openPopupView = (link: URL, size: PopupSize, events: ViewEvents): View | null => {
  // An own name for each: one that is already in use would navigate somebody else's window.
  const popup = window.open(link.href, "_blank", windowFeatures({ width: 520, height: 720, ...size }));
  if (!popup) return null;
  popup.focus();
  let wasClosed = false;
  const timer = setInterval(() => {
    // Told at the second look: the last message of a page that closes itself may still be on its way.
    if (wasClosed) events.onClosed();
    wasClosed = popup.closed;
  }, pollMs);
  return {
    page: () => popup,
    popup,
    reveal: () => {},
    resize: () => {},
    navigate: (next) => popup.location.replace(next),
    remove: () => {
      clearInterval(timer);
      popup.close();
    },
  };
};
