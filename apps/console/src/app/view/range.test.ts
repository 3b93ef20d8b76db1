import { describe, expect, it } from "vitest";
import { rangeQuery, readRange } from "./range.ts";

const at = { now: new Date("2026-03-01T01:30:00Z"), ownZone: "America/New_York" };
const read = (query: string) => readRange(new URLSearchParams(query), at);

describe("the range of a page", () => {
  it("is the last thirty days of the person's own zone", () => {
    expect(read("")).toEqual({ from: "2026-01-30", to: "2026-02-28", timeZone: "America/New_York", compare: false, days: 30 });
  });
  it("is what the address says", () => {
    expect(read("from=2026-02-01&to=2026-02-03&tz=UTC&compare=1")).toEqual({
      from: "2026-02-01",
      to: "2026-02-03",
      timeZone: "UTC",
      compare: true,
      days: null,
    });
    expect(read("days=1&tz=UTC")).toMatchObject({ from: "2026-03-01", to: "2026-03-01" });
  });
  it.each(["from=2026-02-03&to=2026-02-01", "from=yesterday&to=2026-02-01", "days=-4", "days=zzz"])("of nonsense (%s) is thirty days", (query) => {
    expect(read(query)).toMatchObject({ days: 30, from: "2026-01-30" });
  });
  it("of an unknown zone is in UTC", () => {
    expect(read("tz=Mars/Olympus").timeZone).toBe("UTC");
  });
  it("asks the server up to and without the day after", () => {
    expect(rangeQuery(read("from=2026-02-27&to=2026-02-28&tz=UTC"))).toMatchObject({ from: "2026-02-27", to: "2026-03-01" });
  });
});
