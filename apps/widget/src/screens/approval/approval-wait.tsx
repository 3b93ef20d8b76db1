import type { JSX } from "preact";
import { useSecondsLeft } from "../../idle/use-seconds-left.ts";
import { useSpeech } from "../../text/texts.ts";
import type { StepAt } from "../screen-props.ts";

/** The number to compare, and how long there is to answer. */
export function ApprovalWait({ step }: { readonly step: StepAt<"approval"> }): JSX.Element {
  const { text, format } = useSpeech();
  const left = useSecondsLeft(step.deadline);
  return (
    <div class="push">
      {step.number !== null && (
        <p class="match">
          <span class="muted">{text.approval.number}</span>
          <strong class="match-number" dir="ltr">
            {step.number}
          </strong>
        </p>
      )}
      {left === 0 ? (
        <p role="status">{text.approval.over}</p>
      ) : (
        <p class="waiting">
          <span class="spinner" aria-hidden="true" />
          {step.number === null ? text.approval.preparing : text.approval.waiting}
          {left !== null && <span class="timer">{text.mfa.pushLeft(format.countdown(left))}</span>}
        </p>
      )}
    </div>
  );
}
