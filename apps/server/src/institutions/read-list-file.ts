import { Readable } from "node:stream";
import { listColumns, type ListRow } from "@drawbridge/domain";
import { CsvError, parse } from "csv-parse";
import { AppError } from "../http/app-error.ts";

/** A list as it was uploaded. */
export interface ListFile {
  readonly bytes: Uint8Array;
  readonly format: "json" | "csv";
}

const MOST_ROWS = 100_000;
const PIECE = 65_536; // letters given to the CSV reader at once, so that others are served in between
const LONGEST_ROW = 262_144;

const unreadable = (detail: string): AppError => new AppError("LIST_UNREADABLE", { detail });

/** UTF-8 with or without its mark; anything else is said plainly instead of importing broken names. */
const decode = (bytes: Uint8Array): string => {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) throw unreadable("The file is UTF-16; save it as UTF-8.");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw unreadable("The file is not UTF-8; save it as UTF-8.");
  }
};

/** What the first line of a CSV file may and must name; of several names one is enough. */
export interface ListLayout {
  readonly known: readonly string[];
  readonly required: readonly (readonly string[])[];
}

const institutionLayout: ListLayout = { known: listColumns, required: [["slug", "id"], ["name"], ["country"]] };

/** The rows of a list file; refuses a file that cannot be read as a list at all. */
export async function* readListFile({ bytes, format }: ListFile, layout: ListLayout = institutionLayout): AsyncGenerator<ListRow> {
  const text = decode(bytes);
  let count = 0;
  for await (const row of format === "json" ? jsonRows(text) : csvRows(text, layout)) {
    count += 1;
    if (count > MOST_ROWS) throw unreadable("The list has more than 100,000 rows; cut it into several lists.");
    yield row;
  }
  if (count === 0) throw unreadable("The list is empty.");
}

function* jsonRows(text: string): Generator<ListRow> {
  const list = institutionsOf(parseJson(text));
  if (!Array.isArray(list)) throw unreadable('The file must be a list, or an object with a list under "institutions".');
  for (const [at, raw] of list.entries()) yield { line: at + 1, raw };
}

const institutionsOf = (content: unknown): unknown =>
  typeof content === "object" && content !== null && "institutions" in content ? content.institutions : content;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(`The file is not JSON: ${error instanceof Error ? error.message : "unknown error"}`);
  }
};

async function* csvRows(text: string, layout: ListLayout): AsyncGenerator<ListRow> {
  let header: readonly string[] | null = null;
  try {
    for await (const { line, cells } of csvRecords(text)) {
      if (header) yield rowOf(header, cells, line);
      else header = readHeader(cells, layout);
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(`The file is not CSV: ${error.message}`) : error;
  }
}

/** A spreadsheet of a language with decimal commas separates by semicolons. */
const separatorOf = (text: string): string => {
  const [firstLine = ""] = text.slice(0, LONGEST_ROW).split("\n", 1);
  return firstLine.split(";").length > firstLine.split(",").length ? ";" : ",";
};

async function* csvRecords(text: string): AsyncGenerator<{ readonly line: number; readonly cells: readonly string[] }> {
  const options = { delimiter: separatorOf(text), info: true, relax_column_count: true, skip_empty_lines: true, max_record_size: LONGEST_ROW };
  const reader = Readable.from(piecesOf(text)).compose(parse(options));
  for await (const item of reader) {
    const row: unknown = item;
    if (!isRecord(row)) continue;
    yield { line: row.info.lines, cells: row.record };
  }
}

function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += PIECE) yield text.slice(at, at + PIECE);
}

const isRecord = (row: unknown): row is { readonly record: readonly string[]; readonly info: { readonly lines: number } } =>
  typeof row === "object" && row !== null && "record" in row && Array.isArray(row.record) && "info" in row;

const readHeader = (cells: readonly string[], { known, required }: ListLayout): readonly string[] => {
  const header = cells.map((cell) => cell.trim());
  const unknown = header.filter((column) => !known.includes(column));
  if (unknown.length > 0)
    throw unreadable(`The first line must name the columns; unknown: ${unknown.slice(0, 5).join(", ").slice(0, 200)}. Known: ${known.join(", ")}.`);
  if (new Set(header).size < header.length) throw unreadable("The first line names a column twice.");
  const missing = required.filter((either) => !either.some((column) => header.includes(column))).map(([first]) => first);
  if (missing.length > 0) throw unreadable(`The first line lacks: ${missing.join(", ")}.`);
  return header;
};

/** A row with too many or too few cells is refused as a whole, as its cells may have shifted. */
const rowOf = (header: readonly string[], cells: readonly string[], line: number): ListRow =>
  cells.length === header.length
    ? { line, raw: Object.fromEntries(header.map((column, at) => [column, cells[at]])) }
    : { line, problem: `has ${cells.length} cells where the first line has ${header.length}` };
