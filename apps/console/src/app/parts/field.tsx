/** @jsxImportSource react */
import { useId, type InputHTMLAttributes, type JSX, type TextareaHTMLAttributes } from "react";

/** An input with its label, and what to know or mend about it. */
export const Field = ({
  label,
  hint,
  error,
  ...input
}: { readonly label: string; readonly hint?: string; readonly error?: string | null } & InputHTMLAttributes<HTMLInputElement>): JSX.Element => {
  const id = useId();
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} aria-describedby={notes || undefined} aria-invalid={error ? true : undefined} {...input} />
      {hint && (
        <p id={`${id}-hint`} className="muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
    </div>
  );
};

/** Several lines with their label. */
export const LinesField = ({
  label,
  hint,
  ...area
}: { readonly label: string; readonly hint: string } & TextareaHTMLAttributes<HTMLTextAreaElement>): JSX.Element => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} rows={3} aria-describedby={`${id}-hint`} spellCheck={false} {...area} />
      <p id={`${id}-hint`} className="muted">
        {hint}
      </p>
    </div>
  );
};

/** The six digits of an authenticator app. */
export const CodeField = ({ hint }: { readonly hint: string }): JSX.Element => (
  <Field label="Code" hint={hint} name="code" inputMode="numeric" autoComplete="one-time-code" pattern="[0-9 ]{6,7}" required />
);
