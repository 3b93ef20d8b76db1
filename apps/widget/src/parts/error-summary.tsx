import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icon.tsx";

/** One problem of a form, and the field it is at. */
export interface Problem {
  readonly id: string;
  readonly text: string;
}

/** What is wrong with a form: takes the focus when it appears, and each line leads to its field. */
export function ErrorSummary(props: { readonly title: string; readonly text?: string; readonly problems?: readonly Problem[] }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [props.problems]);
  return (
    <div ref={box} tabIndex={-1} role="group" aria-label={props.title} class="notice notice-danger">
      <Icon name="alert" />
      <div>
        <strong>{props.title}</strong>
        {props.text && <p>{props.text}</p>}
        {props.problems && props.problems.length > 0 && (
          <ul>
            {props.problems.map(({ id, text }) => (
              <li key={id}>
                <button type="button" class="link-button" onClick={() => document.getElementById(id)?.focus()}>
                  {text}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
