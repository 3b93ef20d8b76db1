import { en, type Texts } from "./en.ts";

/** The languages of the widget, each in a file of its own that only its readers fetch. */
const catalogues: Readonly<Record<string, () => Promise<Texts>>> = {
  en: async () => en,
  fr: async () => (await import("./fr.ts")).fr,
  es: async () => (await import("./es.ts")).es,
  de: async () => (await import("./de.ts")).de,
  ar: async () => (await import("./ar.ts")).ar,
  "en-XA": async () => (await import("./pseudo.ts")).pseudoLocale(en),
};

/** The names of the catalogues. */
export const languages: readonly string[] = Object.keys(catalogues);

/** A language tag the page can speak, as browsers write it, and the catalogue for it. */
export interface Locale {
  readonly tag: string;
  readonly language: string;
}

/** The first of the wanted tags that there is a catalogue for; English when there is none. */
export const chooseLocale = (wanted: readonly string[]): Locale => wanted.flatMap(readLocale)[0] ?? { tag: "en", language: "en" };

const readLocale = (wanted: string): readonly Locale[] => {
  const tag = canonical(wanted);
  const language = tag === "en-XA" ? tag : (tag.split("-")[0] ?? "");
  return languages.includes(language) ? [{ tag, language }] : [];
};

const canonical = (tag: string): string => {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? "";
  } catch {
    return "";
  }
};

/** The texts of a language; null when they cannot be fetched. */
export const loadTexts = async (language: string): Promise<Texts | null> => {
  try {
    return (await catalogues[language]?.()) ?? null;
  } catch {
    return null;
  }
};

/** The direction a language is written in. */
export const directionOf = (language: string): "ltr" | "rtl" => (language === "ar" ? "rtl" : "ltr");
