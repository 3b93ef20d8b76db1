import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { BankLine } from "../../parts/bank-line.tsx";
import { Button } from "../../parts/button.tsx";
import { ErrorSummary, type Problem } from "../../parts/error-summary.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Screen } from "../../parts/screen.tsx";
import { CredentialInput } from "../../privacy/credential-input.tsx";
import type { PlainField } from "@drawbridge/seal";
import { failureText } from "../../text/failure-text.ts";
import { useSpeech } from "../../text/texts.ts";
import { ConsentSection } from "../consent/consent-facts.tsx";
import type { ScreenProps } from "../screen-props.ts";

/** The bank's own sign-in form; the values leave the screen sealed. */
export function SignIn({ view, step, busy, actions }: ScreenProps<"sign_in">): JSX.Element {
  const { text } = useSpeech();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const bank = view.institution?.name ?? text.error.bank;
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    if (busy) return;
    const values = readFields(event.currentTarget, step.fields);
    const missing = step.fields.filter((_, index) => values[index]?.value === "");
    setProblems(missing.map(({ name, label }) => ({ id: inputId(name), text: text.signIn.required(label) })));
    if (missing.length === 0) actions.sealAndSend("credentials_submitted", values);
  };
  const errorOf = (name: string): string | null => problems.find(({ id }) => id === inputId(name))?.text ?? null;
  return (
    <Screen title={text.signIn.title(bank)}>
      {view.institution && <BankLine bank={view.institution} note={text.signIn.site} />}
      {view.institution?.health === "degraded" && <Notice tone="warn">{text.signIn.degraded(bank)}</Notice>}
      {problems.length === 0 && step.failure && <Failed step={step} bank={bank} />}
      {problems.length > 0 && <ErrorSummary title={text.signIn.summary(problems.length)} problems={problems} />}
      <form noValidate onSubmit={submit}>
        {step.fields.map((field) => (
          <CredentialInput key={field.name} id={inputId(field.name)} field={field} error={errorOf(field.name)} onTouch={actions.touch} />
        ))}
        <Notice tone="info">{text.signIn.sealed}</Notice>
        <ConsentSection view={view} send={actions.send} />
        <div class="actions">
          <Button type="submit" busy={busy}>
            {text.signIn.submit}
          </Button>
        </div>
      </form>
      {view.institution && (
        <p class="aside">
          <a href={view.institution.url} target="_blank" rel="noopener noreferrer">
            {text.signIn.forgot(bank)}
            <span class="visually-hidden"> {text.page.opensNew}</span>
          </a>
        </p>
      )}
    </Screen>
  );
}

function Failed({ step, bank }: { readonly step: ScreenProps<"sign_in">["step"]; readonly bank: string }): JSX.Element | null {
  const { text } = useSpeech();
  if (!step.failure) return null;
  const { title, sentence } = failureText(text, step.failure, bank);
  const left = step.attemptsLeft === null ? "" : ` ${text.mfa.attempts(step.attemptsLeft)}`;
  return <ErrorSummary title={title} text={sentence + left} />;
}

const inputId = (name: string): string => `field-${name}`;

const readFields = (form: HTMLFormElement, fields: readonly { readonly name: string }[]): readonly PlainField[] => {
  const data = new FormData(form);
  return fields.map(({ name }) => {
    const value = data.get(name);
    return { name, value: typeof value === "string" ? value : "" };
  });
};
