/** @jsxImportSource react */
import type { AnalyticsRow } from "@drawbridge/contract";
import type { JSX } from "react";
import { Link } from "wouter";
import { duration, share, words } from "../view/format.ts";
import { useAddress } from "../view/use-range.ts";
import type { FilterName } from "../view/use-filters.ts";
import { DataTable, type Column } from "./data-table.tsx";

const rate = (key: string, title: string, of: (figures: NonNullable<AnalyticsRow["figures"]>) => number | null): Column<AnalyticsRow> => ({
  key,
  title,
  numeric: true,
  value: ({ figures }) => figures && of(figures),
  cell: ({ figures }) => (figures ? share(of(figures)) : "–"),
});

/** One row for each value of a dimension; of small groups only the name is told. */
export const BreakdownTable = ({ by, rows }: { readonly by: FilterName; readonly rows: readonly AnalyticsRow[] }): JSX.Element => {
  const address = useAddress();
  return (
    <DataTable
      caption={`By ${words(by).toLowerCase()}`}
      rows={rows}
      rowKey={({ value }) => value}
      empty="No session in these days"
      columns={[
        {
          key: "value",
          title: words(by),
          value: ({ name, value }) => name ?? value,
          cell: ({ name, value }) => <Link href={address("/", { [by]: value })}>{name ?? value}</Link>,
        },
        {
          key: "opened",
          title: "Sessions",
          numeric: true,
          value: ({ figures }) => figures?.opened ?? null,
          cell: ({ figures }) => figures?.opened ?? <abbr title="Groups of fewer than five are not told apart">fewer than 5</abbr>,
        },
        rate("conversion", "Conversion", ({ conversion }) => conversion),
        rate("success", "Success", ({ successRate }) => successRate),
        rate("errors", "Errors", ({ errorRate }) => errorRate),
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
