import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { BankText } from "../../parts/bank-text.tsx";
import { Button } from "../../parts/button.tsx";
import { Mark } from "../../parts/icon.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { ScreenProps } from "../screen-props.ts";

/** The accounts are connected already: the person decides whether to have them twice. */
export function Duplicate({ view, step, busy, actions }: ScreenProps<"duplicate">): JSX.Element {
  const { text } = useSpeech();
  const title = text.duplicate.title(view.institution?.name ?? text.error.bank);
  useEffect(() => actions.announce(title, "assertive"), [title]);
  const buttons = (
    <>
      <Button busy={busy} onClick={() => actions.send({ type: "existing_used" })}>
        {text.duplicate.use}
      </Button>
      <Button kind="secondary" disabled={busy} onClick={() => actions.send({ type: "added_anyway" })}>
        {text.duplicate.anyway}
      </Button>
    </>
  );
  return (
    <Screen mark={<Mark name="check" tone="warn" />} title={title} lead={text.duplicate.lead(view.tenant.name)} actions={buttons}>
      <h2 class="small-heading">{text.duplicate.accounts}</h2>
      <ul class="added">
        {step.accounts.map((account) => (
          <li key={account.id}>
            <strong>
              <BankText>{account.name}</BankText>
            </strong>
            <span class="muted">
              <BankText>{account.masked}</BankText>
            </span>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
