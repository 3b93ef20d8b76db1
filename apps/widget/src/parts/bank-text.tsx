import type { JSX } from "preact";

/**
 * Words of a bank: in a language of their own that we do not know, so that a screen reader does not read them with
 * the page's pronunciation, and in the direction they are written in.
 */
export function BankText({ children }: { readonly children: string }): JSX.Element {
  return <bdi lang="">{children}</bdi>;
}
