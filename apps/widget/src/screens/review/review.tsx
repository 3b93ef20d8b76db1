import type { JSX } from "preact";
import { BankText } from "../../parts/bank-text.tsx";
import { Button } from "../../parts/button.tsx";
import { Mark } from "../../parts/icon.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { ScreenProps } from "../screen-props.ts";

/** What was connected, until when, and where to change it. It never closes by itself. */
export function Review({ view, step, busy, actions }: ScreenProps<"review">): JSX.Element {
  const { text, format } = useSpeech();
  const buttons = (
    <>
      <Button busy={busy} onClick={() => actions.send({ type: "submitted" })}>
        {text.review.done}
      </Button>
      {step.canAddAnother && (
        <Button kind="secondary" onClick={() => actions.send({ type: "another_requested" })}>
          {text.review.another}
        </Button>
      )}
      {step.canManage && (
        <Button kind="secondary" onClick={() => actions.send({ type: "manage_requested" })}>
          {text.review.manageAll}
        </Button>
      )}
    </>
  );
  return (
    <Screen mark={<Mark name="check" tone="ok" />} title={text.review.title} lead={text.review.manage(view.tenant.name)} actions={buttons}>
      <ul class="added">
        {step.added.map((added) => (
          <li key={added.connectionId}>
            <strong>
              <BankText>{added.institutionName}</BankText>
            </strong>
            <span>{text.review.accounts(added.accounts)}</span>
            <span class="muted">{text.review.until(format.date(added.consentExpiresAt))}</span>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
