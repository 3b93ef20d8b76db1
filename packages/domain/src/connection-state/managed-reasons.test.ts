import { managedReasons } from "@drawbridge/contract";
import { expect, it } from "vitest";
import { decisionTables } from "./decision-table.ts";

it("every reason of the decision tables has words for the person", () => {
  const reasons = Object.values(decisionTables).flatMap((rows) => rows.map(({ reason }) => reason));
  expect(reasons.filter((reason) => !managedReasons.some((name) => name === reason))).toEqual([]);
});
