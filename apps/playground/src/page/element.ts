/** The element with this id; the page's markup promises that it is there. */
export const element = <Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind => {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new TypeError(`#${id} is missing`);
};

/** A new element with text in it; text is never read as markup. */
export const create = (name: string, text = "", className = ""): HTMLElement => {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
};
