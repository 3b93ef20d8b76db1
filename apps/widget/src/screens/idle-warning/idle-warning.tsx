import type { JSX } from "preact";
import { useSecondsLeft } from "../../idle/use-seconds-left.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { useSpeech } from "../../text/texts.ts";

/** A minute before the page closes: any key or click stays (the idle clock listens to both). */
export function IdleWarning(props: { readonly until: string; readonly onStay: () => void }): JSX.Element {
  const { text, format } = useSpeech();
  const left = useSecondsLeft(props.until) ?? 0;
  return (
    <Dialog title={text.idle.title} onClose={props.onStay}>
      <p>{text.idle.text}</p>
      <p class="timer" role="timer">
        {text.idle.left(format.countdown(left))}
      </p>
      <div class="actions">
        <Button autoFocus onClick={props.onStay}>
          {text.idle.stay}
        </Button>
      </div>
    </Dialog>
  );
}
