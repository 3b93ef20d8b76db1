import { defaultLogPolicy } from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import { redactEvent } from "./redact-event.ts";

const hash = (text: string): string => String(text.length).padStart(24, "0");
const hashed = (length: number): string => `#${String(length).padStart(24, "0")}`;
const data = { term: "my bank", resultCount: 0, accounts: [{ id: "acc_1", no: 1 }], institution: { id: "ins_1" } };

describe("redacting an event", () => {
  it("keeps everything unless told otherwise", () => expect(redactEvent(data, defaultLogPolicy, hash)).toBe(data));
  it.each([
    ["hash", "hash", { term: hashed(7), accounts: [{ id: hashed(5), no: 0 }] }],
    ["drop", "drop", { term: "", accounts: [] }],
    ["drop", "keep", { term: "", accounts: data.accounts }],
  ] as const)("terms %s, accounts %s", (searchTerms, accountIds, wanted) => {
    const policy = { ...defaultLogPolicy, searchTerms, accountIds };
    const once = redactEvent(data, policy, hash);
    expect(once).toEqual({ ...data, ...wanted });
    expect(redactEvent(once, policy, hash)).toBe(once);
  });
  it("hashes a term that only looks as if it had been", () =>
    expect(redactEvent({ term: "#my bank" }, { ...defaultLogPolicy, searchTerms: "hash" }, hash)).toEqual({ term: hashed(8) }));
});
