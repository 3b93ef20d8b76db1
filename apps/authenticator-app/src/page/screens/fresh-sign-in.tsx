import { Button } from "@drawbridge/widget/parts/button";
import { Mark } from "@drawbridge/widget/parts/icon";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { TimeLeft } from "../parts/time-left.tsx";
import { useSpeech } from "../text/speech.ts";

/** What waits wants a younger sign-in than the one of now: what it is about, the time left, and the way to it. */
export function FreshSignIn(props: {
  readonly banner: string | undefined;
  readonly until: number | null;
  readonly busy: boolean;
  readonly onSignIn: () => void;
}): JSX.Element {
  const { text } = useSpeech();
  const { banner, until, busy, onSignIn } = props;
  return (
    <Screen
      mark={<Mark name="person" />}
      title={text.operation.freshTitle}
      lead={text.operation.freshLead}
      actions={
        <Button busy={busy} onClick={onSignIn}>
          {text.operation.signInAgain}
        </Button>
      }
    >
      {banner !== undefined && (
        <p class="exact" dir="auto">
          {banner}
        </p>
      )}
      {until !== null && <TimeLeft until={until} />}
      <p class="muted">{text.operation.freshHint}</p>
    </Screen>
  );
}
