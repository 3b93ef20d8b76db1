import type { ComponentChildren, JSX } from "preact";

/** A button: one primary on each screen. While busy it stays focusable and does nothing. */
export function Button(props: {
  readonly kind?: "primary" | "secondary" | "quiet";
  readonly type?: "button" | "submit";
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly autoFocus?: boolean;
  readonly onClick?: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { kind = "primary", type = "button", busy = false, disabled = false } = props;
  const click = (event: Event): void => {
    if (busy || disabled) return event.preventDefault();
    props.onClick?.();
  };
  return (
    <button
      type={type}
      class={`button button-${kind}`}
      aria-disabled={busy || disabled ? "true" : undefined}
      aria-busy={busy ? "true" : undefined}
      autofocus={props.autoFocus ?? false}
      onClick={click}
    >
      {busy && <span class="spinner" aria-hidden="true" />}
      <span>{props.children}</span>
    </button>
  );
}

/** A link that looks like a button and opens a new window. */
export function LinkButton(props: {
  readonly href: string;
  readonly kind?: "primary" | "secondary" | "quiet";
  readonly note: string;
  readonly onClick?: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <a onClick={props.onClick} class={`button button-${props.kind ?? "primary"}`} href={props.href} target="_blank" rel="noopener noreferrer">
      <span>{props.children}</span>
      <span class="visually-hidden"> {props.note}</span>
      <span aria-hidden="true" class="away">
        ↗
      </span>
    </a>
  );
}
