/** @jsxImportSource react */
import type { AnalyticsError } from "@drawbridge/contract";
import type { JSX } from "react";
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { Link } from "wouter";
import { pathWith } from "../api/client.ts";
import * as shapes from "../api/shapes.ts";
import { useRead } from "../api/use-read.ts";
import { DataTable } from "../parts/data-table.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { Page, Panel } from "../parts/page.tsx";
import { RangeBar } from "../parts/range-bar.tsx";
import { Shown } from "../parts/states.tsx";
import { share, words } from "../view/format.ts";
import { rangeQuery } from "../view/range.ts";
import { useFilters } from "../view/use-filters.ts";
import { useAddress, useRange } from "../view/use-range.ts";
import type { Moments } from "./overview/headline.tsx";

/** What people were refused, and what it cost. */
export const ErrorsPage = (): JSX.Element => {
  const range = useRange();
  const read = useRead(shapes.ErrorsPage, pathWith("/v1/analytics/errors", { ...rangeQuery(range), ...useFilters(), limit: 200 }));
  return (
    <Page title="Errors" lead="What people were shown, and how many sessions ended without a connection after it.">
      <RangeBar />
      <FilterBar />
      <Shown read={read}>
        {({ data: { rows }, before, range: moments }) => (
          <>
            {rows.length > 0 && (
              <Panel title="Sessions with each error">
                <div aria-hidden="true">
                  <ErrorChart rows={rows.slice(0, 10)} />
                </div>
              </Panel>
            )}
            <ErrorTable
              rows={rows}
              earlier={before ? new Map(before.data.rows.map(({ failure, shown }) => [failure, shown])) : null}
              moments={moments}
            />
          </>
        )}
      </Shown>
    </Page>
  );
};

const ErrorChart = ({
  rows,
}: {
  readonly rows: readonly { readonly failure: string; readonly sessions: number; readonly lost: number }[];
}): JSX.Element => (
  <ResponsiveContainer width="100%" height={Math.max(120, rows.length * 34 + 70)}>
    <BarChart
      layout="vertical"
      data={rows.map(({ failure, sessions, lost }) => ({ name: words(failure), Sessions: sessions, Lost: lost }))}
      margin={{ left: 0, right: 16 }}
    >
      <CartesianGrid stroke="var(--c-border)" horizontal={false} />
      <XAxis type="number" allowDecimals={false} stroke="var(--c-muted)" fontSize={12} tickLine={false} />
      <YAxis type="category" dataKey="name" width={130} stroke="var(--c-muted)" fontSize={12} tickLine={false} />
      <Tooltip
        contentStyle={{ background: "var(--c-raised)", border: "1px solid var(--c-border)", color: "var(--c-text)" }}
        cursor={{ fill: "var(--c-border)", opacity: 0.4 }}
      />
      <Legend />
      <Bar dataKey="Sessions" fill="var(--c-series-1)" isAnimationActive={false} radius={[0, 3, 3, 0]} />
      <Bar dataKey="Lost" fill="var(--c-series-2)" isAnimationActive={false} radius={[0, 3, 3, 0]} />
    </BarChart>
  </ResponsiveContainer>
);

interface ErrorTableProps {
  readonly rows: readonly AnalyticsError[];
  /** How often each was shown in the days before; null: not compared. */
  readonly earlier: ReadonlyMap<string, number> | null;
  readonly moments: Moments;
}

const ErrorTable = ({ rows, earlier, moments }: ErrorTableProps): JSX.Element => {
  const address = useAddress();
  return (
    <DataTable
      caption="Errors"
      rows={rows}
      rowKey={({ failure }) => failure}
      empty="Nobody was shown an error in these days"
      columns={[
        { key: "failure", title: "Error", value: ({ failure }) => words(failure) },
        {
          key: "shown",
          title: "Shown",
          numeric: true,
          value: ({ shown }) => shown,
          cell: ({ shown }) => <Link href={address("/events", { type: "alert.shown", since: moments.from, until: moments.to })}>{shown}</Link>,
        },
        ...(earlier
          ? [
              {
                key: "before",
                title: "Before",
                numeric: true,
                value: ({ failure }: { readonly failure: string }) => earlier.get(failure) ?? 0,
              },
            ]
          : []),
        { key: "sessions", title: "Sessions", numeric: true, value: ({ sessions }) => sessions },
        {
          key: "share",
          title: "Of all",
          numeric: true,
          value: ({ shareOfSessions }) => shareOfSessions,
          cell: ({ shareOfSessions }) => share(shareOfSessions),
        },
        { key: "lost", title: "Lost", numeric: true, value: ({ lost }) => lost },
        { key: "remediation", title: "What helps", value: ({ remediation }) => words(remediation) },
        { key: "code", title: "Connect code", numeric: true, value: ({ connectCode }) => connectCode },
      ]}
    />
  );
};
