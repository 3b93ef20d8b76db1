import { expect, it } from "vitest";
import { bucketAfter, bucketAt, coverRange, grainBetween, type Stretch } from "./grains.ts";

const at = (text: string): number => Date.parse(`${text}Z`);
const shown = ({ grain, from, to }: Stretch) => [grain, new Date(from).toISOString().slice(0, 16), new Date(to).toISOString().slice(0, 16)];

it("a range is covered by weeks inside and shorter spans towards its ends", () => {
  expect(coverRange(at("2026-03-05T22:30"), at("2026-03-25T22:45")).map(shown)).toEqual([
    ["quarter", "2026-03-05T22:30", "2026-03-05T23:00"],
    ["hour", "2026-03-05T23:00", "2026-03-06T00:00"],
    ["day", "2026-03-06T00:00", "2026-03-09T00:00"],
    ["week", "2026-03-09T00:00", "2026-03-23T00:00"],
    ["day", "2026-03-23T00:00", "2026-03-25T00:00"],
    ["hour", "2026-03-25T00:00", "2026-03-25T22:00"],
    ["quarter", "2026-03-25T22:00", "2026-03-25T22:45"],
  ]);
});

it("any range is covered without a gap and without an overlap", () => {
  const origin = at("2026-02-27T00:00");
  for (let n = 0; n < 3_000; n += 1) {
    const from = origin + ((n * 7_919) % 4_000) * 900_000;
    const to = from + ((n * 104_729) % 3_000) * 900_000;
    const parts = coverRange(from, to);
    expect(parts.reduce((reached, part) => (part.from === reached && part.to > part.from ? part.to : Number.NaN), from)).toBe(to);
    for (const { grain, from: since, to: upto } of parts) expect([bucketAt(grain, since), bucketAt(grain, upto)]).toEqual([since, upto]);
  }
});

it("an empty range has no parts", () => {
  expect(coverRange(900_000, 900_000)).toEqual([]);
});

it("weeks begin on Monday", () => {
  const monday = bucketAt("week", at("2026-03-22T23:59"));
  expect([new Date(monday).toISOString(), new Date(bucketAfter("week", monday)).getUTCDay()]).toEqual(["2026-03-16T00:00:00.000Z", 1]);
});

it.each([
  ["days of UTC", ["2026-03-02T00:00", "2026-03-03T00:00"], "day"],
  ["Mondays of UTC", ["2026-03-02T00:00", "2026-03-09T00:00"], "week"],
  ["days of Berlin", ["2026-03-01T23:00", "2026-03-02T23:00"], "hour"],
  ["days of Kathmandu", ["2026-03-01T18:15", "2026-03-02T18:15"], "quarter"],
  ["nothing", [], "week"],
] as const)("%s are cut by the grain they begin with", (_name, moments, grain) => {
  expect(grainBetween(moments.map(at))).toBe(grain);
});
