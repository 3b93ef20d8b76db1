/** @jsxImportSource react */
import { useState, type JSX, type ReactNode } from "react";
import { DataTable, type DataTableProps } from "./data-table.tsx";

/** A chart with the table behind it. */
export const Figure = <Row,>({
  title,
  table,
  children,
}: {
  readonly title: string;
  readonly table: DataTableProps<Row>;
  readonly children: ReactNode;
}): JSX.Element => {
  const [as, setAs] = useState<"chart" | "table">("chart");
  return (
    <figure className="panel" aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
        <div className="segments" role="group" aria-label={`${title}: show as`}>
          <button type="button" aria-pressed={as === "chart"} onClick={() => setAs("chart")}>
            Chart
          </button>
          <button type="button" aria-pressed={as === "table"} onClick={() => setAs("table")}>
            Table
          </button>
        </div>
      </div>
      {as === "chart" && table.rows.length > 0 ? children : <DataTable {...table} />}
    </figure>
  );
};
