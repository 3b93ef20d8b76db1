import { describe, expect, it } from "vitest";
import { readEnrolLink, spellCode } from "./entry.ts";

describe("the fragment of a link", () => {
  it("names tenant, user and code, in any spelling a URL allows", () => {
    const fragment = new URLSearchParams({ tenant: "bank", user: "ada lovelace+1", code: "MMMMM-MMMMM-MMMMM-MUTOA" });
    expect(readEnrolLink(`#${fragment.toString()}`)).toEqual({ tenantId: "bank", userId: "ada lovelace+1", code: "MMMMM-MMMMM-MMMMM-MUTOA" });
  });

  it.each(["", "#", "#code=MMMMM", "#tenant=bank&user=&code=MMMMM", "#%E0%A4%A"])("is no link: %s", (hash) => {
    expect(readEnrolLink(hash)).toBeNull();
  });
});

describe("a code as it is typed", () => {
  it.each([
    ["mmmmm mmmmm mmmmm mutoa", "MMMMM-MMMMM-MMMMM-MUTOA"],
    ["MMMMM-MMMMM-", "MMMMM-MMMMM"],
    ["mmm mm-m", "MMMMM-M"],
    ["", ""],
  ])("%s is spelled %s", (typed, spelled) => {
    expect(spellCode(typed)).toBe(spelled);
  });
});
