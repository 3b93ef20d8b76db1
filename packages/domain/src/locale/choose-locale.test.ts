import { describe, expect, it } from "vitest";
import { chooseLocale } from "./choose-locale.ts";

describe("the locale of a session", () => {
  it.each([
    [["fr-ca", "en"], "fr-CA", "fr"],
    [["und", "de-AT", "en"], "de-AT", "de"],
    [["ja", "ar-EG"], "ar-EG", "ar"],
    [["en-xa"], "en-XA", "en-XA"],
    [["§§", "constructor", "ja", "*"], "en", "en"],
    [[], "en", "en"],
  ])("of %j is %s, said with the texts of %s", (wanted, tag, language) => {
    expect(chooseLocale(wanted)).toEqual({ tag, language });
  });
});
