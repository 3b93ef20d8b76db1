import { cannotHappen, namedStatuses } from "./cannot-happen.ts";
import type { RowReport } from "./ledger.ts";

/** One status of one result: proved by what was seen outside the MC, or ruled out by a rule of the contract; else open. */
export interface StatusReport {
  readonly row: number;
  readonly result: string;
  readonly status: string;
  readonly proved: string | null;
  readonly ruledOut: string | null;
}

const successes: readonly string[] = ["kOk", "OK"];

const statusesOf = (row: RowReport): readonly StatusReport[] =>
  (row.listed ?? namedStatuses[row.name] ?? []).map((status) => ({
    row: row.row,
    result: row.key,
    status,
    proved: row.effects[status] ?? (successes.includes(status) && row.statuses.includes(status) ? (row.proof?.checked ?? null) : null),
    ruledOut: cannotHappen[row.name]?.[status] ?? null,
  }));

/** Every status of every result. */
export const reportStatuses = (report: readonly RowReport[]): readonly StatusReport[] => report.flatMap(statusesOf);

/** Statuses that are neither proved nor ruled out, or that were heard although they are ruled out. */
export const openStatuses = (report: readonly RowReport[]): readonly string[] =>
  report.flatMap((row) =>
    statusesOf(row)
      .filter(({ status, proved, ruledOut }) => (proved === null) === (ruledOut === null) || (ruledOut !== null && row.statuses.includes(status)))
      .map(({ result, status }) => `${result} ${status}`),
  );

/** The table of the run: row, result, status, and what was checked or why it cannot happen. */
export const printStatuses = (report: readonly RowReport[]): string => {
  const all = reportStatuses(report);
  const lines = all.map(({ row, result, status, proved, ruledOut }) => {
    const said = proved !== null ? `proved | ${proved}` : ruledOut !== null ? `cannot happen | ${ruledOut}` : "OPEN | -";
    return `| ${row} | ${result} | ${status} | ${said} |`;
  });
  const count = (is: (one: StatusReport) => boolean): number => all.filter(is).length;
  const sum = `${count(({ proved }) => proved !== null)} proved, ${count(({ ruledOut }) => ruledOut !== null)} ruled out, of ${all.length} statuses`;
  return ["| row | result | status | outcome | what was checked, or why not |", "| --- | --- | --- | --- | --- |", ...lines, sum].join("\n");
};
