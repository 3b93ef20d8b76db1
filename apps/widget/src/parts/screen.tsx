import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A screen's body: its heading takes the focus when the screen appears, unless a problem inside took it already. */
export function Screen(props: {
  readonly title: string;
  readonly lead?: ComponentChildren;
  readonly mark?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const body = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (body.current?.contains(document.activeElement)) return;
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="body" ref={body}>
      {props.mark}
      <h1 tabIndex={-1} ref={heading}>
        {props.title}
      </h1>
      {props.lead !== undefined && <p class="lead">{props.lead}</p>}
      {props.children}
      {props.actions !== undefined && <div class="actions">{props.actions}</div>}
    </div>
  );
}
