import { describe, expect, it } from "vitest";
import { findExisting, type KnownConnection } from "./duplicate.ts";

const known = (no: number, ...stableIds: readonly string[]): KnownConnection => ({
  existing: { repair: { connection: { id: `con_${no}`, no }, accounts: [], journey: "refresh", jobTypes: [], origin: "duplicate" } },
  accounts: stableIds.map((stableId, index) => ({ stableId, id: `acc_${no}${index}`, no: no * 10 + index })),
});
const found = ["a", "b", "c"].map((stableId) => ({ id: `new_${stableId}`, stableId }));

describe("accounts that were found again", () => {
  it.each([
    ["nothing is connected", [], null],
    ["other accounts are connected", [known(1, "x", "y")], null],
    ["one of them is connected", [known(1, "b", "x")], ["con_1", 1]],
    ["two connections have some, and one has more", [known(1, "a"), known(2, "a", "b")], ["con_2", 2]],
    ["two connections have as many: the older one", [known(1, "a", "b"), known(2, "b", "c")], ["con_1", 2]],
  ] as const)("%s", (_what, connections, expected) => {
    const existing = findExisting(found, connections);
    expect(existing && [existing.repair.connection.id, existing.matches.length]).toEqual(expected);
  });

  it("are named by the ids they have", () => {
    expect(findExisting(found, [known(7, "c", "a")])?.matches).toEqual([
      { foundId: "new_a", account: { id: "acc_71", no: 71 } },
      { foundId: "new_c", account: { id: "acc_70", no: 70 } },
    ]);
  });
});
