import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Mark } from "../../parts/icon.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { ScreenProps, StepAt } from "../screen-props.ts";
import { ApprovalFacts } from "./approval-facts.tsx";
import { ApprovalWait } from "./approval-wait.tsx";

type Props = ScreenProps<"approval">;
type Over = Exclude<StepAt<"approval">["state"], "preparing" | "open">;

/** The person answers on their own device: this page shows the number it asks for, and goes on by itself. */
export function Approval(props: Props): JSX.Element {
  const { state } = props.step;
  return state === "preparing" || state === "open" ? <Asking {...props} /> : <EndedApproval key={state} over={state} {...props} />;
}

function Asking({ view, step, actions }: Props): JSX.Element {
  const { text } = useSpeech();
  const { number } = step;
  // Said once, when it is there: a countdown that speaks would drown everything else.
  useEffect(() => {
    if (number !== null) actions.announce(text.approval.said(number.split("").join(" ")));
  }, [number]);
  const cancel = (
    <Button kind="quiet" onClick={() => actions.send({ type: wayOut(step) })}>
      {text.oauth.cancel}
    </Button>
  );
  return (
    <Screen
      mark={<Mark name="device" />}
      title={text.approval.title}
      lead={text.approval.lead[step.question](view.tenant.name, step.bank)}
      actions={cancel}
    >
      <ApprovalWait step={step} />
      <ApprovalFacts view={view} step={step} />
    </Screen>
  );
}

function EndedApproval({ over, view, step, busy, actions }: Props & { readonly over: Over }): JSX.Element {
  const { text } = useSpeech();
  const [title, sentence] = text.approval.ended[over];
  useEffect(() => actions.announce(title, "assertive"), [title]);
  const out = wayOut(step);
  const buttons = (
    <>
      <Button busy={busy} onClick={() => actions.send({ type: "retry" })}>
        {text.error.retry}
      </Button>
      <Button kind="secondary" disabled={busy} onClick={() => actions.send({ type: out })}>
        {{ back: text.error.toList, choose_other: text.error.other, exit: text.error.close }[out]}
      </Button>
    </>
  );
  const kept = step.question === "grant" ? text.approval.nothing(view.tenant.name) : text.approval.unchanged;
  return <Screen mark={<Mark name="alert" tone="warn" />} title={title} lead={`${sentence} ${kept}`} actions={buttons} />;
}

const wayOut = ({ canGoToList, canChooseOther }: StepAt<"approval">): "back" | "choose_other" | "exit" => {
  if (canGoToList) return "back";
  return canChooseOther ? "choose_other" : "exit";
};
