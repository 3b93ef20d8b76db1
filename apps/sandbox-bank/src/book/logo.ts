/** A round badge with the institution's initials, as an SVG data URI. */
export function drawLogo(name: string, color: string): string {
  const initials = name
    .split(" ")
    .map((word) => word.charAt(0))
    .join("")
    .slice(0, 2);
  return svgDataUri(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="${color}"/>` +
      `<path d="M8 50h48M14 50V30a18 18 0 0 1 36 0v20" fill="none" stroke="#fff" stroke-opacity=".35" stroke-width="4"/>` +
      `<text x="32" y="46" fill="#fff" font-family="system-ui,sans-serif" font-size="22" font-weight="700" ` +
      `text-anchor="middle">${initials}</text></svg>`,
  );
}

/** An SVG drawing as a data URI that may stand in an `img` element. */
export const svgDataUri = (svg: string): string => `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
