import { describe, expect, it } from "vitest";
import { refusalFor } from "./refusal.ts";

const hosts = { origins: ["https://shop.example"], loopback: false };
const problem = { status: 410, code: "LINK_EXPIRED", hosts, vocabulary: "connect" } as const;

describe("refusalFor", () => {
  it("tells the partner's origins that an expired link timed out", () => {
    expect(refusalFor(problem)).toEqual({
      policy: hosts,
      message: { type: "error", data: { code: 1440, reason: "timeout" } },
    });
  });

  it("tells anyone that a link is unknown", () => {
    const refusal = refusalFor({ ...problem, code: "LINK_UNKNOWN", hosts: null });
    expect(refusal?.policy.any).toBe(true);
    expect(refusal?.message).toEqual({ type: "error", data: { code: 500, reason: "error" } });
  });

  it("says nothing to nobody about a spent link without hosts", () => {
    expect(refusalFor({ ...problem, code: "LINK_SPENT", hosts: null })?.policy).toEqual({
      origins: [],
      loopback: false,
      any: false,
    });
  });

  it.each(["OFFLINE", "UNEXPECTED"])("keeps quiet while %s may pass", (code) => {
    expect(refusalFor({ ...problem, code })).toBeNull();
  });
});
