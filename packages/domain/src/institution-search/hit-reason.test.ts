import { describe, expect, it } from "vitest";
import { hitReason } from "./hit-reason.ts";

const row = {
  name: "Bank of Köln",
  keywords: ["Dom Sparer"],
  domains: ["bkoeln.example"],
  routingNumbers: ["121000248"],
  popularity: 1,
};

describe("why a search found an institution", () => {
  it.each([
    ["", null],
    ["  ", null],
    ["koln bank", "name"],
    ["bankof", "name"],
    ["bok", "acronym"],
    ["bkoeln.ex", "domain"],
    ["dom sp", "keyword"],
    ["1210002", "routing_number"],
    ["bnak of koln", "similar"],
  ] as const)("%o → %s", (query, reason) => {
    expect(hitReason(query, row)).toBe(reason);
  });
});
