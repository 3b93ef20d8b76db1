import type { ExperienceSettings, Theme } from "@drawbridge/contract";

/** A pair of colours that people could not tell apart well enough. */
export interface PoorContrast {
  readonly mode: "light" | "dark";
  readonly brand: string;
  readonly against: string;
  /** Contrast ratio as it is, 1 to 21. */
  readonly ratio: number;
  /** Least ratio (WCAG 2.2, 1.4.3 for text). */
  readonly needed: number;
}

/** Colours that fit, or why they do not. */
export type ThemeAnswer =
  | { readonly outcome: "fits"; readonly theme: Theme | null }
  | { readonly outcome: "poor_contrast"; readonly pairs: readonly PoorContrast[] };

const TEXT = 4.5; // WCAG 2.2, 1.4.3
const LIGHTEST = "#ffffff";
const DARKEST = "#05211f";

/** Backgrounds the brand colour is drawn on, as in the widget's tokens. */
const backgrounds = { light: ["#ffffff", "#f6f9f9", "#eef2f3"], dark: ["#141c1e", "#1b2527", "#0b1112"] } as const;

const channel = (value: number): number => (value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
const luminance = (color: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => channel(Number.parseInt(color.slice(start, start + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
export const contrastOf = (one: string, other: string): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

const onBrandOf = (brand: string): string => (contrastOf(LIGHTEST, brand) >= contrastOf(DARKEST, brand) ? LIGHTEST : DARKEST);

const poorPairs = (mode: "light" | "dark", brand: string): readonly PoorContrast[] =>
  [...backgrounds[mode], onBrandOf(brand)]
    .filter((against) => contrastOf(brand, against) < TEXT)
    .map((against) => ({ mode, brand, against, ratio: Math.floor(contrastOf(brand, against) * 100) / 100, needed: TEXT }));

/**
 * The colours of an experience. The brand colour is also the colour of links, so it must be readable on every
 * background of its mode; the text on it is chosen here.
 */
export const themeOf = ({ brandColor, brandColorDark }: Pick<ExperienceSettings, "brandColor" | "brandColorDark">): ThemeAnswer => {
  if (brandColor === null) return { outcome: "fits", theme: null };
  const light = brandColor.toLowerCase();
  const dark = (brandColorDark ?? lightened(light)).toLowerCase();
  const pairs = [...poorPairs("light", light), ...poorPairs("dark", dark)];
  if (pairs.length > 0) return { outcome: "poor_contrast", pairs };
  return { outcome: "fits", theme: { light: { brand: light, onBrand: onBrandOf(light) }, dark: { brand: dark, onBrand: onBrandOf(dark) } } };
};

const STEPS = 20;

/** The first mix with white that can be read on a dark page, where a tenant named no colour for it. */
const lightened = (color: string): string => {
  const mixes = Array.from({ length: STEPS + 1 }, (_, step) => mixWithWhite(color, step / STEPS));
  return mixes.find((mix) => poorPairs("dark", mix).length === 0) ?? LIGHTEST;
};

const mixWithWhite = (color: string, share: number): string =>
  `#${[1, 3, 5]
    .map((start) => Number.parseInt(color.slice(start, start + 2), 16))
    .map((value) =>
      Math.round(value + (255 - value) * share)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
