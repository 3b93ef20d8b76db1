import type { RowReport } from "./ledger.ts";

const outcomeOf = ({ statuses, listed }: RowReport): string => {
  if (statuses.length === 0) return "success";
  return listed === null ? statuses.join(" ") : `${statuses.join(" ")} (${statuses.length} of ${listed.length})`;
};

/** The table of the run: row, exercised by, outcome, what was checked. */
export const printTable = (report: readonly RowReport[]): string => {
  const lines = report.map((row) => {
    const { proof } = row;
    const said = proof ? [proof.by, outcomeOf(row), proof.checked] : ["-", "-", "MISSING"];
    return `| ${[row.row, row.key, ...said].join(" | ")} |`;
  });
  const proved = report.filter(({ proof }) => proof !== null).length;
  const head = ["| row | event | exercised by | outcome | what was checked |", "| --- | --- | --- | --- | --- |"];
  return [...head, ...lines, `${proved} of ${report.length} rows`].join("\n");
};
