import type { JSX } from "preact";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { useSpeech } from "../../text/texts.ts";

/** Asks before entered data is lost; staying has the focus. */
export function ExitConfirm(props: { readonly onStay: () => void; readonly onLeave: () => void }): JSX.Element {
  const { text } = useSpeech();
  return (
    <Dialog title={text.exit.title} onClose={props.onStay}>
      <p>{text.exit.text}</p>
      <div class="actions">
        <Button autoFocus onClick={props.onStay}>
          {text.exit.stay}
        </Button>
        <Button kind="secondary" onClick={props.onLeave}>
          {text.exit.leave}
        </Button>
      </div>
    </Dialog>
  );
}
