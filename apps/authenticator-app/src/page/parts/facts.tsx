import type { ComponentChildren, JSX } from "preact";

/** A list of names with what they stand for. */
export function Facts(props: { readonly children: ComponentChildren }): JSX.Element {
  return <dl class="facts">{props.children}</dl>;
}

/** One of them; words of others keep their own direction. */
export function Fact(props: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd dir="auto">{props.children}</dd>
    </div>
  );
}
