/** @jsxImportSource react */
import type { FormEvent, JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { RoutingPreferences } from "../../api/settings-shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { Field } from "../../parts/field.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Shown } from "../../parts/states.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useWho } from "../../view/who.ts";
import { listOf, textOf } from "../../view/form-text.ts";

/** Which aggregator fetches, and which institutions are recommended or hidden; finer parts stay as the API set them. */
export const Routing = (): JSX.Element => {
  const read = useRead(RoutingPreferences, "/v1/routing", "once");
  return <Shown read={read}>{(preferences) => <RoutingForm preferences={preferences} />}</Shown>;
};

const RoutingForm = ({ preferences }: { readonly preferences: RoutingPreferences }): JSX.Element => {
  const doing = useDeed();
  const { may } = useWho();
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const { defaultAggregator: _before, ...kept } = preferences;
    const chosen = textOf(form, "defaultAggregator");
    const body = {
      ...kept,
      ...(chosen && { defaultAggregator: chosen }),
      supportedAggregators: listOf(form, "supportedAggregators"),
      recommendedInstitutions: listOf(form, "recommendedInstitutions"),
      hiddenInstitutions: listOf(form, "hiddenInstitutions"),
    };
    doing.start(async () => {
      await changeApi(RoutingPreferences, "/v1/routing", { method: "PUT", body });
      return "The preferences are saved; the next choice follows them";
    });
  };
  return (
    <form onSubmit={save}>
      <fieldset className="plain-fields field-grid field-grid-narrow" disabled={!may("admin")}>
        <legend className="visually-hidden">Preferences</legend>
        <Field label="Preferred aggregator" name="defaultAggregator" defaultValue={preferences.defaultAggregator ?? ""} hint="empty: none" />
        <Field
          label="Aggregators in use"
          name="supportedAggregators"
          defaultValue={preferences.supportedAggregators.join(", ")}
          hint="empty: every one that is set up"
        />
        <Field
          label="Recommended institutions"
          name="recommendedInstitutions"
          defaultValue={preferences.recommendedInstitutions.join(", ")}
          hint="short names, in the order shown"
        />
        <Field
          label="Hidden institutions"
          name="hiddenInstitutions"
          defaultValue={preferences.hiddenInstitutions.join(", ")}
          hint="short names; no search finds them"
        />
      </fieldset>
      {may("admin") && (
        <button type="submit" className="button button-secondary" aria-disabled={doing.busy}>
          Save the routing
        </button>
      )}
      <Outcome doing={doing} />
    </form>
  );
};
