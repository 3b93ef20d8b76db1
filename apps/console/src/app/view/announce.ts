/** Says something to people who listen to the page. */
export const announce = (text: string): void => {
  const place = document.querySelector("#polite");
  if (!place) return;
  place.textContent = "";
  requestAnimationFrame(() => {
    place.textContent = text;
  });
};
