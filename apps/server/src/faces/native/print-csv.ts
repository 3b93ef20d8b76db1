import { stringify } from "csv-stringify/sync";

type Cells = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Cells => typeof value === "object" && value !== null && !Array.isArray(value);

/** Nested names are joined by dots: `figures.opened`. */
const flat = (record: Cells, before = ""): Cells =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      isRecord(value) ? Object.entries(flat(value, `${before}${name}.`)) : [[before + name, Array.isArray(value) ? JSON.stringify(value) : value]],
    ),
  );

/** A page that is no table is one of names and values; its lists follow as rows of their own. */
const rowsOf = (page: object): readonly Cells[] => {
  const lists = Object.entries(page).filter((entry): entry is [string, readonly unknown[]] => Array.isArray(entry[1]));
  const [only] = lists;
  if (only && lists.length === Object.keys(page).length && lists.length === 1) return only[1].filter(isRecord).map((row) => flat(row));
  const plain = Object.fromEntries(Object.entries(page).filter(([, value]) => !Array.isArray(value)));
  return [
    ...Object.entries(flat(plain)).map(([name, value]) => ({ list: "", name, value })),
    ...lists.flatMap(([list, rows]) =>
      rows
        .filter(isRecord)
        .flatMap((row, index) => Object.entries(flat(row)).map(([name, value]) => ({ list: `${list} ${index + 1}`, name, value }))),
    ),
  ];
};

/** Prints rows as CSV. A cell that a spreadsheet would take for a formula is defused. */
export const printRows = (rows: readonly Cells[], columns: readonly string[], header: boolean): string =>
  stringify([...rows], { header, columns: [...columns], escape_formulas: true, record_delimiter: "windows", cast: { boolean: String } });

/** Prints a page of numbers as CSV. */
export const printCsv = (page: object): string => {
  const rows = rowsOf(page);
  return printRows(rows, [...new Set(rows.flatMap((row) => Object.keys(row)))], true);
};
