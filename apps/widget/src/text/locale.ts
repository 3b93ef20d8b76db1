import type { Language } from "@drawbridge/domain/locale";
import { en, type Texts } from "./en.ts";

/** The languages of the widget, each in a file of its own that only its readers fetch. */
const catalogues: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: async () => en,
  fr: async () => (await import("./fr.ts")).fr,
  es: async () => (await import("./es.ts")).es,
  de: async () => (await import("./de.ts")).de,
  ar: async () => (await import("./ar.ts")).ar,
  "en-XA": async () => (await import("./pseudo.ts")).pseudoLocale(en),
};

/** The texts of a language; null when they cannot be fetched. */
export const loadTexts = async (language: Language): Promise<Texts | null> => {
  try {
    return await catalogues[language]();
  } catch {
    return null;
  }
};

/** The direction a language is written in. */
export const directionOf = (language: Language): "ltr" | "rtl" => (language === "ar" ? "rtl" : "ltr");
