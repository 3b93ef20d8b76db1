import type { CredentialField } from "@drawbridge/contract";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useSpeech } from "../text/texts.ts";
import { describedBy, FieldFrame } from "./field-frame.tsx";

const autocomplete = { login: "username", password: "current-password", text: "off" } as const;

// Phones must not improve what a bank compares letter by letter.
const verbatim = { autocapitalize: "none", autocorrect: "off", spellcheck: false } as const;

/**
 * The only input for credentials. Paste and password managers work, nothing is trimmed, and the value is handed on by
 * the form's submit only: it is never in state that outlives the screen.
 */
export function CredentialInput(props: {
  readonly id: string;
  readonly field: CredentialField;
  readonly error: string | null;
  readonly onTouch: () => void;
}): JSX.Element {
  const { id, field, error } = props;
  const { text } = useSpeech();
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const [edge, setEdge] = useState(false);
  const warning = caps ? text.signIn.capsLock : edge ? text.signIn.edgeSpace : null;
  // Autofill sends key events that are plain events.
  const onKey = (event: Event): void => setCaps(field.secret && event instanceof KeyboardEvent && event.getModifierState("CapsLock"));
  return (
    <FieldFrame id={id} label={field.label} error={error} warning={warning}>
      <div class="input-row">
        <input
          {...verbatim}
          {...(field.secret && !shown ? { type: "password" as const } : { type: "text" as const })}
          id={id}
          name={field.name}
          class="input"
          autocomplete={autocomplete[field.kind]}
          dir="auto"
          aria-invalid={error ? "true" : undefined}
          aria-required="true"
          aria-describedby={describedBy(id)}
          onKeyDown={onKey}
          onKeyUp={onKey}
          onInput={(event) => {
            props.onTouch();
            setEdge(/^\s|\s$/.test(event.currentTarget.value));
          }}
        />
        {field.secret && (
          <button
            type="button"
            class="reveal"
            aria-label={shown ? text.signIn.hideField(field.label) : text.signIn.showField(field.label)}
            onClick={() => setShown(!shown)}
          >
            {shown ? text.signIn.hide : text.signIn.show}
          </button>
        )}
      </div>
    </FieldFrame>
  );
}
