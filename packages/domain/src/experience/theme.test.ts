import { describe, expect, it } from "vitest";
import { contrastOf, themeOf } from "./theme.ts";

describe("contrast", () => {
  // Ratios as published by WCAG's own examples: black on white 21, grey #767676 on white 4.54.
  it.each([
    ["#000000", "#ffffff", 21],
    ["#767676", "#ffffff", 4.54],
    ["#ffffff", "#ffffff", 1],
  ] as const)("%s on %s is %d", (one, other, ratio) => {
    expect(contrastOf(one, other)).toBeCloseTo(ratio, 2);
    expect(contrastOf(other, one)).toBeCloseTo(ratio, 2);
  });
});

describe("a theme", () => {
  it("is the default where no colour is named", () => {
    expect(themeOf({ brandColor: null, brandColorDark: null })).toEqual({ outcome: "fits", theme: null });
  });

  it("gets its text colour, and a dark colour where none is named", () => {
    const answer = themeOf({ brandColor: "#7A2E3A", brandColorDark: null });
    expect(answer).toMatchObject({ outcome: "fits", theme: { light: { brand: "#7a2e3a", onBrand: "#ffffff" } } });
    const dark = answer.outcome === "fits" ? answer.theme?.dark : null;
    expect(contrastOf(dark?.brand ?? "", "#141c1e")).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(dark?.brand ?? "", dark?.onBrand ?? "")).toBeGreaterThanOrEqual(4.5);
  });

  it("is refused with the pair that cannot be read", () => {
    const answer = themeOf({ brandColor: "#ffd500", brandColorDark: null });
    expect(answer.outcome).toBe("poor_contrast");
    expect(answer.outcome === "poor_contrast" && answer.pairs[0]).toMatchObject({ mode: "light", brand: "#ffd500", against: "#ffffff", needed: 4.5 });
  });

  it("is refused when the named dark colour is too dark", () => {
    expect(themeOf({ brandColor: "#0d5c63", brandColorDark: "#0d5c63" })).toMatchObject({
      outcome: "poor_contrast",
      pairs: [{ mode: "dark" }, { mode: "dark" }, { mode: "dark" }],
    });
  });

  it("never lets a colour through that cannot be read, whichever it is", () => {
    for (let value = 0; value < 0xff_ff_ff; value += 40_503) {
      const brandColor = `#${value.toString(16).padStart(6, "0")}`;
      const answer = themeOf({ brandColor, brandColorDark: null });
      if (answer.outcome === "fits" && answer.theme) {
        expect(contrastOf(answer.theme.light.brand, "#ffffff")).toBeGreaterThanOrEqual(4.5);
        expect(contrastOf(answer.theme.dark.brand, "#1b2527")).toBeGreaterThanOrEqual(4.5);
        expect(contrastOf(answer.theme.light.brand, answer.theme.light.onBrand)).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});
