import { decisionTables } from "@drawbridge/domain";
import { describe, expect, it } from "vitest";
import { decisionsPage } from "./decisions-page.ts";

describe("the page of the decision tables", () => {
  const page = decisionsPage();

  it("has one line for each row, in the order in which they are tried", () => {
    const printed = [...page.matchAll(/^\| ([PAL]\d+) \|/gm)].map(([, row]) => row);
    expect(printed).toEqual([...decisionTables.first, ...decisionTables.api, ...decisionTables.legacy].map(({ row }) => row));
  });

  it.each(["api", "legacy"] as const)("draws every question of the %s table, from the first to the last", (kind) => {
    const drawing = page.match(/```mermaid[^`]*```/g)?.[kind === "api" ? 0 : 1] ?? "";
    const rows = [...decisionTables.first, ...decisionTables[kind]].map(({ row }) => row);
    expect([...drawing.matchAll(/^ {2}(\w+)\{/gm)].map(([, row]) => row)).toEqual(rows);
    expect([...drawing.matchAll(/^ {2}(\w+) -->\|no\| (\w+)$/gm)].map(([, from, to]) => [from, to])).toEqual(
      rows.slice(1).map((row, index) => [rows[index], row]),
    );
  });
});
