import type { Challenge } from "@drawbridge/contract";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { BankText } from "../../parts/bank-text.tsx";
import { useSpeech } from "../../text/texts.ts";
import { challengeInputId } from "./answers.ts";

/** One choice, several choices, or images: native radios and checkboxes; choosing alone does nothing. */
export function OptionGroup(props: { readonly challenge: Challenge; readonly error: string | null; readonly onTouch: () => void }): JSX.Element {
  const { challenge, error } = props;
  const { text } = useSpeech();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const multi = challenge.kind === "multi";
  const id = challengeInputId(challenge);
  const change = (optionId: string, checked: boolean): void => {
    props.onTouch();
    const others = multi ? chosen.filter((other) => other !== optionId) : [];
    setChosen(checked ? [...others, optionId] : others);
  };
  const count = challenge.choose === null ? text.mfa.chosen(chosen.length) : text.mfa.choose(challenge.choose, chosen.length);
  return (
    <fieldset class="options" aria-describedby={`${id}-note ${id}-error`} aria-invalid={error ? "true" : undefined}>
      <legend>
        <BankText>{challenge.prompt}</BankText>
      </legend>
      <p id={`${id}-note`} class="hint" role="status">
        {multi && count}
      </p>
      <div class={challenge.kind === "image" ? "image-grid" : "option-list"}>
        {challenge.options.map((option, index) => (
          <label key={option.id} class={option.image ? "option option-image" : "option"}>
            <input
              id={index === 0 ? id : undefined}
              type={multi ? "checkbox" : "radio"}
              name={challenge.id}
              value={option.id}
              checked={chosen.includes(option.id)}
              onChange={(event) => change(option.id, event.currentTarget.checked)}
            />
            {option.image?.startsWith("data:image/") && <img src={option.image} alt="" />}
            <span>
              {option.label && <BankText>{option.label}</BankText>}
              {!option.label && text.mfa.image(index + 1, challenge.options.length)}
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p id={`${id}-error`} class="field-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}
