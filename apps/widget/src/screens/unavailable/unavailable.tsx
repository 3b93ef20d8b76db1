import type { JSX } from "preact";
import { Button } from "../../parts/button.tsx";
import { Mark } from "../../parts/icon.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { ScreenProps } from "../screen-props.ts";

/** A bank that cannot be connected now: no password is asked for. */
export function Unavailable({ view, step, busy, actions }: ScreenProps<"unavailable">): JSX.Element {
  const { text } = useSpeech();
  const bank = view.institution?.name ?? text.error.bank;
  const down = step.reason === "down";
  const buttons = (
    <>
      {(step.canChooseOther || step.canGoToList) && (
        <Button busy={busy} onClick={() => actions.send({ type: "choose_other" })}>
          {step.canGoToList ? text.error.toList : text.unavailable.other}
        </Button>
      )}
      <Button kind="quiet" onClick={() => actions.send({ type: "exit" })}>
        {text.unavailable.close}
      </Button>
    </>
  );
  return (
    <Screen
      mark={<Mark name={down ? "clock" : "alert"} tone="warn" />}
      title={down ? text.unavailable.down(bank) : text.unavailable.notYet(bank)}
      lead={down ? text.unavailable.downText : text.unavailable.notYetText}
      actions={buttons}
    />
  );
}
