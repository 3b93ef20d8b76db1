import { describe, expect, it } from "vitest";
import { directionOf } from "./locale.ts";
import { createFormats } from "./formats.ts";

describe("the locale of the page", () => {
  it("is written from the right in Arabic only", () => {
    expect(directionOf("ar")).toBe("rtl");
    expect(directionOf("de")).toBe("ltr");
  });
});

describe("the numbers of a locale", () => {
  it("are grouped and placed as there", () => {
    expect(createFormats("de-DE").money("1234.5", "EUR")).toBe("1.234,50\u00a0€");
    expect(createFormats("fr").date("2030-01-31T12:00:00.000Z")).toBe("31 janvier 2030");
  });

  it("have the digits of the texts around them everywhere", () => {
    expect(createFormats("ar-EG").countdown(61)).toBe("1:01");
    expect(createFormats("ar-EG").date("2030-01-31T12:00:00.000Z")).toBe("31 يناير 2030");
  });
});
