import type { JSX } from "preact";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { Stopping } from "./manage.tsx";

/** Asks before the sharing ends, or before data is deleted; keeping it has the focus. */
export function StopConfirm(props: {
  readonly stopping: Stopping;
  readonly tenant: string;
  readonly onKeep: () => void;
  readonly onStop: () => void;
}): JSX.Element {
  const { manage } = useSpeech().text;
  const { name, input } = props.stopping;
  const deletes = input.type === "removal_requested";
  return (
    <Dialog title={deletes ? manage.confirmRemove(name) : manage.confirmRevoke(name)} onClose={props.onKeep}>
      <p>{deletes ? manage.confirmRemoveText(props.tenant) : manage.confirmRevokeText(props.tenant)}</p>
      <div class="actions">
        <Button autoFocus onClick={props.onKeep}>
          {manage.keep}
        </Button>
        <Button kind="secondary" onClick={props.onStop}>
          {deletes ? manage.delete : manage.stop}
        </Button>
      </div>
    </Dialog>
  );
}
