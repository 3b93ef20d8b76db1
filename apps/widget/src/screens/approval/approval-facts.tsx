import type { SessionView } from "@drawbridge/contract";
import type { JSX } from "preact";
import { BankText } from "../../parts/bank-text.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { StepAt } from "../screen-props.ts";

/** What is being approved, as the device says it: accounts, data and end. */
export function ApprovalFacts({ view, step }: { readonly view: SessionView; readonly step: StepAt<"approval"> }): JSX.Element | null {
  const { text, format } = useSpeech();
  if (step.state === "preparing") return null;
  const gives = step.question !== "revoke";
  return (
    <dl class="facts">
      <dt>{text.manage.accounts}</dt>
      <dd>
        {step.accounts.map(({ name, masked }, index) => (
          <div key={index}>
            <BankText>{`${name} ${masked}`.trim()}</BankText>
          </div>
        ))}
      </dd>
      {gives && (
        <>
          <dt>{text.consent.what}</dt>
          <dd>{view.jobTypes.map((job) => text.consent.data[job].name).join(", ")}</dd>
          <dt>{text.consent.why}</dt>
          <dd>{text.consent.whyText(view.tenant.name)}</dd>
        </>
      )}
      {step.until !== null && (
        <>
          <dt>{text.consent.howLong}</dt>
          <dd>{text.review.until(format.date(step.until))}</dd>
        </>
      )}
    </dl>
  );
}
