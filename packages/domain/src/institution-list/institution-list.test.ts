import { describe, expect, it } from "vitest";
import { checkList, compareList, refusalsCsv } from "./index.ts";

const good = { slug: "ash-bank", name: "Ash Bank", country: "GB" };
const check = (...rows: unknown[]) => {
  const list = checkList();
  rows.forEach((raw, at) => list.take({ line: at + 2, raw }));
  return list;
};

describe("an institution list", () => {
  it("reads the least there may be, and texts as a spreadsheet has them", () => {
    expect(check(good).entries[0]?.entry).toEqual({
      ...good,
      keywords: [],
      domains: [],
      url: "",
      routingNumbers: [],
      logo: null,
      popularity: 0,
      providers: [],
    });
    const [row] = check({
      ...good,
      keywords: "ash|ASHB",
      domains: "ash.example|bank.ash.example",
      routingNumbers: "021000021|370501",
      popularity: "12",
      logo: "",
      provider: "sandbox",
      providerInstitutionId: "ash",
      kind: "",
      supportsOauth: "TRUE",
      jobTypes: "transactions|accountOwner",
    }).entries;
    expect(row?.entry).toMatchObject({
      keywords: ["ash", "ASHB"],
      domains: ["ash.example", "bank.ash.example"],
      routingNumbers: ["021000021", "370501"],
      popularity: 12,
      logo: null,
      providers: [
        { provider: "sandbox", providerInstitutionId: "ash", kind: "api", supportsOauth: true, jobTypes: ["transactions", "accountOwner"] },
      ],
    });
  });

  it("keeps a script in a name as the text it is", () => {
    const name = '<script>alert("x")</script> Bank';
    expect(check({ ...good, name }).entries[0]?.entry.name).toBe(name);
  });

  it.each([
    ["slug", { slug: "Ash Bank" }],
    ["slug", { slug: undefined }],
    ["name", { name: "  " }],
    ["name", { name: "Ash\u202eknaB" }],
    ["name", { name: "Ash\u0000" }],
    ["name", { name: "x".repeat(201) }],
    ["name", { name: 7 }],
    ["country", { country: "Germany" }],
    ["domains", { domains: ["https://ash.example"] }],
    ["routingNumbers", { routingNumbers: ["12"] }],
    ["keywords", { keywords: { a: 1 } }],
    ["keywords", { keywords: Array.from({ length: 51 }, String) }],
    ["logo", { logo: "http://ash.example/logo.png" }],
    ["logo", { logo: "javascript:alert(1)" }],
    ["url", { url: "data:text/html,x" }],
    ["popularity", { popularity: "many" }],
    ["popularity", { popularity: 1001 }],
    ["colour", { colour: "red" }],
    ["jobTypes", { provider: "sandbox", providerInstitutionId: "x" }],
    ["providers", { providers: "sandbox" }],
    ["providers[0].jobTypes", { providers: [{ provider: "p", providerInstitutionId: "x", jobTypes: ["all"] }] }],
    ["providers[0].secret", { providers: [{ provider: "p", providerInstitutionId: "x", jobTypes: ["transactions"], secret: 1 }] }],
    ["providers[0].provider", { providers: [null] }],
    ["providers", { providers: Array.from({ length: 2 }, () => ({ provider: "p", providerInstitutionId: "x", jobTypes: ["transactions"] })) }],
  ])("refuses a wrong %s: %j", (field, over) => {
    expect(check({ ...good, ...over }).refused.map((row) => row.field)).toContain(field);
    expect(check({ ...good, ...over }).refused[0]?.line).toBe(2);
  });

  it("refuses an id that stands twice, naming the line, and what is no institution", () => {
    const { refused } = check(good, { ...good, slug: "elm" }, good, null, "x");
    expect(refused).toEqual([
      { line: 4, slug: "ash-bank", field: "slug", reason: "stands on line 2 too" },
      { line: 5, slug: "", field: "", reason: "is not an institution" },
      { line: 6, slug: "", field: "", reason: "is not an institution" },
    ]);
  });

  it("compares with what is stored", () => {
    const stored = (slug: string, over = {}) => ({ slug, source: "mine", checksum: "1", retired: false, ...over });
    const row = (slug: string, checksum: string, line: number) => ({ slug, checksum, line });
    const before = [
      stored("same"),
      stored("other"),
      stored("gone"),
      stored("back", { retired: true }),
      stored("old", { retired: true }),
      stored("theirs", { source: "theirs" }),
    ];
    expect(compareList("mine", before, [row("same", "1", 1), row("other", "2", 2), row("back", "1", 3), row("new", "1", 4)])).toEqual({
      added: ["new"],
      changed: ["other", "back"],
      unchanged: 1,
      missing: ["gone"],
      refused: [],
    });
    expect(compareList("mine", before, [row("theirs", "1", 9)]).refused).toEqual([
      { line: 9, slug: "theirs", field: "slug", reason: "belongs to another list" },
    ]);
  });

  it("reports refused rows as CSV that no spreadsheet runs", () => {
    const csv = refusalsCsv([{ line: 3, slug: "=HYPERLINK(1)", field: "@x", reason: 'says "no", really' }]);
    expect(csv).toBe(`line,slug,field,reason\r\n3,"'=HYPERLINK(1)","'@x","says ""no"", really"\r\n`);
  });
});
