import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { BankLine } from "../../parts/bank-line.tsx";
import { ErrorSummary, type Problem } from "../../parts/error-summary.tsx";
import { Screen } from "../../parts/screen.tsx";
import { failureText } from "../../text/failure-text.ts";
import { useSpeech } from "../../text/texts.ts";
import type { ScreenProps } from "../screen-props.ts";
import { answerProblem, challengeInputId, readAnswers } from "./answers.ts";
import { ChallengeField } from "./challenge-field.tsx";

/** The bank's questions, one or several at once. Nothing is sent before the button. */
export function Mfa({ view, step, busy, actions }: ScreenProps<"mfa">): JSX.Element {
  const { text } = useSpeech();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const bank = view.institution?.name ?? text.error.bank;
  const typed = step.challenges.some(({ kind }) => kind !== "push");
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    if (busy) return;
    const answers = readAnswers(new FormData(event.currentTarget), step.challenges);
    const found = step.challenges.flatMap((challenge) => {
      const answer = answers.find(({ name }) => name === challenge.id);
      const problem = answer ? answerProblem(text, challenge, answer.value) : null;
      return problem ? [{ id: challengeInputId(challenge), text: problem }] : [];
    });
    setProblems(found);
    if (found.length === 0) actions.sealAndSend("answers_submitted", answers);
  };
  return (
    <Screen title={text.mfa.title(bank)}>
      {view.institution && <BankLine bank={view.institution} note={text.signIn.site} />}
      <MfaFailure step={step} bank={bank} problems={problems} />
      <form noValidate onSubmit={submit}>
        {step.challenges.map((challenge) => (
          <ChallengeField
            key={challenge.id}
            challenge={challenge}
            error={problems.find(({ id }) => id === challengeInputId(challenge))?.text ?? null}
            onTouch={actions.touch}
          />
        ))}
        {step.challenges.some(({ kind }) => kind === "image") && <NoImages bank={bank} />}
        <div class="actions">
          {typed && (
            <Button type="submit" busy={busy}>
              {text.mfa.submit}
            </Button>
          )}
          {step.canGoBack && (
            <Button kind="quiet" onClick={() => actions.send({ type: "back" })}>
              {step.challenges.some(({ kind }) => kind === "otp") ? text.mfa.newCode : text.mfa.another}
            </Button>
          )}
        </div>
      </form>
    </Screen>
  );
}

function MfaFailure(props: {
  readonly step: ScreenProps<"mfa">["step"];
  readonly bank: string;
  readonly problems: readonly Problem[];
}): JSX.Element | null {
  const { text } = useSpeech();
  const { step, problems } = props;
  if (problems.length > 0) return <ErrorSummary title={text.signIn.summary(problems.length)} problems={problems} />;
  const left = step.challenges.find(({ attemptsLeft }) => attemptsLeft !== null)?.attemptsLeft ?? null;
  const tries = left === null ? "" : text.mfa.attempts(left);
  if (!step.failure) return tries === "" ? null : <p class="hint">{tries}</p>;
  const { title, sentence } = failureText(text, step.failure, props.bank);
  return <ErrorSummary title={title} text={`${sentence} ${tries}`.trim()} />;
}

function NoImages({ bank }: { readonly bank: string }): JSX.Element {
  const { text } = useSpeech();
  return (
    <details>
      <summary>{text.mfa.noImages}</summary>
      <p>{text.mfa.noImagesHelp(bank)}</p>
    </details>
  );
}
