/** @jsxImportSource react */
import { useState, type JSX, type ReactNode } from "react";
import { keepFile } from "../api/client.ts";
import { toCsv, type CsvCell } from "../view/csv.ts";
import { Empty } from "./states.tsx";

/** One column: what a row shows in it, and its plain value for sorting and files. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly value: (row: Row) => CsvCell;
  readonly cell?: (row: Row) => ReactNode;
  readonly numeric?: boolean;
  /** True where the heading is only heard: what can be done with the row, which no file holds. */
  readonly deeds?: boolean;
}

/** A table. */
export interface DataTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** What is said when there is no row. */
  readonly empty: string;
  readonly emptyHint?: string;
  /** False where the rows have an order of their own. */
  readonly sortable?: boolean;
}

interface Sorting {
  readonly key: string;
  readonly direction: "ascending" | "descending";
}

const compare = (a: CsvCell, b: CsvCell): number => {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
};

const sortedBy = <Row,>(rows: readonly Row[], columns: readonly Column<Row>[], sorting: Sorting | null): readonly Row[] => {
  const column = columns.find(({ key }) => key === sorting?.key);
  if (!column || !sorting) return rows;
  const sign = sorting.direction === "ascending" ? 1 : -1;
  return rows.toSorted((a, b) => sign * compare(column.value(a), column.value(b)));
};

const slug = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** A table that can be sorted and kept as a file. */
export const DataTable = <Row,>(props: DataTableProps<Row>): JSX.Element => {
  const { caption, columns, rows, rowKey, empty, emptyHint, sortable = true } = props;
  const [sorting, setSorting] = useState<Sorting | null>(null);
  if (rows.length === 0) return <Empty title={empty}>{emptyHint}</Empty>;
  const shown = sortedBy(rows, columns, sorting);
  const keep = (): void => {
    const told = columns.filter(({ deeds }) => !deeds);
    const text = toCsv(
      told.map(({ title }) => title),
      shown.map((row) => told.map(({ value }) => value(row))),
    );
    keepFile(new Blob([text], { type: "text/csv" }), `${slug(caption)}.csv`);
  };
  return (
    <div className="table-box">
      <div className="table-scroll" role="region" aria-label={caption} tabIndex={0}>
        <table>
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <Heading key={column.key} column={column} sorting={sorting} onSort={sortable ? setSorting : null} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map(({ key, numeric, cell, value }) => (
                  <td key={key} className={numeric ? "numeric" : undefined}>
                    {cell ? cell(row) : value(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <button type="button" className="button button-quiet table-file" onClick={keep}>
        <span aria-hidden="true">↓</span>CSV<span className="visually-hidden"> of {caption}</span>
      </button>
    </div>
  );
};

interface HeadingProps<Row> {
  readonly column: Column<Row>;
  readonly sorting: Sorting | null;
  readonly onSort: ((sorting: Sorting) => void) | null;
}

const Heading = <Row,>({ column: { key, title, numeric, deeds }, sorting, onSort }: HeadingProps<Row>): JSX.Element => {
  const direction = sorting?.key === key ? sorting.direction : undefined;
  if (deeds)
    return (
      <th scope="col">
        <span className="visually-hidden">{title}</span>
      </th>
    );
  const next = direction === "descending" ? "ascending" : direction === "ascending" ? "descending" : numeric ? "descending" : "ascending";
  return (
    <th scope="col" className={numeric ? "numeric" : undefined} aria-sort={direction}>
      {onSort ? (
        <button type="button" className="sort" onClick={() => onSort({ key, direction: next })}>
          {title}
          {direction && <span aria-hidden="true">{direction === "ascending" ? " ↑" : " ↓"}</span>}
        </button>
      ) : (
        title
      )}
    </th>
  );
};
