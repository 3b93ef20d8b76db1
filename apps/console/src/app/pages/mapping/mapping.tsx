/** @jsxImportSource react */
import { useState, type FormEvent, type JSX } from "react";
import { changeApi, pathWith } from "../../api/client.ts";
import { MappingReview } from "../../api/mapping-shapes.ts";
import { Field } from "../../parts/field.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Page, Panel } from "../../parts/page.tsx";
import { Empty } from "../../parts/states.tsx";
import { useDeed, type Doing } from "../../parts/use-deed.ts";
import { count } from "../../view/format.ts";
import { textOf } from "../../view/form-text.ts";
import { useWho } from "../../view/who.ts";
import { Review } from "./review.tsx";

/** Finds a provider's institutions among ours, and maps what somebody looked at. */
export const MappingPage = (): JSX.Element => {
  const { may } = useWho();
  const [review, setReview] = useState<MappingReview | null>(null);
  const doing = useDeed();
  const look = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = form.get("file");
    if (!(file instanceof File)) return;
    const type = file.name.toLowerCase().endsWith(".csv") ? "text/csv" : "application/json";
    const path = pathWith("/v1/institutions/mappings/reviews", { provider: textOf(form, "provider") });
    setReview(null);
    doing.start(async () => {
      const found = await changeApi(MappingReview, path, { method: "POST", file: { content: file, type } });
      setReview(found);
      return `${count(found.rows)} rows were looked at; nothing is changed yet`;
    });
  };
  return (
    <Page title="Provider mapping" lead="Find a provider's institutions among yours. Look first; only what you choose is saved.">
      {may("admin") ? <LookForm doing={doing} onLook={look} /> : <Empty title="Administrators map institutions">Ask one of them.</Empty>}
      <Outcome doing={doing} />
      {review && <Review key={review.provider} review={review} />}
    </Page>
  );
};

const LookForm = ({ doing, onLook }: { readonly doing: Doing; readonly onLook: (event: FormEvent<HTMLFormElement>) => void }): JSX.Element => (
  <Panel title="The provider's list">
    <form className="stack narrow" onSubmit={onLook}>
      <Field
        label="Provider"
        hint="As its adapter names it, such as sandbox."
        name="provider"
        pattern="[a-z0-9][a-z0-9\-]{0,99}"
        autoCapitalize="none"
        required
      />
      <Field
        label="CSV or JSON"
        hint="Columns: providerInstitutionId and name; where known domains and routingNumbers."
        name="file"
        type="file"
        accept=".csv,.json"
        required
      />
      <div className="bar">
        <button type="submit" className="button button-primary" aria-disabled={doing.busy}>
          Look
        </button>
      </div>
    </form>
  </Panel>
);
