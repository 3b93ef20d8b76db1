import { numberDefinitions } from "@drawbridge/domain";
import { pageHead, table } from "./table.ts";

/** The reference page of the numbers: what each means and how it is worked out. */
export const analyticsPage = (): string =>
  [
    pageHead("Numbers"),
    "Every number is a function of the event log and nothing else. A session's events are folded into what it adds to each number (`sliceSession`); numbers are sums of those, kept by quarter hours, hours, days and weeks of UTC. A job follows the log by transactions, so an event that commits late is not passed over; `drawbridge analytics recompute` works everything out anew and changes nothing.",
    "A session counts, with all that happened in it, at the moment it started. Durations are counted rounded to two significant digits, so percentiles are off by at most 5 %. A share without anything to take it of is null.",
    table(
      ["page", "number", "formula", "meaning"],
      numberDefinitions.map(({ page, name, formula, meaning }) => [page, `\`${name}\``, formula, meaning]),
    ),
    "## Dimensions",
    table(
      ["dimension", "of", "values"],
      [
        ["device", "the session's browser", "mobile, tablet, desktop, unknown"],
        ["locale", "the session", "the language it speaks"],
        ["experience", "the link", "`default`, or `exp_…@version` with `#variant`"],
        ["mode", "the link", "full, lite, fix (every repair), manage"],
        ["institution, provider", "a part of the session", "events about it alone, with the session's beginning and end"],
      ],
    ),
    "Of groups of fewer than five sessions tables tell only that they are there.",
  ].join("\n\n") + "\n";
