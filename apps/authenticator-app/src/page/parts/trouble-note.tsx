import { Icon } from "@drawbridge/widget/parts/icon";
import { announce, takeBack } from "@drawbridge/widget/announce";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

/** What went wrong, said once and kept on the screen. */
export function TroubleNote(props: { readonly id: string; readonly children: string }): JSX.Element {
  const { id, children } = props;
  useEffect(() => {
    announce(children, "assertive");
    return () => takeBack(children);
  }, [children]);
  return (
    <div id={id} class="notice notice-danger">
      <Icon name="alert" />
      <div>{children}</div>
    </div>
  );
}
