import type { JSX } from "preact";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { useSpeech } from "../../text/texts.ts";

/** Asks before access ends; keeping it has the focus. */
export function StopConfirm(props: {
  readonly what: string;
  readonly tenant: string;
  readonly onKeep: () => void;
  readonly onStop: () => void;
}): JSX.Element {
  const { text } = useSpeech();
  return (
    <Dialog title={text.manage.confirm(props.what)} onClose={props.onKeep}>
      <p>{text.manage.confirmText(props.tenant)}</p>
      <div class="actions">
        <Button autoFocus onClick={props.onKeep}>
          {text.manage.keep}
        </Button>
        <Button kind="secondary" onClick={props.onStop}>
          {text.manage.stop}
        </Button>
      </div>
    </Dialog>
  );
}
