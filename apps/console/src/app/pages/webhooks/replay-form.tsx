/** @jsxImportSource react */
import type { FormEvent, JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { Replayed } from "../../api/settings-shapes.ts";
import { Field } from "../../parts/field.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { count } from "../../view/format.ts";
import { textOf } from "../../view/form-text.ts";

interface ReplayFormProps {
  /** Id and address of every endpoint. */
  readonly endpoints: readonly (readonly [string, string])[];
  readonly onDone: () => void;
}

/** Sends a range of an endpoint's deliveries again. */
export const ReplayForm = ({ endpoints, onDone }: ReplayFormProps): JSX.Element => {
  const doing = useDeed();
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [id, status] = [textOf(form, "endpoint"), textOf(form, "status")];
    const moments = { since: `${textOf(form, "since")}:00Z`, until: `${textOf(form, "until")}:00Z` };
    const url = endpoints.find(([key]) => key === id)?.[1] ?? "";
    const what = status === "dead" ? "everything given up" : status === "delivered" ? "everything delivered" : "everything";
    if (!window.confirm(`Send ${what} between these times to ${url} again?`)) return;
    doing.start(async () => {
      const body = { ...moments, ...(status && { status }) };
      const { queued } = await changeApi(Replayed, `/v1/webhook-endpoints/${id}/replays`, { method: "POST", body });
      onDone();
      return queued === 0 ? "Nothing was made between these times" : `${count(queued)} on their way again to ${url}`;
    });
  };
  return (
    <form className="bar form-below" onSubmit={send}>
      <label className="choice">
        <span>Send again to</span>
        <select name="endpoint">
          {endpoints.map(([id, url]) => (
            <option key={id} value={id}>
              {url}
            </option>
          ))}
        </select>
      </label>
      <Field label="Made from (UTC)" name="since" type="datetime-local" required />
      <Field label="Before (UTC)" name="until" type="datetime-local" required />
      <label className="choice">
        <span>Only</span>
        <select name="status" defaultValue="dead">
          <option value="dead">Given up</option>
          <option value="delivered">Delivered</option>
          <option value="">Both</option>
        </select>
      </label>
      <button type="submit" className="button button-secondary" aria-disabled={doing.busy}>
        Replay the range
      </button>
      <Outcome doing={doing} />
    </form>
  );
};
