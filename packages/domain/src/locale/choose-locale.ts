/** The languages people are spoken to in; `en-XA` is the pseudo-locale that shows what cannot grow. */
export const languages = ["en", "fr", "es", "de", "ar", "en-XA"] as const;
export type Language = (typeof languages)[number];

/** A language tag a page can speak, as browsers write it, and the language of its texts. */
export interface Locale {
  readonly tag: string;
  readonly language: Language;
}

/** The first of the wanted tags that there are texts for; English when there are none. */
export const chooseLocale = (wanted: readonly string[]): Locale => wanted.flatMap(readLocale)[0] ?? { tag: "en", language: "en" };

const readLocale = (wanted: string): readonly Locale[] => {
  const tag = canonical(wanted);
  const name = tag === "en-XA" ? tag : tag.split("-")[0];
  const language = languages.find((known) => known === name);
  return language ? [{ tag, language }] : [];
};

const canonical = (tag: string): string => {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? "";
  } catch {
    return "";
  }
};
