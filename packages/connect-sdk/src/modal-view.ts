import { holdFocus } from "./hold-focus.ts";
import { createFrame } from "./frame.ts";
import type { OpenOptions } from "./options.ts";
import { addStyles } from "./styles.ts";
import type { View, ViewEvents } from "./view.ts";

/** Covers the host's page with a dialog; a full-screen sheet on phones. */
export const openModalView = (link: URL, options: OpenOptions, events: ViewEvents): View => {
  const removeStyles = addStyles(options.nonce);
  const frame = createFrame(link, options);
  frame.className = "drawbridge-connect-frame";
  frame.addEventListener("load", events.onLoad);
  const close = createCloseButton(options, events);
  const dialog = createDialog(options);
  const panel = document.createElement("div");
  panel.className = "drawbridge-connect-panel";
  panel.append(frame, close);
  dialog.append(panel);
  const onKey = (event: KeyboardEvent): void => {
    // Once the page is there, leaving is its question to ask.
    if (event.key === "Escape" && close.isConnected) events.onClosed();
  };
  dialog.addEventListener("keydown", onKey);
  // Measured before the dialog is there: it hides the scrollbar.
  dialog.toggleAttribute("data-gutter", window.innerWidth > document.documentElement.clientWidth);
  const focus = holdFocus(dialog, () => (close.isConnected ? close : frame).focus({ preventScroll: true }));
  return {
    page: () => frame.contentWindow,
    popup: null,
    reveal: () => {
      close.remove();
      focus.take();
    },
    resize: () => {},
    navigate: (next) => {
      frame.src = next;
    },
    remove: () => {
      dialog.remove();
      removeStyles();
      focus.release();
    },
  };
};

const createDialog = ({ title, overlay, zIndex }: OpenOptions): HTMLElement => {
  const dialog = document.createElement("div");
  dialog.className = "drawbridge-connect";
  dialog.setAttribute("role", "dialog");
  dialog.setAttribute("aria-modal", "true");
  dialog.setAttribute("aria-label", title ?? "Connect your bank");
  if (overlay !== undefined) dialog.style.setProperty("background", overlay);
  if (zIndex !== undefined) dialog.style.setProperty("z-index", String(zIndex));
  return dialog;
};

// The way out while nothing else answers: a person must not be shut in by a page that does not load.
const createCloseButton = ({ closeLabel }: OpenOptions, events: ViewEvents): HTMLButtonElement => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "drawbridge-connect-close";
  button.textContent = closeLabel ?? "Close";
  button.addEventListener("click", events.onClosed);
  return button;
};
