import { Icon, type IconName } from "@drawbridge/widget/parts/icon";
import type { ComponentChildren, JSX } from "preact";

/** A row that leads to another page. */
export function LinkRow(props: { readonly icon: IconName; readonly onClick: () => void; readonly children: ComponentChildren }): JSX.Element {
  return (
    <button type="button" class="link-row" onClick={props.onClick}>
      <Icon name={props.icon} />
      <span class="row-text">{props.children}</span>
      <Icon name="chevron" />
    </button>
  );
}
