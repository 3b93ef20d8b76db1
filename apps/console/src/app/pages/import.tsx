/** @jsxImportSource react */
import { useState, type FormEvent, type JSX } from "react";
import { changeApi, pathWith } from "../api/client.ts";
import { ImportReport } from "../api/more-shapes.ts";
import { toProblem, type ApiProblem } from "../api/problem.ts";
import { Field } from "../parts/field.tsx";
import { Page, Panel } from "../parts/page.tsx";
import { Empty, Failed } from "../parts/states.tsx";
import { count } from "../view/format.ts";
import { useWho } from "../view/who.ts";

const reads: readonly (readonly [keyof Omit<ImportReport, "dryRun">, string])[] = [
  ["rows", "Rows in the file"],
  ["added", "New"],
  ["changed", "Changed"],
  ["unchanged", "As before"],
  ["missing", "Known, but no longer in the file"],
  ["retired", "No longer offered"],
];

/** Brings a list of institutions in, after a look at what it would do. */
export const ImportPage = (): JSX.Element => {
  const { may } = useWho();
  const [report, setReport] = useState<ImportReport | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const { submitter } = event.nativeEvent instanceof SubmitEvent ? event.nativeEvent : { submitter: null };
    const form = new FormData(event.currentTarget);
    const file = form.get("file");
    if (busy || !(file instanceof File)) return;
    const dryRun = submitter?.getAttribute("name") !== "import";
    const list = form.get("list");
    const query = { list: typeof list === "string" ? list : "default", dryRun, removeMissing: form.has("removeMissing") };
    const type = file.name.toLowerCase().endsWith(".csv") ? "text/csv" : "application/json";
    setBusy(true);
    setReport(null);
    setProblem(null);
    changeApi(ImportReport, pathWith("/v1/institutions/imports", query), { method: "POST", file: { content: file, type } })
      .then(setReport, (error: unknown) => setProblem(toProblem(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Page title="Institution list" lead="Bring a list of institutions in as CSV or JSON. Look first: nothing is half imported.">
      {may("admin") ? <ImportForm busy={busy} onSend={send} /> : <Empty title="Administrators import lists">Ask one of them.</Empty>}
      {problem && <Failed problem={problem} />}
      {report && <Report report={report} />}
    </Page>
  );
};

const ImportForm = ({ busy, onSend }: { readonly busy: boolean; readonly onSend: (event: FormEvent<HTMLFormElement>) => void }): JSX.Element => (
  <Panel title="File">
    <form className="stack narrow" onSubmit={onSend}>
      <Field
        label="CSV or JSON"
        hint="Columns: slug, name and country; where known domains, routingNumbers, provider, providerInstitutionId and others."
        name="file"
        type="file"
        accept=".csv,.json"
        required
      />
      <Field
        label="Name of the list"
        hint="Rows belong to their list; another list leaves them alone."
        name="list"
        defaultValue="default"
        pattern="[a-z0-9][a-z0-9\-]{0,39}"
        required
      />
      <label className="check">
        <input type="checkbox" name="removeMissing" />
        <span>No longer offer what this list had before and does not have now</span>
      </label>
      <div className="bar">
        <button type="submit" name="look" className="button button-secondary" aria-disabled={busy}>
          Look what it would do
        </button>
        <button type="submit" name="import" className="button button-primary" aria-disabled={busy}>
          Import
        </button>
      </div>
    </form>
  </Panel>
);

const Report = ({ report }: { readonly report: ImportReport }): JSX.Element => (
  <Panel title={report.dryRun ? "What it would do" : "Imported"}>
    <dl className="facts" role="status">
      {reads.map(([key, name]) => (
        <div key={key}>
          <dt>{name}</dt>
          <dd>{count(report[key])}</dd>
        </div>
      ))}
    </dl>
  </Panel>
);
