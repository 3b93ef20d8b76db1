/** One cell of a file. */
export type CsvCell = string | number | null;

// A cell that a spreadsheet would run as a formula gets an apostrophe in front, as the server's exports do.
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const quoted = (cell: CsvCell): string => {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = harmless(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** A table as a CSV file (RFC 4180) that no spreadsheet runs. */
export const toCsv = (titles: readonly string[], rows: readonly (readonly CsvCell[])[]): string =>
  [titles, ...rows].map((row) => `${row.map(quoted).join(",")}\r\n`).join("");
