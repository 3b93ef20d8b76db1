/** @jsxImportSource react */
import type { Sink } from "@drawbridge/contract";
import type { FormEvent, JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { Nothing } from "../../api/shapes.ts";
import { Field } from "../../parts/field.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Panel } from "../../parts/page.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { listOf, textOf } from "../../view/form-text.ts";
import { sinkNames } from "./sink-kinds.ts";

/** Changes which events a sink gets from here on, and what it is called. */
export const ChangeSink = ({
  sink,
  onChanged,
  onClose,
}: {
  readonly sink: Sink;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const doing = useDeed();
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const types = listOf(form, "eventTypes");
    const body = { eventTypes: types.length > 0 ? types : ["*"], description: textOf(form, "description") };
    doing.start(async () => {
      await changeApi(Nothing, `/v1/sinks/${sink.id}`, { method: "PATCH", body });
      onChanged();
      return `${sinkNames[sink.kind]} is changed; the next events follow it`;
    });
  };
  const close = (
    <button type="button" className="button button-quiet" onClick={onClose}>
      Close
    </button>
  );
  return (
    <Panel title={`Change ${sinkNames[sink.kind]}`} aside={close}>
      <form className="bar" onSubmit={save}>
        <Field label="Events it gets" name="eventTypes" defaultValue={sink.eventTypes.join(" ")} autoFocus />
        <Field label="What it is for" name="description" defaultValue={sink.description} maxLength={200} />
        <button type="submit" className="button button-secondary" aria-disabled={doing.busy}>
          Save
        </button>
        <Outcome doing={doing} />
      </form>
    </Panel>
  );
};
