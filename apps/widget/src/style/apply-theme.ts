import type { SessionView } from "@drawbridge/contract";

const pair = (light: string, dark: string): string => `light-dark(${light}, ${dark})`;

/** Colours the page in a tenant's theme; null brings the default back. The server has checked the contrast. */
export const applyTheme = (theme: SessionView["brand"]["theme"]): void => {
  const { style } = document.documentElement;
  if (!theme) {
    for (const name of ["--c-brand", "--c-on-brand", "--c-brand-soft"]) style.removeProperty(name);
    return;
  }
  const { light, dark } = theme;
  style.setProperty("--c-brand", pair(light.brand, dark.brand));
  style.setProperty("--c-on-brand", pair(light.onBrand, dark.onBrand));
  style.setProperty("--c-brand-soft", pair(soft(light.brand, "#ffffff"), soft(dark.brand, "#141c1e")));
};

const soft = (brand: string, surface: string): string => `color-mix(in srgb, ${brand} 12%, ${surface})`;
