import { describe, expect, it } from "vitest";
import { createInstitutionIndex, type SearchRow } from "./index.ts";

const row = (name: string, over: Partial<SearchRow> = {}): SearchRow => ({
  name,
  keywords: [],
  domains: [],
  routingNumbers: [],
  popularity: 1,
  ...over,
});

const rows = [
  row("Wells Fargo", { domains: ["wellsfargo.example", "wf-online.example"], routingNumbers: ["121000248"], popularity: 90 }),
  row("Bank of America", { popularity: 95 }),
  row("Sparkasse Köln", { keywords: ["COKSDE33"], routingNumbers: ["37050198"] }),
  row("Harbour Bank", { popularity: 50 }),
  row("Harbour Bank Trust", { popularity: 99 }),
  row("Lantern", { keywords: ["harbour"], popularity: 1000 }),
  row("Commerzbank", { popularity: 60 }),
  row("Großfeld Kreditbank Süd"),
];
const index = createInstitutionIndex(rows);
const names = (query: string) => index.search(query, 20).hits.map((hit) => rows[hit.index]?.name);

describe("institution search", () => {
  it.each([
    ["start of the name", "wells far", "Wells Fargo"],
    ["start of a later word", "far", "Wells Fargo"],
    ["words in another order", "amer bank", "Bank of America"],
    ["acronym", "boa", "Bank of America"],
    ["acronym without small words", "ba", "Bank of America"],
    ["without the accent", "koln", "Sparkasse Köln"],
    ["with the accent", "KÖLN", "Sparkasse Köln"],
    ["decomposed accent", "Köln", "Sparkasse Köln"],
    ["umlaut as two letters", "koeln", "Sparkasse Köln"],
    ["sharp s", "grossfeld", "Großfeld Kreditbank Süd"],
    ["keyword", "coksde33", "Sparkasse Köln"],
    ["start of a routing number", "370501", "Sparkasse Köln"],
    ["routing number", "121000248", "Wells Fargo"],
    ["domain", "wellsfargo.example", "Wells Fargo"],
    ["second domain", "wf-online.example", "Wells Fargo"],
    ["half a domain", "wellsfargo.ex", "Wells Fargo"],
    ["address", "https://www.wellsfargo.example/login?next=1", "Wells Fargo"],
    ["letter too many", "wellls", "Wells Fargo"],
    ["letter missing", "amrica", "Bank of America"],
    ["swapped letters", "frago", "Wells Fargo"],
    ["wrong first letter", "kommerzbank", "Commerzbank"],
    ["two errors in a long word", "comerzbnak", "Commerzbank"],
    ["error in a word not finished", "comnerz", "Commerzbank"],
    ["errors in two words", "wlls fagro", "Wells Fargo"],
    ["an error that begins another word", "bank of amercia", "Bank of America"],
    ["words written together", "wellsfargo", "Wells Fargo"],
    ["one word written apart", "com merz bank", "Commerzbank"],
  ])("finds by %s: %s", (_rule, query, name) => {
    expect(names(query)[0]).toBe(name);
  });

  it("puts the exact name before a more popular one, a popular one before others, and a name before any keyword", () => {
    expect(names("harbour bank")).toEqual(["Harbour Bank", "Harbour Bank Trust"]);
    expect(names("harb")).toEqual(["Harbour Bank Trust", "Harbour Bank", "Lantern"]);
  });

  it("lists the popular ones for an empty box, and nothing for nonsense", () => {
    for (const empty of ["", "   ", "…", "'\"%_\\"]) expect(names(empty)[0]).toBe("Lantern");
    expect(index.search("", 3)).toMatchObject({ total: rows.length, hits: { length: 3 } });
    expect(names("zzzzqqq")).toEqual([]);
  });

  it("never takes a number with a wrong digit for another bank's", () => {
    expect(names("121000249")).toEqual([]);
  });

  it("counts all and answers the best", () => {
    expect(index.search("harbour", 1)).toMatchObject({ total: 3, hits: { length: 1 } });
  });

  it("has one order, however many are asked for", () => {
    const many = Array.from({ length: 900 }, (_unused, at) => row(`Bank ${at % 7} of ${at % 13}`, { keywords: ["bank"], popularity: at % 5 }));
    const found = createInstitutionIndex(many);
    const all = found.search("bank", many.length);
    expect([all.total, all.hits.length]).toEqual([900, 900]);
    for (const limit of [1, 20, 256, 257, 500]) expect(found.search("bank", limit)).toEqual({ total: 900, hits: all.hits.slice(0, limit) });
  });

  it("gives the same answer again, whatever was searched before", () => {
    const first = index.search("harbour bank", 5);
    for (const other of ["wlls", "h", "bank", "zz zz", "a b c d e f g h i j k"]) index.search(other, 5);
    expect(index.search("harbour bank", 5)).toEqual(first);
  });

  it.each([
    ["a megabyte", "wells ".repeat(200_000)],
    ["one long word", "w".repeat(100_000)],
    ["many dots", `${"a.".repeat(50_000)}!`],
    ["lone surrogates", "\ud800\udfff\ud800 wells"],
    ["nulls and controls", "\u0000\u0007\u001b[31m"],
    ["a pattern", "(((((a+)+)+)+$"],
    ["names of object members", "__proto__ constructor toString"],
    ["markup", "<script>alert(1)</script>"],
  ])("stays quick on %s", (_what, query) => {
    const started = performance.now();
    index.search(query, 50);
    expect(performance.now() - started).toBeLessThan(100);
  });

  it("knows nothing without rows", () => {
    expect(createInstitutionIndex([]).search("bank", 5)).toEqual({ total: 0, hits: [] });
    expect(createInstitutionIndex([]).search("", 5)).toEqual({ total: 0, hits: [] });
  });
});
