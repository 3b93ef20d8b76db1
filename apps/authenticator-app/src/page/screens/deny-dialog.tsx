import { Button } from "@drawbridge/widget/parts/button";
import { Dialog } from "@drawbridge/widget/parts/dialog";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { RefusalReason } from "../mc/app-state.ts";
import { useSpeech } from "../text/speech.ts";

const reasons = ["unknown", "incorrect_data", "unexpected_operation"] as const satisfies readonly RefusalReason[];

/** Asks why before an operation is denied; the reason goes into the signed refusal. */
export function DenyDialog(props: { readonly onBack: () => void; readonly onDeny: (reason: RefusalReason) => void }): JSX.Element {
  const { text } = useSpeech();
  const [reason, setReason] = useState<RefusalReason>("unknown");
  const deny = (event: Event): void => {
    event.preventDefault();
    props.onDeny(reason);
  };
  return (
    <Dialog title={text.operation.denyTitle} onClose={props.onBack}>
      <form class="deny" onSubmit={deny}>
        <fieldset class="options">
          <legend class="visually-hidden">{text.operation.denyTitle}</legend>
          {reasons.map((each) => (
            <label key={each} class="option">
              <input type="radio" name="reason" value={each} checked={reason === each} onChange={() => setReason(each)} />
              <span>{text.operation.reasons[each]}</span>
            </label>
          ))}
        </fieldset>
        <div class="actions">
          <Button type="submit">{text.operation.denyNow}</Button>
          <Button kind="quiet" onClick={props.onBack}>
            {text.operation.goBack}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
