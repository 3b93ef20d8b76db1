import { chooseLocale, type Language, type Locale } from "@drawbridge/domain/locale";
import { createFormats, type Formats } from "@drawbridge/widget/text/formats";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { en, type Texts } from "./en.ts";

/** Texts and number formats of one locale. */
export interface Speech {
  /** The language tag of the page. */
  readonly tag: string;
  readonly language: Language;
  readonly direction: "ltr" | "rtl";
  readonly text: Texts;
  readonly format: Formats;
}

/** The languages of the app, each in a file of its own that only its readers fetch. */
const catalogues: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: async () => en,
  fr: async () => (await import("./fr.ts")).fr,
  es: async () => (await import("./es.ts")).es,
  de: async () => (await import("./de.ts")).de,
  ar: async () => (await import("./ar.ts")).ar,
  "en-XA": async () => (await import("@drawbridge/widget/text/pseudo")).pseudoLocale(en),
};

/** The texts of a language. */
export const loadTexts = (language: Language): Promise<Texts> => catalogues[language]();

const english: Speech = { tag: "en", language: "en", direction: "ltr", text: en, format: createFormats("en") };

/** Fetches the speech of the first wanted tag that is known; English when its texts do not arrive. */
export const loadSpeech = async (tags: readonly string[]): Promise<Speech> => {
  const { tag, language }: Locale = chooseLocale(tags);
  const text = await loadTexts(language).catch(() => null);
  return text ? { tag, language, direction: language === "ar" ? "rtl" : "ltr", text, format: createFormats(tag) } : english;
};

/** The document says what it speaks: for screen readers, hyphenation, fonts and the side a line begins at. */
export const tellDocument = ({ tag, direction, text }: Speech): void => {
  document.documentElement.lang = tag;
  document.documentElement.dir = direction;
  document.title = text.app;
};

const Spoken = createContext<Speech>(english);

/** Gives its children their texts. */
export const SpeechProvider = Spoken.Provider;

/** The texts and formats of the person's language. */
export const useSpeech = (): Speech => useContext(Spoken);

const Switch = createContext<(language: Language) => void>(() => undefined);

/** Gives its children the way to another language. */
export const LanguageSwitchProvider = Switch.Provider;

/** Changes the language of the app. */
export const useLanguageSwitch = (): ((language: Language) => void) => useContext(Switch);
