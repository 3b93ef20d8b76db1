import { languages, type Language } from "@drawbridge/domain/locale";
import type { JSX } from "preact";
import { useLanguageSwitch, useSpeech } from "../text/speech.ts";

/** Each in its own words, for who does not read the others. */
const names: Readonly<Record<Language, string>> = {
  en: "English",
  fr: "Français",
  es: "Español",
  de: "Deutsch",
  ar: "العربية",
  "en-XA": "Éñglîsh",
};

/** The language of the app, on every screen. */
export function LanguageChoice(): JSX.Element {
  const { text, language } = useSpeech();
  const choose = useLanguageSwitch();
  const offered = languages.filter((one) => one !== "en-XA" || one === language);
  const change = (value: string): void => {
    const wanted = languages.find((one) => one === value);
    if (wanted) choose(wanted);
  };
  return (
    <select class="language" aria-label={text.language} value={language} onChange={(event) => change(event.currentTarget.value)}>
      {offered.map((one) => (
        <option key={one} value={one} lang={one}>
          {names[one]}
        </option>
      ))}
    </select>
  );
}
