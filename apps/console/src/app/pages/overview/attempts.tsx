/** @jsxImportSource react */
import type { JSX } from "react";
import { Link } from "wouter";
import { pathWith } from "../../api/client.ts";
import { AttemptsPage, MfaPage } from "../../api/shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { Panel } from "../../parts/page.tsx";
import { Shown } from "../../parts/states.tsx";
import { share, words } from "../../view/format.ts";
import { useAddress } from "../../view/use-range.ts";

/** What the analytics routes are asked. */
export type AnalyticsAsked = Readonly<Record<string, string | number | boolean | undefined>>;

const families: Readonly<Record<string, string>> = {
  sign_in: "sign_in.started",
  mfa: "mfa.started",
  oauth: "oauth.launched",
  add: "accounts.adding",
  remove: "accounts.removing",
};

/** Attempts by kind, and how people fare with each kind of question. */
export const Attempts = ({ query }: { readonly query: AnalyticsAsked }): JSX.Element => {
  const attempts = useRead(AttemptsPage, pathWith("/v1/analytics/attempts", query));
  const mfa = useRead(MfaPage, pathWith("/v1/analytics/mfa", query));
  const address = useAddress();
  return (
    <div className="columns">
      <Panel title="Attempts">
        <Shown read={attempts}>
          {({ data, range }) => (
            <DataTable
              caption="Attempts"
              rows={data.rows.filter(({ started }) => started > 0)}
              rowKey={({ kind }) => kind}
              empty="No attempt in these days"
              columns={[
                { key: "kind", title: "Kind", value: ({ kind }) => words(kind) },
                {
                  key: "started",
                  title: "Started",
                  numeric: true,
                  value: ({ started }) => started,
                  cell: ({ kind, started }) => (
                    <Link href={address("/events", { type: families[kind] ?? null, since: range.from, until: range.to })}>{started}</Link>
                  ),
                },
                { key: "succeeded", title: "Succeeded", numeric: true, value: ({ succeeded }) => succeeded },
                { key: "challenged", title: "Asked more", numeric: true, value: ({ challenged }) => challenged },
                { key: "failed", title: "Failed", numeric: true, value: ({ failed }) => failed },
                { key: "abandoned", title: "Abandoned", numeric: true, value: ({ abandoned }) => abandoned },
                { key: "rate", title: "Passed", numeric: true, value: ({ passRate }) => passRate, cell: ({ passRate }) => share(passRate) },
              ]}
            />
          )}
        </Shown>
      </Panel>
      <Panel title="Questions of the bank">
        <Shown read={mfa}>
          {({ data }) => (
            <DataTable
              caption="Questions of the bank"
              rows={data.rows}
              rowKey={({ kind }) => kind}
              empty="No bank asked a question in these days"
              columns={[
                { key: "kind", title: "Kind", value: ({ kind }) => words(kind) },
                { key: "started", title: "Answered", numeric: true, value: ({ started }) => started },
                { key: "passed", title: "Passed", numeric: true, value: ({ passed }) => passed },
                { key: "failed", title: "Failed", numeric: true, value: ({ failed }) => failed },
                { key: "abandoned", title: "Abandoned", numeric: true, value: ({ abandoned }) => abandoned },
                { key: "rate", title: "Pass rate", numeric: true, value: ({ passRate }) => passRate, cell: ({ passRate }) => share(passRate) },
              ]}
            />
          )}
        </Shown>
      </Panel>
    </div>
  );
};
