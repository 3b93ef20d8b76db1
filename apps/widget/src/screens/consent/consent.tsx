import type { JSX } from "preact";
import { Button } from "../../parts/button.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { ScreenProps } from "../screen-props.ts";
import { ConsentFacts, ConsentIcon } from "./consent-facts.tsx";

/** Who asks for what, before anything is asked of the person. */
export function Consent({ view, step, busy, actions }: ScreenProps<"consent">): JSX.Element {
  const { text } = useSpeech();
  const buttons = (
    <>
      <Button busy={busy} onClick={() => actions.send({ type: "consent_given" })}>
        {text.consent.agree}
      </Button>
      <Button kind="quiet" onClick={() => actions.send({ type: step.canGoBack ? "back" : "exit" })}>
        {text.page.skip}
      </Button>
    </>
  );
  return (
    <Screen mark={<ConsentIcon view={view} />} title={text.consent.title(view.tenant.name)} actions={buttons}>
      <ConsentFacts view={view} />
    </Screen>
  );
}
