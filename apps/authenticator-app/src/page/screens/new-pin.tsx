import { Button } from "@drawbridge/widget/parts/button";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { weaknessOf } from "../mc/weak-pin.ts";
import { PinPad } from "../parts/pin-pad.tsx";
import { useSpeech } from "../text/speech.ts";

/** Chooses a PIN and asks for it twice. */
export function NewPin(props: {
  readonly busy: boolean;
  /** Why the PIN of before was refused. */
  readonly refused: string | null;
  readonly forbidden?: string;
  readonly onPin: (pin: string) => void;
  readonly onCancel: () => void;
}): JSX.Element {
  const { text } = useSpeech();
  const [first, setFirst] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const choose = (pin: string): void => {
    const weakness = weaknessOf(pin);
    const why = pin === props.forbidden ? text.changePin.sameAsOld : weakness && text.newPin.weak[weakness];
    setProblem(why);
    if (why === null) setFirst(pin);
  };
  const repeat = (pin: string): void => {
    setFirst(null);
    setProblem(pin === first ? null : text.newPin.differs);
    if (pin === first) props.onPin(pin);
  };
  if (first === null || props.busy) {
    return (
      <Screen key="choose" title={text.newPin.title} lead={text.newPin.lead}>
        <PinPad label={text.pin.label} busy={props.busy} trouble={problem ?? props.refused} onPin={choose} />
        <Button kind="quiet" onClick={props.onCancel}>
          {text.cancel}
        </Button>
      </Screen>
    );
  }
  return (
    <Screen key="repeat" title={text.newPin.repeatTitle} lead={text.newPin.repeatLead}>
      <PinPad label={text.pin.label} busy={false} trouble={null} onPin={repeat} />
      <Button kind="quiet" onClick={() => setFirst(null)}>
        {text.back}
      </Button>
    </Screen>
  );
}
