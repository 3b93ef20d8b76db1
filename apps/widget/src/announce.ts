/** Says a text to screen readers through the live regions that are in the page from the start. */
export const announce = (words: string, urgency: "polite" | "assertive" = "polite"): void => {
  const region = document.getElementById(urgency);
  if (!region) return;
  // The same words twice would be no change, and so not be said.
  region.textContent = region.textContent === words ? `${words}\u00a0` : words;
};
