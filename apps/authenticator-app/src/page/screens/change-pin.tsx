import { Button } from "@drawbridge/widget/parts/button";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { AppState } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { PinPad } from "../parts/pin-pad.tsx";
import { useSpeech } from "../text/speech.ts";
import { troubleText } from "../text/trouble-text.ts";
import { NewPin } from "./new-pin.tsx";

/** The PIN of now, then the new one twice. */
export function ChangePin({ state, client }: { readonly state: AppState; readonly client: Client }): JSX.Element {
  const { text } = useSpeech();
  const [current, setCurrent] = useState<string | null>(null);
  const { trouble } = state;
  useEffect(() => {
    if (trouble?.status === "kInvalidPin") setCurrent(null);
  }, [trouble]);
  if (current !== null) {
    const refused = trouble?.status === "kInvalidNewPinFormat" ? text.newPin.refused : trouble && troubleText(text, trouble);
    return (
      <NewPin busy={state.busy} refused={refused} forbidden={current} onPin={(pin) => client.changePin(current, pin)} onCancel={client.cancel} />
    );
  }
  return (
    <Screen title={text.changePin.title} lead={text.changePin.currentLead}>
      <PinPad label={text.pin.label} busy={state.busy} trouble={trouble && troubleText(text, trouble, "pin")} onPin={setCurrent} />
      <Button kind="quiet" onClick={client.cancel}>
        {text.cancel}
      </Button>
    </Screen>
  );
}
