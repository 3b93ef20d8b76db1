import type { RefusedRow } from "./check-list.ts";

// A spreadsheet runs a cell that begins so (OWASP, "CSV injection"); an apostrophe makes it text.
const FORMULA = /^[=+\-@\t\r]/;

const cell = (text: string): string => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** The refused rows as CSV that a spreadsheet shows and never runs. */
export const refusalsCsv = (rows: readonly RefusedRow[]): string =>
  ["line,slug,field,reason", ...rows.map(({ line, slug, field, reason }) => [String(line), cell(slug), cell(field), cell(reason)].join(","))].join(
    "\r\n",
  ) + "\r\n";
