import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { en, type Texts } from "./en.ts";
import { type Formats, createFormats } from "./formats.ts";

/** The catalogues by language. */
const catalogues: Readonly<Record<string, Texts>> = { en };

/** Texts and number formats of one locale. */
export interface Speech {
  readonly text: Texts;
  readonly format: Formats;
}

/** The speech of a locale; English where a catalogue is missing. */
export const speechOf = (locale: string): Speech => {
  const language = locale.split("-")[0] ?? "en";
  const text = catalogues[language];
  return { text: text ?? en, format: createFormats(text ? locale : "en") };
};

const Spoken = createContext<Speech>(speechOf("en"));

/** Gives its children their texts. */
export const SpeechProvider = Spoken.Provider;

/** The texts and formats of the session's locale. */
export const useSpeech = (): Speech => useContext(Spoken);
