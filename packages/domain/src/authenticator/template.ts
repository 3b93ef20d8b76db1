/** What a person reads, in one language. */
export interface TemplateWords {
  readonly banner: string;
  readonly text: string;
}

/** The words of a template by language tag, and the tag that is used where no wanted one is there. */
export interface TemplateTexts {
  readonly texts: Readonly<Record<string, TemplateWords>>;
  readonly fallback: string;
}

const PLACE = /\{([A-Za-z][A-Za-z0-9_]{0,39})\}/g;

/** The names of the values a text wants, each once. */
export const placesOf = ({ banner, text }: TemplateWords): readonly string[] =>
  [...new Set([...`${banner} ${text}`.matchAll(PLACE)].map(([, name = ""]) => name))].toSorted();

/** Why texts cannot be one template; null when they can. Every language tells the same facts. */
export const templateProblem = ({ texts, fallback }: TemplateTexts): string | null => {
  const usual = texts[fallback];
  if (!usual) return "there are no words for the fallback language";
  const wanted = placesOf(usual).join(", ");
  const other = Object.entries(texts).find(([, words]) => placesOf(words).join(", ") !== wanted);
  return other ? `${other[0]} has other places than ${fallback}: every language names the same values` : null;
};

/** A wanted tag and the more general ones it falls back to; never the other way round. */
const generalOf = (tag: string): readonly string[] => {
  const parts = tag.toLowerCase().split("-");
  return parts.map((_, at) => parts.slice(0, parts.length - at).join("-"));
};

/** The words for the first wanted language that is there: a specific one falls back to its general one, and all to the fallback. */
export const chooseWords = ({ texts, fallback }: TemplateTexts, wanted: readonly string[]): TemplateWords | null => {
  const known = new Map(Object.entries(texts).map(([tag, words]) => [tag.toLowerCase(), words]));
  return [...wanted, fallback].flatMap(generalOf).flatMap((tag) => known.get(tag) ?? [])[0] ?? null;
};

/** The words with their values, or which values do not fit them. */
export type FilledWords =
  | { readonly outcome: "filled"; readonly words: TemplateWords }
  | { readonly outcome: "missing" | "unknown"; readonly names: readonly string[] };

/** Puts values into words. A value is put in as it is: what looks like a place in it stays text. */
export const fillWords = (words: TemplateWords, values: Readonly<Record<string, string>>): FilledWords => {
  const places = placesOf(words);
  const missing = places.filter((name) => !Object.hasOwn(values, name));
  if (missing.length > 0) return { outcome: "missing", names: missing };
  const unknown = Object.keys(values).filter((name) => !places.includes(name));
  if (unknown.length > 0) return { outcome: "unknown", names: unknown };
  const fill = (text: string): string => text.replaceAll(PLACE, (_, name: string) => values[name] ?? "");
  return { outcome: "filled", words: { banner: fill(words.banner), text: fill(words.text) } };
};
