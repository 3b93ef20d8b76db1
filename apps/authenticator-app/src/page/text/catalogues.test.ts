import { languages } from "@drawbridge/domain/locale";
import { describe, expect, it } from "vitest";
import { en, type Texts } from "./en.ts";
import { loadTexts } from "./speech.ts";

interface Entry {
  readonly path: string;
  readonly value: unknown;
}

const entriesOf = (value: unknown, path = ""): readonly Entry[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => entriesOf(inner, path ? `${path}.${key}` : key))
    : [{ path, value }];

// The English functions name their arguments: counts get a number, the others a name found nowhere else.
const argumentsOf = (value: unknown): readonly (string | number)[] =>
  (/^\(([^)]*)\)/.exec(String(value))?.[1] ?? "").split(",").map((name, at) => (["count", "seconds"].includes(name.trim()) ? 7 : `NAME-${at}`));
const given = new Map(entriesOf(en).map(({ path, value }) => [path, argumentsOf(value)]));

const write = (texts: Texts): readonly { readonly path: string; readonly said: string }[] =>
  entriesOf(texts).map(({ path, value }) => ({
    path,
    said: typeof value === "function" ? String(Reflect.apply(value, undefined, given.get(path) ?? [])) : String(value),
  }));

const namesIn = (said: string): readonly string[] => (said.match(/NAME-\d|7/g) ?? []).toSorted();
const LONGEST = 130;

describe.each(languages)("the catalogue of %s", (language) => {
  it("has every text of the English one, and keeps what is filled in", async () => {
    const texts = await loadTexts(language);
    const shape = (all: Texts) => write(all).map(({ path, said }) => ({ path, names: namesIn(said) }));
    expect(shape(texts)).toEqual(shape(en));
    expect(write(texts).filter(({ said }) => said.trim() === "" || /undefined|\[object|NaN|#/.test(said))).toEqual([]);
  });

  it("keeps to short sentences", async () => {
    if (language === "en-XA") return; // longer by design
    const sentences = write(await loadTexts(language)).flatMap(({ path, said }) =>
      said.split(/(?<=[.?!:؟])\s/).map((sentence) => ({ path, sentence })),
    );
    expect(sentences.filter(({ sentence }) => sentence.length > LONGEST)).toEqual([]);
  });
});
