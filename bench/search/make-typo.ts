import type { Random } from "./random.ts";

/** The kinds of typing errors that are measured. */
export const typoKinds = ["neighbour key", "swap", "drop", "double", "phonetic"] as const;
/** One of them. */
export type TypoKind = (typeof typoKinds)[number];

const keyboard = ["qwertzuiop", "asdfghjkl", "yxcvbnm"];

const neighbours = (letter: string): readonly string[] => {
  const row = keyboard.findIndex((keys) => keys.includes(letter));
  const at = keyboard[row]?.indexOf(letter) ?? -1;
  return [keyboard[row]?.[at - 1], keyboard[row]?.[at + 1], keyboard[row - 1]?.[at], keyboard[row + 1]?.[at]].filter((key) => key !== undefined);
};

const soundAlikes: readonly (readonly [string, string])[] = [
  ["ph", "f"],
  ["ck", "k"],
  ["th", "t"],
  ["ss", "s"],
  ["ie", "i"],
  ["ei", "ai"],
  ["v", "f"],
  ["z", "tz"],
  ["dt", "t"],
  ["c", "k"],
  ["ll", "l"],
  ["nn", "n"],
  ["mm", "m"],
  ["tt", "t"],
  ["y", "i"],
  ["ee", "ea"],
  ["ou", "o"],
  ["rr", "r"],
  ["ks", "x"],
  ["eu", "oi"],
  ["d", "t"],
  ["g", "k"],
  ["b", "p"],
];

const change = (text: string, at: number, { cut, put }: { readonly cut: number; readonly put: string }): string =>
  text.slice(0, at) + put + text.slice(at + cut);

/** Places inside words of four letters and more, where a slip still leaves the word readable. */
const places = (text: string): readonly number[] =>
  [...text.matchAll(/[a-zäöüß]{4,}/g)].flatMap(({ 0: word, index }) => Array.from({ length: word.length }, (_, at) => index + at));

/** The text, in small letters, with one typing error of the kind; null where the text gives no chance for one. */
export const makeTypo = (name: string, kind: TypoKind, random: Random): string | null => {
  const text = name.toLowerCase();
  const spots = places(text);
  if (spots.length === 0) return null;
  const at = random.pick(spots);
  const letter = text[at] ?? "";
  switch (kind) {
    case "neighbour key": {
      const keys = neighbours(letter);
      return keys.length > 0 ? change(text, at, { cut: 1, put: random.pick(keys) }) : null;
    }
    case "swap": {
      const next = text[at + 1] ?? "";
      return spots.includes(at + 1) && next !== letter ? change(text, at, { cut: 2, put: next + letter }) : null;
    }
    case "drop":
      return change(text, at, { cut: 1, put: "" });
    case "double":
      return change(text, at, { cut: 1, put: letter + letter });
    case "phonetic": {
      const found = soundAlikes.flatMap(([from, to]) => spots.filter((spot) => text.startsWith(from, spot)).map((spot) => ({ spot, from, to })));
      if (found.length === 0) return null;
      const { spot, from, to } = random.pick(found);
      return change(text, spot, { cut: from.length, put: to });
    }
  }
};
