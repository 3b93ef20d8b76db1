import type { Language } from "@drawbridge/domain/locale";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { App } from "./app.tsx";
import type { Client } from "./mc/client.ts";
import { keepLanguage } from "./text/chosen-language.ts";
import { wordsOf } from "./text/push-words.ts";
import { LanguageSwitchProvider, loadSpeech, SpeechProvider, tellDocument, type Speech } from "./text/speech.ts";

/** The app in the person's language, which they may change on any screen. */
export function Root(props: { readonly client: Client; readonly tenantId: string; readonly first: Speech }): JSX.Element {
  const { client, tenantId, first } = props;
  const [speech, setSpeech] = useState(first);
  const speak = async (language: Language): Promise<void> => {
    keepLanguage(language);
    const next = await loadSpeech([language]);
    tellDocument(next);
    client.speak(next.tag, wordsOf(next));
    setSpeech(next);
  };
  return (
    <LanguageSwitchProvider value={(language) => void speak(language)}>
      <SpeechProvider value={speech}>
        <App client={client} tenantId={tenantId} />
      </SpeechProvider>
    </LanguageSwitchProvider>
  );
}
