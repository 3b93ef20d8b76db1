import { languages, type Language } from "@drawbridge/domain/locale";
import { describe, expect, it } from "vitest";
import { en, type Texts } from "./en.ts";
import { loadTexts } from "./locale.ts";

const load = async (language: Language): Promise<Texts> => {
  const texts = await loadTexts(language);
  if (!texts) throw new Error(`no texts for ${language}`);
  return texts;
};

interface Entry {
  readonly path: string;
  readonly value: unknown;
}

/** Every text of a catalogue with its path; arrays count as keys too. */
const entriesOf = (value: unknown, path = ""): readonly Entry[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => entriesOf(inner, path ? `${path}.${key}` : key))
    : [{ path, value }];

// The English functions name their arguments; those that are counts get one, the others a name found nowhere else.
const countNames: ReadonlySet<string> = new Set(["count", "chosen", "left", "number", "total", "days"]);
const argumentsOf = (value: unknown): readonly (string | number)[] =>
  (/^\(([^)]*)\)/.exec(String(value))?.[1] ?? "").split(",").map((name, index) => (countNames.has(name.trim()) ? index + 2 : `NAME-${index}`));

const english = entriesOf(en).map((entry) => ({ ...entry, args: argumentsOf(entry.value) }));
const counts = [0, 1, 2, 3, 7, 11, 21, 100, 102, 1_000_000];

const longestSentence = 105;

interface Written {
  readonly path: string;
  readonly kind: string;
  readonly said: string;
}

/** A catalogue with every function called as the English one would be. */
const writeAll = (texts: Texts): readonly Written[] =>
  entriesOf(texts).map(({ path, value }, index) => {
    const said = typeof value === "function" ? String(Reflect.apply(value, undefined, english[index]?.args ?? [])) : String(value);
    return { path, kind: typeof value, said };
  });

const shape = (texts: Texts): readonly object[] => writeAll(texts).map(({ path, kind, said }) => ({ path, kind, empty: said.trim() === "" }));

const filledIn = (texts: Texts): readonly object[] =>
  writeAll(texts).map(({ path, said }) => ({
    path,
    names: [...new Set(said.match(/\{\w+\}|name-\d/gi))].map((found) => found.toLowerCase()).toSorted(),
  }));

describe.each(languages)("the catalogue of %s", (language) => {
  it("has the keys of the English one, and a text for each", async () => {
    const texts = await load(language);
    expect(shape(texts)).toEqual(shape(en));
    expect(writeAll(texts).filter(({ said }) => /undefined|\[object|NaN/.test(said))).toEqual([]);
  });

  it("keeps every name that is filled in", async () => {
    expect(filledIn(await load(language))).toEqual(filledIn(en));
  });

  it("writes every count, in whatever form the language has for it", async () => {
    const texts = await load(language);
    for (const said of [texts.search.results, texts.review.accounts, texts.mfa.attempts, texts.signIn.summary])
      for (const count of counts) expect(said(count)).not.toMatch(/#|undefined|^\s*$/);
    for (const count of [7, 21, 100]) expect(texts.review.accounts(count)).toContain(String(count));
  });

  it("keeps to short sentences", async () => {
    if (language === "en-XA") return; // longer by design
    const sentences = writeAll(await load(language)).flatMap(({ said }) => said.split(/(?<=[.?!:؟])\s/));
    expect(sentences.filter((sentence) => sentence.length > longestSentence)).toEqual([]);
  });
});

describe("plural forms", () => {
  it("are six in Arabic", async () => {
    const { review } = await load("ar");
    expect(counts.map((count) => review.accounts(count))).toEqual([
      "لا حسابات",
      "حساب واحد",
      "حسابان",
      "3 حسابات",
      "7 حسابات",
      "11 حساباً",
      "21 حساباً",
      "100 حساب",
      "102 حساب",
      "1,000,000 حساب",
    ]);
  });

  it("treat none as one in French and as many in German", async () => {
    expect((await load("fr")).review.accounts(0)).toBe("0 compte");
    expect((await load("de")).review.accounts(0)).toBe("0 Konten");
  });
});

describe("the pseudo-locale", () => {
  it("accents and grows the English text, and leaves names alone", async () => {
    const texts = await load("en-XA");
    expect(texts.page.back).toMatch(/^\[Báçk .+\]$/);
    expect(texts.signIn.title("Harbour Bank")).toMatch(/^\[Šîgñ îñ ţ?t?ö Harbour Bank .+\]$/);
    expect(texts.error.failures.bank_down[0]).toContain("{bank}");
  });

  it("is a third longer", async () => {
    const texts = await load("en-XA");
    expect(texts.help.safe.length).toBeGreaterThan(en.help.safe.length * 1.35);
  });
});
