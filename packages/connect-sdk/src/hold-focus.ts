/** Focus that stays inside a dialog until it is released. */
export interface FocusHold {
  readonly take: () => void;
  readonly release: () => void;
}

/** Puts the dialog on the page, makes the rest of it inert and keeps focus in; `release` gives both back. */
export const holdFocus = (dialog: HTMLElement, focusInside: () => void): FocusHold => {
  const before = document.activeElement;
  const others = [...document.body.children].filter((element) => element instanceof HTMLElement && !element.inert);
  document.body.append(dialog);
  for (const element of others) setInert(element, "on");
  const onFocus = (event: FocusEvent): void => {
    if (event.target instanceof Node && !dialog.contains(event.target)) focusInside();
  };
  document.addEventListener("focusin", onFocus);
  focusInside();
  return {
    take: focusInside,
    release: () => {
      document.removeEventListener("focusin", onFocus);
      for (const element of others) setInert(element, "off");
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    },
  };
};

const setInert = (element: Element, state: "on" | "off"): void => {
  element.toggleAttribute("inert", state === "on");
};
