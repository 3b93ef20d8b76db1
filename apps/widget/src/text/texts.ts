import { chooseLocale, type Locale } from "@drawbridge/domain/locale";
import { createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useState } from "preact/hooks";
import { en, type Texts } from "./en.ts";
import { type Formats, createFormats } from "./formats.ts";
import { directionOf, loadTexts } from "./locale.ts";

/** Texts and number formats of one locale. */
export interface Speech {
  /** The language tag of the page. */
  readonly tag: string;
  readonly direction: "ltr" | "rtl";
  readonly text: Texts;
  readonly format: Formats;
}

/** What is spoken until another language is there, and where one does not arrive. */
export const english: Speech = { tag: "en", direction: "ltr", text: en, format: createFormats("en") };

/** Fetches the speech of a locale; English when its texts do not arrive. */
export const loadSpeech = async ({ tag, language }: Locale): Promise<Speech> => {
  const text = await loadTexts(language);
  return text ? { tag, direction: directionOf(language), text, format: createFormats(tag) } : english;
};

/** The speech of the first wanted tag that is known; null until its texts are there. */
export const useLoadedSpeech = (tags: readonly string[]): Speech | null => {
  const { tag, language } = chooseLocale(tags);
  const [loaded, setLoaded] = useState<{ readonly for: string; readonly speech: Speech } | null>(null);
  useEffect(() => {
    let wanted = true;
    const load = async (): Promise<void> => {
      const speech = await loadSpeech({ tag, language });
      if (wanted) setLoaded({ for: tag, speech });
    };
    void load();
    return () => {
      wanted = false;
    };
  }, [tag, language]);
  const speech = loaded?.for === tag ? loaded.speech : null;
  useLayoutEffect(() => {
    if (speech) tellDocument(speech);
  }, [speech]);
  return speech;
};

/** The document says what it speaks: for screen readers, hyphenation, fonts and the side a line begins at. */
export const tellDocument = ({ tag, direction, text }: Speech): void => {
  document.documentElement.lang = tag;
  document.documentElement.dir = direction;
  document.title = text.page.title;
};

const Spoken = createContext<Speech>(english);

/** Gives its children their texts. */
export const SpeechProvider = Spoken.Provider;

/** The texts and formats of the session's locale. */
export const useSpeech = (): Speech => useContext(Spoken);
