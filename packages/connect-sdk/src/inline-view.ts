import { createFrame } from "./frame.ts";
import type { OpenOptions } from "./options.ts";
import { addStyles } from "./styles.ts";
import type { View, ViewEvents } from "./view.ts";

const minHeight = 320;
const maxHeight = 1_200;
/** At most 20 heights a second: a page that follows its own resizing must not keep the host busy. */
const resizeEveryMs = 50;

/** Places the page inside an element of the host. */
export const openInlineView = (link: URL, options: OpenOptions & { readonly parent: Element }, events: ViewEvents): View => {
  const removeStyles = addStyles(options.nonce);
  const frame = createFrame(link, options);
  frame.className = "drawbridge-connect-inline";
  frame.addEventListener("load", events.onLoad);
  options.parent.append(frame);
  let resizedAt = -resizeEveryMs;
  return {
    page: () => frame.contentWindow,
    popup: null,
    reveal: () => {},
    resize: (height) => {
      if (performance.now() - resizedAt < resizeEveryMs) return;
      resizedAt = performance.now();
      frame.style.setProperty("height", `${Math.min(maxHeight, Math.max(minHeight, height))}px`);
    },
    navigate: (next) => {
      frame.src = next;
    },
    remove: () => {
      frame.remove();
      removeStyles();
    },
  };
};
