/** @jsxImportSource react */
import type { FormEvent, JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { LogPolicy } from "../../api/settings-shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { Field } from "../../parts/field.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Shown } from "../../parts/states.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useWho } from "../../view/who.ts";
import { textOf } from "../../view/form-text.ts";

const policyIn = (form: FormData): unknown => ({
  retentionDays: textOf(form, "retentionDays") === "" ? null : Number(textOf(form, "retentionDays")),
  redactAfterDays: Number(textOf(form, "redactAfterDays")),
  searchTerms: textOf(form, "searchTerms"),
  accountIds: textOf(form, "accountIds"),
});

/** How long events are kept, and what of them. */
export const LogPolicySettings = (): JSX.Element => {
  const read = useRead(LogPolicy, "/v1/event-policy", "once");
  return <Shown read={read}>{(policy) => <PolicyForm policy={policy} />}</Shown>;
};

const Treatment = ({ label, name, value }: { readonly label: string; readonly name: string; readonly value: string }): JSX.Element => (
  <label className="choice">
    <span>{label}</span>
    <select name={name} defaultValue={value}>
      <option value="keep">Keep</option>
      <option value="hash">Hash</option>
      <option value="drop">Drop</option>
    </select>
  </label>
);

const PolicyForm = ({ policy }: { readonly policy: LogPolicy }): JSX.Element => {
  const doing = useDeed();
  const { may } = useWho();
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const body = policyIn(new FormData(event.currentTarget));
    doing.start(async () => {
      await changeApi(LogPolicy, "/v1/event-policy", { method: "PUT", body });
      return "The policy is saved; events follow it within a day";
    });
  };
  return (
    <form onSubmit={save}>
      <fieldset className="field-grid field-grid-narrow plain-fields" disabled={!may("admin")}>
        <legend className="visually-hidden">Policy of the log</legend>
        <Field
          label="Days kept"
          hint="empty: for ever"
          name="retentionDays"
          type="number"
          min={1}
          max={3650}
          defaultValue={policy.retentionDays ?? ""}
        />
        <Field
          label="Redacted after days"
          hint="0: at once"
          name="redactAfterDays"
          type="number"
          min={0}
          max={3650}
          defaultValue={policy.redactAfterDays}
          required
        />
        <Treatment label="Search terms" name="searchTerms" value={policy.searchTerms} />
        <Treatment label="Account ids" name="accountIds" value={policy.accountIds} />
      </fieldset>
      {may("admin") && (
        <button type="submit" className="button button-secondary" aria-disabled={doing.busy}>
          Save the policy
        </button>
      )}
      <Outcome doing={doing} />
    </form>
  );
};
