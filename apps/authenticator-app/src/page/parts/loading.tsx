import { Button } from "@drawbridge/widget/parts/button";
import type { JSX } from "preact";
import type { Trouble } from "../mc/app-state.ts";
import { useSpeech } from "../text/speech.ts";
import { troubleText } from "../text/trouble-text.ts";
import { TroubleNote } from "./trouble-note.tsx";

/** In place of what is not there yet: that it comes, or why it does not. */
export function Loading(props: { readonly trouble: Trouble | null; readonly onAgain: () => void }): JSX.Element {
  const { text } = useSpeech();
  const { trouble, onAgain } = props;
  if (!trouble) {
    return (
      <div class="bones">
        <div class="bone bone-tall" />
        <span class="visually-hidden">{text.loading}</span>
      </div>
    );
  }
  return (
    <>
      <TroubleNote id="not-loaded">{`${text.notLoaded} ${troubleText(text, trouble)}`}</TroubleNote>
      <Button kind="secondary" onClick={onAgain}>
        {text.again}
      </Button>
    </>
  );
}
