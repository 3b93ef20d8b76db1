import type { Challenge } from "@drawbridge/contract";
import type { JSX } from "preact";
import { AnswerInput } from "../../privacy/answer-input.tsx";
import { useSpeech } from "../../text/texts.ts";
import { challengeInputId } from "./answers.ts";
import { OptionGroup } from "./option-group.tsx";
import { PushWait } from "./push-wait.tsx";

/** One question of the bank, drawn by its kind. */
export function ChallengeField(props: { readonly challenge: Challenge; readonly error: string | null; readonly onTouch: () => void }): JSX.Element {
  const { challenge, error, onTouch } = props;
  const hint = useHint(challenge);
  switch (challenge.kind) {
    case "push":
      return <PushWait challenge={challenge} />;
    case "choice":
    case "multi":
    case "image":
      return <OptionGroup challenge={challenge} error={error} onTouch={onTouch} />;
    case "text":
    case "otp":
      return (
        <AnswerInput
          id={challengeInputId(challenge)}
          name={challenge.id}
          kind={challenge.kind}
          label={challenge.prompt}
          hint={hint}
          error={error}
          onTouch={onTouch}
        />
      );
  }
}

const useHint = ({ kind, sentTo, expiresAt }: Challenge): string => {
  const { text, format } = useSpeech();
  const where = sentTo === null ? [] : [text.mfa.sentTo(sentTo)];
  const until = expiresAt === null ? [] : [text.mfa.validUntil(format.time(expiresAt))];
  return [...(kind === "text" ? [text.mfa.text] : []), ...where, ...until].join(" · ");
};
