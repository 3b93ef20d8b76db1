/** Says a text to screen readers through the live regions that are in the page from the start. */
export const announce = (words: string, urgency: "polite" | "assertive" = "polite"): void => {
  const region = document.getElementById(urgency);
  if (!region) return;
  // The same words twice would be no change, and so not be said.
  region.textContent = region.textContent === words ? `${words}\u00a0` : words;
};

/** Takes back what is true no more, so that nobody who reads the page line by line comes upon it. */
export const takeBack = (words: string): void => {
  for (const region of [document.getElementById("polite"), document.getElementById("assertive")])
    if (region?.textContent?.trim() === words) region.textContent = "";
};
