import type { JSX } from "preact";
import { useId } from "preact/hooks";

/** One labelled line of text with its hint and its problem. */
export function TextField(props: {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: string;
  readonly problem?: string | null;
  readonly autocomplete?: string;
  readonly inputMode?: "text" | "numeric";
  readonly maxLength?: number;
  readonly code?: boolean;
}): JSX.Element {
  const id = useId();
  const { label, value, onValue, hint, problem = null, autocomplete = "off", inputMode = "text", maxLength = 200, code = false } = props;
  const described = [hint ? `${id}-hint` : null, problem ? `${id}-problem` : null].filter((part) => part !== null).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class={code ? "input input-spelled" : "input"}
        value={value}
        autocomplete={autocomplete}
        autocapitalize={code ? "characters" : "none"}
        spellcheck={false}
        inputMode={inputMode}
        maxLength={maxLength}
        aria-invalid={problem ? "true" : undefined}
        aria-describedby={described || undefined}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="field-error" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
