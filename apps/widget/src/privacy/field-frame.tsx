import type { ComponentChildren, JSX } from "preact";
import { BankText } from "../parts/bank-text.tsx";

/** Label (the bank's words), hints and error of one field, tied to its input by id. */
export function FieldFrame(props: {
  readonly id: string;
  readonly label: string;
  readonly error: string | null;
  readonly hint?: string | null;
  readonly warning?: string | null;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { id, error, hint, warning } = props;
  return (
    <div class="field">
      <label for={id}>
        <BankText>{props.label}</BankText>
      </label>
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      {props.children}
      <p id={`${id}-warning`} class="field-warning" aria-live="polite">
        {warning}
      </p>
      {error && (
        <p id={`${id}-error`} class="field-error">
          {error}
        </p>
      )}
    </div>
  );
}

/** The ids that describe a field, for `aria-describedby`. */
export const describedBy = (id: string): string => `${id}-hint ${id}-error ${id}-warning`;
