/** @jsxImportSource react */
import type { AnalyticsRow } from "@drawbridge/contract";
import type { JSX } from "react";
import { Link } from "wouter";
import { useDrill, type Moments } from "../view/drill.ts";
import type { FilterName } from "../view/filter-names.ts";
import { duration, languageName, share, words } from "../view/format.ts";
import { useAddress } from "../view/use-range.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { NumberLink } from "./number-link.tsx";

type Figures = NonNullable<AnalyticsRow["figures"]>;

const rate = (key: string, title: string, of: (figures: Figures) => number | null): Column<AnalyticsRow> => ({
  key,
  title,
  numeric: true,
  value: ({ figures }) => figures && of(figures),
  cell: ({ figures }) => (figures ? share(of(figures)) : "–"),
});

const counted = (key: "opened" | "connected", title: string, to: (value: string) => string): Column<AnalyticsRow> => ({
  key,
  title,
  numeric: true,
  value: ({ figures }) => figures?.[key] ?? null,
  cell: ({ figures, value }) => (figures ? <NumberLink value={figures[key]} to={to(value)} /> : <Few first={key === "opened"} />),
});

interface BreakdownTableProps {
  readonly by: FilterName;
  readonly rows: readonly AnalyticsRow[];
  /** Those of the days before; null: not compared. */
  readonly before: readonly AnalyticsRow[] | null;
  readonly moments: Moments;
}

/** One row for each value of a dimension; of small groups only the name is told. */
export const BreakdownTable = ({ by, rows, before, moments }: BreakdownTableProps): JSX.Element => {
  const address = useAddress();
  const drill = useDrill(moments);
  const sessionsOf = (value: string): string => drill("/sessions", { [by]: value, counted: "session.opened" });
  const connectedOf = (value: string): string => drill("/events", { type: "accounts.added", [by]: value, counted: "session.connected" });
  return (
    <DataTable
      caption={`By ${words(by).toLowerCase()}`}
      rows={rows}
      rowKey={({ value }) => value}
      empty="No session in these days"
      emptyHint="Choose more days above, or take a filter off."
      columns={[
        {
          key: "value",
          title: words(by),
          value: ({ name, value }) => name ?? value,
          cell: ({ name, value }) => <Link href={address("/", { [by]: value })}>{nameOf(by, name ?? value)}</Link>,
        },
        counted("opened", "Sessions", sessionsOf),
        counted("connected", "Connected", connectedOf),
        rate("conversion", "Conversion", ({ conversion }) => conversion),
        ...(before ? [conversionBefore(before)] : []),
        rate("success", "Success", ({ successRate }) => successRate),
        rate("errors", "Errors", ({ errorRate }) => errorRate),
        {
          key: "perSuccess",
          title: "Attempts per success",
          numeric: true,
          value: ({ figures }) => figures?.attemptsPerSuccess ?? null,
          cell: ({ figures }) => figures?.attemptsPerSuccess?.toFixed(2) ?? "–",
        },
        {
          key: "median",
          title: "Median time",
          numeric: true,
          value: ({ medianConnectMs }) => medianConnectMs,
          cell: ({ medianConnectMs }) => duration(medianConnectMs),
        },
      ]}
    />
  );
};

const nameOf = (by: FilterName, value: string): string => {
  if (by === "locale") return languageName(value);
  return by === "device" || by === "mode" ? words(value) : value;
};

const Few = ({ first }: { readonly first: boolean }): JSX.Element =>
  first ? <abbr title="Groups of fewer than five are not told apart">fewer than 5</abbr> : <>–</>;

const conversionBefore = (before: readonly AnalyticsRow[]): Column<AnalyticsRow> => {
  const of = ({ value }: AnalyticsRow): number | null => before.find((row) => row.value === value)?.figures?.conversion ?? null;
  return { key: "before", title: "Before", numeric: true, value: of, cell: (row) => share(of(row)) };
};
