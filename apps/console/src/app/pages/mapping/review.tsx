/** @jsxImportSource react */
import { jobTypes } from "@drawbridge/contract";
import { useState, type FormEvent, type JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { MappingSaved, type MappingReview, type MappingRow } from "../../api/mapping-shapes.ts";
import { Choice } from "../../parts/choice.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Chip, Panel } from "../../parts/page.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { count, words } from "../../view/format.ts";

const verdicts = ["ambiguous", "duplicate", "unmatched", "matched", "mapped"] as const;

const names: Readonly<Record<MappingRow["verdict"], string>> = {
  mapped: "Mapped already",
  matched: "Found",
  ambiguous: "Several fit",
  duplicate: "Claimed twice",
  unmatched: "Not found",
};

const tones = { mapped: "ok", matched: "ok", ambiguous: "warn", duplicate: "warn", unmatched: "danger" } as const;

type Chosen = ReadonlyMap<string, string>;

/** What is sure is chosen; the rest waits for somebody. */
const sureOf = ({ reviewed }: MappingReview): Chosen =>
  new Map(
    reviewed.flatMap(({ verdict, providerInstitutionId, institutions: [one] }) =>
      verdict === "matched" && one ? [[providerInstitutionId, one.id]] : [],
    ),
  );

/** Rows to decide on, those in doubt first, and the way to save what was chosen. */
export const Review = ({ review }: { readonly review: MappingReview }): JSX.Element => {
  const [shown, setShown] = useState<string>("");
  const [chosen, setChosen] = useState<Chosen>(() => sureOf(review));
  const choose = (id: string, institution: string): void =>
    setChosen((before) => (institution === "" ? new Map([...before].filter(([key]) => key !== id)) : new Map([...before, [id, institution]])));
  const options = verdicts.map((name) => [name, `${names[name]}: ${count(review[name])}`] as const);
  const rows = verdicts.filter((name) => shown === "" || shown === name).flatMap((name) => review.reviewed.filter(({ verdict }) => verdict === name));
  return (
    <Panel title="What was found">
      <div className="bar">
        <Choice label="Show" options={[["", `All: ${count(review.rows)}`], ...options]} value={shown} onChange={setShown} />
      </div>
      <ReviewTable rows={rows.slice(0, MOST_SHOWN)} chosen={chosen} onChoose={choose} />
      {rows.length > MOST_SHOWN && <p className="muted">The first {count(MOST_SHOWN)} are shown; narrow it down above to see others.</p>}
      <SaveForm provider={review.provider} chosen={chosen} />
    </Panel>
  );
};

const MOST_SHOWN = 300;

interface ReviewTableProps {
  readonly rows: readonly MappingRow[];
  readonly chosen: Chosen;
  readonly onChoose: (id: string, institution: string) => void;
}

const ReviewTable = ({ rows, chosen, onChoose }: ReviewTableProps): JSX.Element => (
  <DataTable
    caption="Rows of the provider"
    rows={rows}
    rowKey={({ providerInstitutionId }) => providerInstitutionId}
    empty="No such row"
    columns={[
      { key: "name", title: "At the provider", value: ({ name }) => name },
      {
        key: "id",
        title: "Its id",
        value: ({ providerInstitutionId }) => providerInstitutionId,
        cell: ({ providerInstitutionId }) => <code>{providerInstitutionId}</code>,
      },
      { key: "verdict", title: "Found", value: ({ verdict }) => verdict, cell: ({ verdict }) => <Chip tone={tones[verdict]}>{names[verdict]}</Chip> },
      { key: "by", title: "By", value: ({ by }) => by && words(by) },
      {
        key: "to",
        title: "Is here",
        value: ({ providerInstitutionId }) => chosen.get(providerInstitutionId) ?? null,
        cell: (row) => <Target row={row} value={chosen.get(row.providerInstitutionId) ?? ""} onChoose={onChoose} />,
      },
    ]}
  />
);

interface TargetProps {
  readonly row: MappingRow;
  readonly value: string;
  readonly onChoose: ReviewTableProps["onChoose"];
}

const Target = ({ row: { providerInstitutionId, name, verdict, institutions }, value, onChoose }: TargetProps): JSX.Element => {
  if (verdict === "mapped") return <>{institutions[0]?.name}</>;
  if (institutions.length === 0)
    return (
      <input
        aria-label={`Id or short name of ${name}`}
        placeholder="id or short name"
        value={value}
        onChange={(event) => onChoose(providerInstitutionId, event.target.value.trim())}
      />
    );
  return (
    <select aria-label={`Institution of ${name}`} value={value} onChange={(event) => onChoose(providerInstitutionId, event.target.value)}>
      <option value="">leave out</option>
      {institutions.map((institution) => (
        <option key={institution.id} value={institution.id}>
          {institution.name}
        </option>
      ))}
    </select>
  );
};

const MOST_AT_ONCE = 5_000;

const SaveForm = ({ provider, chosen }: { readonly provider: string; readonly chosen: Chosen }): JSX.Element => {
  const doing = useDeed();
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const mappings = [...chosen].map(([providerInstitutionId, institutionId]) => ({ providerInstitutionId, institutionId }));
    if (mappings.length === 0 || !window.confirm(`Map ${count(mappings.length)} institutions to ${provider}?`)) return;
    const common = { provider, supportsOauth: form.has("supportsOauth"), jobTypes: form.getAll("jobTypes") };
    doing.start(async () => {
      let changed = 0;
      for (let at = 0; at < mappings.length; at += MOST_AT_ONCE) {
        const body = { ...common, mappings: mappings.slice(at, at + MOST_AT_ONCE) };
        changed += (await changeApi(MappingSaved, "/v1/institutions/mappings", { method: "PUT", body })).changed;
      }
      return `${count(changed)} mapped, ${count(mappings.length - changed)} as before`;
    });
  };
  return (
    <form className="stack form-below" onSubmit={save}>
      <fieldset className="bar plain-fields">
        <legend>What the provider gives there</legend>
        {jobTypes.map((name) => (
          <label key={name} className="check">
            <input type="checkbox" name="jobTypes" value={name} defaultChecked />
            <span>{words(name)}</span>
          </label>
        ))}
        <label className="check">
          <input type="checkbox" name="supportsOauth" />
          <span>People sign in on the bank's page</span>
        </label>
      </fieldset>
      <div className="bar">
        <button type="submit" className="button button-primary" aria-disabled={doing.busy || chosen.size === 0}>
          Map {count(chosen.size)} chosen
        </button>
      </div>
      <Outcome doing={doing} />
    </form>
  );
};
