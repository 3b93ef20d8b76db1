import { describe, expect, it } from "vitest";
import { createInstitutionIndex, type SearchRow } from "./index.ts";

const row = (name: string, over: Partial<SearchRow> = {}): SearchRow => ({ name, keywords: [], domain: "", routingNumbers: [], popularity: 1, ...over });

const rows = [
  row("Wells Fargo", { domain: "wellsfargo.example", routingNumbers: ["121000248"], popularity: 90 }),
  row("Bank of America", { popularity: 95 }),
  row("Sparkasse Köln", { keywords: ["COKSDE33"], routingNumbers: ["37050198"] }),
  row("Harbour Bank", { popularity: 50 }),
  row("Harbour Bank Trust", { popularity: 99 }),
  row("Lantern", { keywords: ["harbour"] }),
];
const { search } = createInstitutionIndex(rows);
const names = (query: string) => search(query, () => true).map(({ index }) => rows[index]?.name);

describe("institution search", () => {
  it.each([
    ["wells far", "Wells Fargo"],
    ["far", "Wells Fargo"],
    ["boa", "Bank of America"],
    ["bank of amer", "Bank of America"],
    ["koln", "Sparkasse Köln"],
    ["Köln", "Sparkasse Köln"],
    ["coksde33", "Sparkasse Köln"],
    ["37050198", "Sparkasse Köln"],
    ["121000248", "Wells Fargo"],
    ["wellsfargo.example", "Wells Fargo"],
    ["wellls", "Wells Fargo"],
    ["amrica", "Bank of America"],
    ["haubrour".replace("haubrour", "habrour"), "Harbour Bank Trust"],
  ])("%s finds %s first", (query, name) => {
    expect(names(query)[0]).toBe(name);
  });

  it("puts the exact name before a more popular one, and a name before a keyword", () => {
    expect(names("harbour bank")).toEqual(["Harbour Bank", "Harbour Bank Trust"]);
    expect(names("harbour").at(-1)).toBe("Lantern");
  });

  it("lists the popular ones for an empty box, and nothing for nonsense", () => {
    expect(names("")[0]).toBe("Harbour Bank Trust");
    expect(names("zzzzqqq")).toEqual([]);
  });

  it("leaves out what is not accepted", () => {
    expect(search("harbour", (index) => index !== 3).map(({ index }) => index)).not.toContain(3);
  });
});
