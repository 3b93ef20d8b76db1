import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Mark } from "../../parts/icon.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { ScreenProps } from "../screen-props.ts";

/** A bank that cannot be connected now: no password is asked for, and whoever wants to hears when it is back. */
export function Unavailable({ view, step, busy, actions }: ScreenProps<"unavailable">): JSX.Element {
  const { text } = useSpeech();
  const bank = view.institution?.name ?? text.error.bank;
  const down = step.reason === "down";
  const tenant = view.tenant.name;
  const sentence = step.watched ? text.unavailable.watched(tenant) : text.unavailable.downText;
  useEffect(() => {
    if (step.watched) actions.announce(sentence, "polite");
  }, [step.watched]);
  const buttons = (
    <>
      {down && !step.watched && (
        <Button busy={busy} onClick={() => actions.send({ type: "recovery_requested" })}>
          {text.unavailable.tellMe}
        </Button>
      )}
      {(step.canChooseOther || step.canGoToList) && (
        <Button kind={down && !step.watched ? "secondary" : "primary"} onClick={() => actions.send({ type: "choose_other" })}>
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
      key={String(step.watched)} // the pressed button is gone: the heading takes the focus
      mark={<Mark name={down ? "clock" : "alert"} tone="warn" />}
      title={down ? text.unavailable.down(bank) : text.unavailable.notYet(bank)}
      lead={down ? sentence : text.unavailable.notYetText}
      actions={buttons}
    />
  );
}
