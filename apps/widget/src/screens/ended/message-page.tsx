import type { ComponentChildren, JSX } from "preact";
import { type IconName, Mark } from "../../parts/icon.tsx";
import { Screen } from "../../parts/screen.tsx";

/** A quiet last page: title, sentence, at most one button. */
export function MessagePage(props: {
  readonly words: readonly [string, string];
  readonly icon: IconName;
  readonly tone?: "brand" | "ok" | "warn" | "danger";
  readonly children?: ComponentChildren;
}): JSX.Element {
  const [title, sentence] = props.words;
  return <Screen mark={<Mark name={props.icon} tone={props.tone ?? "brand"} />} title={title} lead={sentence} actions={props.children} />;
}
