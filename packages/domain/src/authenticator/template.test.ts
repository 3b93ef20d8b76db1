import { describe, expect, it } from "vitest";
import { chooseWords, fillWords, placesOf, templateProblem } from "./template.ts";

const words = (text: string) => ({ banner: "A payment", text });
const template = {
  texts: { en: words("Pay {amount} to {payee}?"), de: words("{amount} an {payee} zahlen?"), "de-AT": words("{payee}: {amount}") },
  fallback: "en",
};

describe("the words of a template", () => {
  it.each([
    [["de-AT"], "de-AT"],
    [["DE-at"], "de-AT"],
    [["de-CH"], "de"],
    [["de"], "de"],
    [["fr", "de-CH-1996"], "de"],
    [["ja"], "en"],
    [[], "en"],
  ] as const)("for %j are those of %s", (wanted, tag) => {
    expect(chooseWords(template, wanted)).toBe(template.texts[tag]);
  });

  it("never fall back from a general language to a special one", () => {
    expect(chooseWords({ texts: { en: words("Pay"), "pt-BR": words("Pague") }, fallback: "en" }, ["pt"])).toEqual(words("Pay"));
  });
});

describe("values", () => {
  it("are put in once and as they are", () => {
    const filled = fillWords(template.texts.en, { amount: "{payee}", payee: "$& Ada" });
    expect(filled).toEqual({ outcome: "filled", words: words("Pay {payee} to $& Ada?") });
  });

  it("have to be those the words name", () => {
    expect(placesOf(words("{b} {a} {b} {1} { a }"))).toEqual(["a", "b"]);
    expect(fillWords(template.texts.en, { amount: "1" })).toEqual({ outcome: "missing", names: ["payee"] });
    expect(fillWords(template.texts.en, { amount: "1", payee: "Ada", tip: "2" })).toEqual({ outcome: "unknown", names: ["tip"] });
    expect(fillWords(words("{constructor}"), {})).toEqual({ outcome: "missing", names: ["constructor"] });
  });
});

describe("a template", () => {
  it.each([
    [template, null],
    [{ ...template, fallback: "fr" }, "there are no words for the fallback language"],
    [{ texts: { en: words("Pay {amount}?"), de: words("Zahlen?") }, fallback: "en" }, expect.stringContaining("de has other places than en")],
  ])("says what is wrong with it", (given, problem) => {
    expect(templateProblem(given)).toEqual(problem);
  });
});
