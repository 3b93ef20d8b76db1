/** Runs in the page: what is cut off, spills out of its box or makes the page scroll sideways (WCAG 1.4.4, 1.4.10). */
export const findOverflow = (): readonly string[] => {
  const root = document.documentElement;
  const sideways = root.scrollWidth > root.clientWidth ? [`scrolls sideways by ${root.scrollWidth - root.clientWidth} px`] : [];
  const tooWide = (element: Element): boolean => element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
  const cut = (element: Element): boolean => getComputedStyle(element).overflowY === "hidden" && element.scrollHeight > element.clientHeight + 1;
  const outside = (element: Element): boolean => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 0 && (left < -1 || right > root.clientWidth + 1);
  };
  const found = [...document.querySelectorAll("#app *")]
    .filter((element) => !element.closest(".visually-hidden, svg, input"))
    .filter((element) => tooWide(element) || cut(element) || outside(element));
  return [...sideways, ...found.map((element) => `does not fit: ${element.outerHTML.slice(0, 160)}`)];
};
