import type { InstitutionCard, PersonInput } from "@drawbridge/contract";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button, LinkButton } from "../../parts/button.tsx";
import { Mark } from "../../parts/icon.tsx";
import { Screen } from "../../parts/screen.tsx";
import { failureText } from "../../text/failure-text.ts";
import { useSpeech } from "../../text/texts.ts";
import type { ScreenProps } from "../screen-props.ts";
import { type ErrorAction, errorActions } from "./error-actions.ts";

/** What went wrong in one line, one main way on, one other, and a code for support. */
export function ErrorScreen({ view, step, busy, actions }: ScreenProps<"error">): JSX.Element {
  const { text } = useSpeech();
  const { title, sentence } = failureText(text, step.failure, view.institution?.name ?? text.error.bank);
  useEffect(() => actions.announce(title, "assertive"), [title]);
  const buttons = errorActions(step).map((action, index) => (
    <ActionButton
      key={action.label}
      action={action}
      kind={index === 0 ? "primary" : "secondary"}
      bank={view.institution}
      busy={busy && index === 0}
      act={(input) => {
        if (index === 0) actions.send({ type: "alert_answered" });
        if (input) actions.send(input);
      }}
    />
  ));
  return (
    <Screen mark={<Mark name="alert" tone={mild.has(step.remediation) ? "warn" : "danger"} />} title={title} lead={sentence} actions={buttons}>
      <p class="support muted">
        {text.error.support} <code>{step.supportCode}</code>
      </p>
    </Screen>
  );
}

const mild: ReadonlySet<string> = new Set(["wait", "grant_consent", "reconsent", "retry", "use_existing", "act_at_bank"]);

function ActionButton(props: {
  readonly action: ErrorAction;
  readonly kind: "primary" | "secondary";
  readonly bank: InstitutionCard | null;
  readonly busy: boolean;
  /** Null: the button is a link. */
  readonly act: (input: PersonInput | null) => void;
}): JSX.Element | null {
  const { text } = useSpeech();
  const { action, kind, bank, act } = props;
  if (action.does === "open_bank") {
    if (!bank) return null;
    return (
      <LinkButton kind={kind} href={bank.url} note={text.page.opensNew} onClick={() => act(null)}>
        {text.error.openBank(bank.name)}
      </LinkButton>
    );
  }
  const type = action.does;
  const label = text.error[action.label];
  return (
    <Button kind={kind} busy={props.busy} onClick={() => act({ type })}>
      {typeof label === "string" ? label : label(bank?.name ?? text.error.bank)}
    </Button>
  );
}
