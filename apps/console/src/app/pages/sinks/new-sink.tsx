/** @jsxImportSource react */
import { sinkKinds, type Sink } from "@drawbridge/contract";
import { useState, type FormEvent, type JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { Nothing } from "../../api/shapes.ts";
import { Choice } from "../../parts/choice.tsx";
import { Field } from "../../parts/field.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { listOf, textOf } from "../../view/form-text.ts";
import { sinkFields, sinkNames } from "./sink-kinds.ts";

const wishIn = (kind: Sink["kind"], form: FormData): Readonly<Record<string, unknown>> => {
  const given = sinkFields[kind].flatMap(({ name }) => (textOf(form, name) === "" ? [] : [[name, textOf(form, name)] as const]));
  const { authorization, ...plain } = Object.fromEntries(given);
  const eventTypes = listOf(form, "eventTypes");
  return {
    kind,
    ...plain,
    ...(authorization !== undefined && { headers: { authorization } }),
    ...(eventTypes.length > 0 && { eventTypes }),
    description: textOf(form, "description"),
    from: textOf(form, "from"),
  };
};

/** Sets up a sink: where to, with which key, which events, and from where in the log. */
export const NewSinkForm = ({ onMade }: { readonly onMade: () => void }): JSX.Element => {
  const doing = useDeed();
  const [kind, setKind] = useState<Sink["kind"]>("segment");
  const choose = (name: string): void => setKind(sinkKinds.find((known) => known === name) ?? "segment");
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const element = event.currentTarget;
    const body = wishIn(kind, new FormData(element));
    doing.start(async () => {
      await changeApi(Nothing, "/v1/sinks", { method: "POST", body });
      element.reset();
      onMade();
      return `${sinkNames[kind]} is set up; the first events are on their way`;
    });
  };
  return (
    <form onSubmit={send}>
      <div className="field-grid">
        <Choice label="Kind" options={sinkKinds.map((name) => [name, sinkNames[name]] as const)} value={kind} onChange={choose} />
        {sinkFields[kind].map(({ name, label, hint, required, secret }) => (
          <Field
            key={`${kind}-${name}`}
            label={label}
            hint={hint}
            name={name}
            required={required}
            {...(secret && { type: "password" })}
            autoComplete="off"
          />
        ))}
        <Field label="Only these events" name="eventTypes" placeholder="session.* sign_in.*" hint="empty: every event" />
        <Field label="Description" name="description" maxLength={200} />
        <label className="choice">
          <span>Begins</span>
          <select name="from" defaultValue="now">
            <option value="now">with what happens from now on</option>
            <option value="beginning">at the beginning of the log</option>
          </select>
        </label>
      </div>
      <button type="submit" className="button button-primary" aria-disabled={doing.busy}>
        Set it up
      </button>
      <Outcome doing={doing} />
    </form>
  );
};
