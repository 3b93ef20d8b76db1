import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon.tsx";

const icons = {
  info: "lock",
  warn: "alert",
  danger: "alert",
  ok: "check",
} as const satisfies Record<string, IconName>;

/** A framed note inside a screen. */
export function Notice(props: { readonly tone: keyof typeof icons; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div class={`notice notice-${props.tone}`}>
      <Icon name={icons[props.tone]} />
      <div>{props.children}</div>
    </div>
  );
}
