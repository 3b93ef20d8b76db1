import { announce } from "@drawbridge/widget/announce";
import { Button } from "@drawbridge/widget/parts/button";
import { Mark } from "@drawbridge/widget/parts/icon";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Outcome } from "../mc/app-state.ts";
import { useSpeech } from "../text/speech.ts";
import { outcomeText } from "../text/outcome-text.ts";

const marks = {
  kOk: { name: "check", tone: "ok" },
  kUserCancel: { name: "close", tone: "brand" },
  kUserConfirmationTimeout: { name: "clock", tone: "warn" },
} as const;

const markOf = (status: string): { readonly name: "check" | "close" | "clock" | "alert"; readonly tone: "ok" | "brand" | "warn" } =>
  status === "kOk" || status === "kUserCancel" || status === "kUserConfirmationTimeout" ? marks[status] : { name: "alert", tone: "warn" };

/** How an operation ended; it stays until the person has seen it. */
export function OutcomeScreen(props: { readonly outcome: Outcome; readonly onDone: () => void; readonly onChangePin: () => void }): JSX.Element {
  const { outcome, onDone } = props;
  const { text } = useSpeech();
  const { title, lead } = outcomeText(text, outcome);
  useEffect(() => announce(title, "assertive"), [title]);
  return (
    <Screen
      mark={<Mark {...markOf(outcome.status)} />}
      title={title}
      lead={lead}
      actions={
        <>
          <Button onClick={onDone}>{text.done}</Button>
          {outcome.notMe && (
            <Button kind="quiet" onClick={props.onChangePin}>
              {text.home.changePin}
            </Button>
          )}
        </>
      }
    >
      <p class="exact" dir="auto">
        {outcome.banner}
      </p>
    </Screen>
  );
}
