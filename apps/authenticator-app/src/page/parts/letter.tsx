import type { JSX } from "preact";

const TINTS = 6;

/** The first letter of a bank where its logo would be: logos live on other servers, which this page never asks. */
export function Letter({ name }: { readonly name: string }): JSX.Element {
  const tint = Array.from(name).reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % TINTS;
  return (
    <span class={`logo logo-letter tint-${tint}`} aria-hidden="true">
      {Array.from(name)[0] ?? ""}
    </span>
  );
}
