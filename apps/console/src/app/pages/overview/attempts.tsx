/** @jsxImportSource react */
import type { AnalyticsAttempt, AnalyticsMfa } from "@drawbridge/contract";
import type { JSX } from "react";
import { pathWith } from "../../api/client.ts";
import { AttemptsPage, MfaPage } from "../../api/shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { Panel } from "../../parts/page.tsx";
import { Shown } from "../../parts/states.tsx";
import { useDrill, type Counted, type Moments } from "../../view/drill.ts";
import { share, words } from "../../view/format.ts";

/** What the analytics routes are asked. */
export type AnalyticsAsked = Readonly<Record<string, string | number | boolean | undefined>>;

type Outcome = "started" | "succeeded" | "challenged" | "failed";

/** The events of each kind of attempt by what became of it. */
const families: Readonly<Record<string, Readonly<Partial<Record<Outcome, string>>>>> = {
  sign_in: { started: "sign_in.started", succeeded: "sign_in.succeeded", challenged: "sign_in.challenged", failed: "sign_in.failed" },
  mfa: { started: "mfa.started", succeeded: "mfa.succeeded", challenged: "mfa.challenged", failed: "mfa.failed" },
  oauth: { started: "oauth.launched", succeeded: "oauth.returned", failed: "oauth.failed" },
  add: { started: "accounts.adding", succeeded: "accounts.added", failed: "accounts.add_failed" },
  remove: { started: "accounts.removing", succeeded: "accounts.removed", failed: "accounts.remove_failed" },
};

type Drill = (place: "/events" | "/sessions", counted?: Counted) => string;

const outcome = (drill: Drill, key: Outcome, title: string): Column<AnalyticsAttempt> => ({
  key,
  title,
  numeric: true,
  value: (row) => row[key],
  cell: (row) => <NumberLink value={row[key]} to={drill("/events", { type: families[row.kind]?.[key], counted: `attempt.${row.kind}.${key}` })} />,
});

const attemptColumns = (drill: Drill): readonly Column<AnalyticsAttempt>[] => [
  { key: "kind", title: "Kind", value: ({ kind }) => words(kind) },
  outcome(drill, "started", "Started"),
  outcome(drill, "succeeded", "Succeeded"),
  outcome(drill, "challenged", "Asked more"),
  outcome(drill, "failed", "Failed"),
  {
    key: "abandoned",
    title: "Abandoned",
    numeric: true,
    value: ({ abandoned }) => abandoned,
    cell: ({ kind, abandoned }) => (
      <NumberLink
        value={abandoned}
        to={drill("/events", { type: families[kind]?.started, counted: `attempt.${kind}.abandoned`, unanswered: "true" })}
      />
    ),
  },
  { key: "rate", title: "Passed", numeric: true, value: ({ passRate }) => passRate, cell: ({ passRate }) => share(passRate) },
];

const answered = (drill: Drill, key: "started" | "passed" | "failed" | "abandoned", title: string): Column<AnalyticsMfa> => ({
  key,
  title,
  numeric: true,
  value: (row) => row[key],
  cell: (row) => <NumberLink value={row[key]} to={drill("/events", { type: "mfa.*", counted: `mfa.${row.kind}.${key}` })} />,
});

const mfaColumns = (drill: Drill): readonly Column<AnalyticsMfa>[] => [
  { key: "kind", title: "Kind", value: ({ kind }) => words(kind) },
  answered(drill, "started", "Answered"),
  answered(drill, "passed", "Passed"),
  answered(drill, "failed", "Failed"),
  answered(drill, "abandoned", "Abandoned"),
  { key: "rate", title: "Pass rate", numeric: true, value: ({ passRate }) => passRate, cell: ({ passRate }) => share(passRate) },
];

/** Attempts by kind, and how people fare with each kind of question. */
export const Attempts = ({ query }: { readonly query: AnalyticsAsked }): JSX.Element => {
  const attempts = useRead(AttemptsPage, pathWith("/v1/analytics/attempts", query));
  const mfa = useRead(MfaPage, pathWith("/v1/analytics/mfa", query));
  return (
    <>
      <Panel title="Attempts">
        <Shown read={attempts}>{({ data, range }) => <AttemptTable rows={data.rows} moments={range} />}</Shown>
      </Panel>
      <Panel title="Questions of the bank">
        <Shown read={mfa}>{({ data, range }) => <MfaTable rows={data.rows} moments={range} />}</Shown>
      </Panel>
    </>
  );
};

const AttemptTable = ({ rows, moments }: { readonly rows: readonly AnalyticsAttempt[]; readonly moments: Moments }): JSX.Element => (
  <DataTable
    caption="Attempts"
    rows={rows.filter(({ started }) => started > 0)}
    rowKey={({ kind }) => kind}
    empty="No attempt in these days"
    columns={attemptColumns(useDrill(moments))}
  />
);

const MfaTable = ({ rows, moments }: { readonly rows: readonly AnalyticsMfa[]; readonly moments: Moments }): JSX.Element => (
  <DataTable
    caption="Questions of the bank"
    rows={rows}
    rowKey={({ kind }) => kind}
    empty="No bank asked a question in these days"
    columns={mfaColumns(useDrill(moments))}
  />
);
