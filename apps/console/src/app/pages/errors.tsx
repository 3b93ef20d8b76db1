/** @jsxImportSource react */
import type { AnalyticsError } from "@drawbridge/contract";
import type { JSX } from "react";
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { pathWith } from "../api/client.ts";
import * as shapes from "../api/shapes.ts";
import { useRead } from "../api/use-read.ts";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { NumberLink } from "../parts/number-link.tsx";
import { Page, Panel } from "../parts/page.tsx";
import { RangeBar } from "../parts/range-bar.tsx";
import { Shown } from "../parts/states.tsx";
import { useDrill, type Moments } from "../view/drill.ts";
import { share, words } from "../view/format.ts";
import { rangeQuery } from "../view/range.ts";
import { useFilters } from "../view/use-filters.ts";
import { useRange } from "../view/use-range.ts";

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
              <Panel title="Sessions with each error" aside={<span className="muted">The most costly first; the table below has every one</span>}>
                <div aria-hidden="true">
                  <ErrorChart rows={rows.slice(0, MOST_DRAWN)} />
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

const MOST_DRAWN = 10;

const ErrorChart = ({
  rows,
}: {
  readonly rows: readonly { readonly failure: string; readonly sessions: number; readonly lost: number }[];
}): JSX.Element => (
  <ResponsiveContainer width="100%" height={Math.max(120, rows.length * 34 + 70)}>
    <BarChart
      layout="vertical"
      data={rows.map(({ failure, sessions, lost }) => ({ name: words(failure), Sessions: sessions, "Ended without a connection": lost }))}
      margin={{ left: 0, right: 16 }}
    >
      <CartesianGrid stroke="var(--c-border)" horizontal={false} />
      <XAxis type="number" allowDecimals={false} stroke="var(--c-muted)" fontSize={12} tickLine={false} />
      <YAxis type="category" dataKey="name" width={150} stroke="var(--c-muted)" fontSize={12} tickLine={false} />
      <Tooltip
        contentStyle={{ background: "var(--c-raised)", border: "1px solid var(--c-border)", borderRadius: 8, color: "var(--c-text)" }}
        cursor={{ fill: "var(--c-border)", opacity: 0.4 }}
      />
      <Legend itemSorter={null} formatter={(name: string) => <span className="legend-name">{name}</span>} />
      <Bar dataKey="Sessions" fill="var(--c-series-1)" isAnimationActive={false} radius={[0, 3, 3, 0]} />
      <Bar dataKey="Ended without a connection" fill="var(--c-series-2)" isAnimationActive={false} radius={[0, 3, 3, 0]} />
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
  const drill = useDrill(moments);
  return (
    <DataTable
      caption="Errors"
      rows={rows}
      rowKey={({ failure }) => failure}
      empty="Nobody was shown an error in these days"
      emptyHint="Choose more days above, or take a filter off."
      columns={[
        { key: "failure", title: "Error", value: ({ failure }) => words(failure) },
        numbered("shown", "Shown", (row) => drill("/events", { type: "alert.shown", failure: row.failure, counted: `error.${row.failure}` })),
        ...(earlier ? [beforeColumn(earlier)] : []),
        numbered("sessions", "Sessions", ({ failure }) => drill("/sessions", { counted: `error_sessions.${failure}` })),
        {
          key: "share",
          title: "Of all",
          numeric: true,
          value: ({ shareOfSessions }) => shareOfSessions,
          cell: ({ shareOfSessions }) => share(shareOfSessions),
        },
        numbered("lost", "Lost", ({ failure }) => drill("/sessions", { counted: `error_lost.${failure}` })),
        { key: "remediation", title: "What helps", value: ({ remediation }) => words(remediation) },
        { key: "code", title: "Connect code", numeric: true, value: ({ connectCode }) => connectCode },
      ]}
    />
  );
};

const numbered = (key: "shown" | "sessions" | "lost", title: string, to: (row: AnalyticsError) => string): Column<AnalyticsError> => ({
  key,
  title,
  numeric: true,
  value: (row) => row[key],
  cell: (row) => <NumberLink value={row[key]} to={to(row)} />,
});

const beforeColumn = (earlier: ReadonlyMap<string, number>): Column<AnalyticsError> => ({
  key: "before",
  title: "Before",
  numeric: true,
  value: ({ failure }) => earlier.get(failure) ?? 0,
});
