import type { JSX } from "preact";
import { describedBy, FieldFrame } from "./field-frame.tsx";

/** The only input for a typed answer to a bank's question: text, or a one-time code. */
export function AnswerInput(props: {
  readonly id: string;
  readonly name: string;
  readonly kind: "text" | "otp";
  readonly label: string;
  readonly hint: string | null;
  readonly error: string | null;
  readonly onTouch: () => void;
}): JSX.Element {
  const { id, kind, error } = props;
  const code = kind === "otp";
  return (
    <FieldFrame id={id} label={props.label} hint={props.hint} error={error}>
      <input
        id={id}
        name={props.name}
        class={code ? "input input-code" : "input"}
        type="text"
        inputMode={code ? "numeric" : "text"}
        autocomplete={code ? "one-time-code" : "off"}
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={error ? "true" : undefined}
        aria-required="true"
        aria-describedby={describedBy(id)}
        onInput={props.onTouch}
      />
    </FieldFrame>
  );
}
