import { describe, expect, it } from "vitest";
import { createFormats } from "./formats.ts";

describe("formats", () => {
  const { money, countdown, date } = createFormats("en-GB");

  it("writes money and dates as the locale does", () => {
    expect(money("1234.5", "GBP")).toBe("£1,234.50");
    expect(date("2030-01-31T12:00:00.000Z")).toBe("31 January 2030");
  });

  it("shows an amount even in a currency nobody knows", () => {
    expect(money("3", "points")).toBe("3 points");
  });

  it.each([
    [61, "1:01"],
    [59.9, "0:59"],
    [0, "0:00"],
  ])("counts %d seconds as %s", (seconds, shown) => {
    expect(countdown(seconds)).toBe(shown);
  });

  it("speaks English when the locale is nonsense", () => {
    expect(createFormats("§§").money("1", "EUR")).toBe("€1.00");
  });
});
