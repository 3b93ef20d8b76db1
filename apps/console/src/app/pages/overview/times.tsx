/** @jsxImportSource react */
import type { AnalyticsOverview } from "@drawbridge/contract";
import type { JSX } from "react";
import { Link } from "wouter";
import type { Column } from "../../parts/data-table.tsx";
import { Figure } from "../../parts/figure.tsx";
import { useDrill, type Moments } from "../../view/drill.ts";
import { count, duration } from "../../view/format.ts";

const parts = [
  ["total", "In all", "time-total"],
  ["person", "The person", "time-person"],
  ["bank", "The bank", "time-bank"],
] as const;

const lines = [
  ["p50Ms", "Half of them within"],
  ["p90Ms", "Nine of ten within"],
  ["p95Ms", "19 of 20 within"],
] as const;

type Part = (typeof parts)[number];
type AllTimes = AnalyticsOverview["timeToConnect"];

interface TimesProps {
  readonly times: AllTimes;
  readonly before: AllTimes | null;
  readonly moments: Moments;
}

const column = (times: AllTimes, key: "p50Ms" | "p90Ms" | "p95Ms", title: string): Column<Part> => ({
  key: title,
  title,
  numeric: true,
  value: ([part]) => times[part][key],
  cell: ([part]) => duration(times[part][key]),
});

/** How long it takes to connect, and whose time it is. */
export const Times = ({ times, before, moments }: TimesProps): JSX.Element => {
  const to = useDrill(moments)("/events", { type: "accounts.added", counted: "session.connected" });
  return (
    <Figure
      title="Time to connect"
      table={{
        caption: "Time to connect",
        rows: times.total.count === 0 ? [] : parts,
        rowKey: ([part]) => part,
        sortable: false,
        empty: "Nobody connected in these days",
        columns: [
          { key: "part", title: "Time of", value: ([, name]) => name },
          ...lines.map(([key]) => column(times, key, `p${key.slice(1, 3)}`)),
          ...(before ? [column(before, "p50Ms", "p50 before")] : []),
        ],
      }}
    >
      <div className="times">
        {lines.map((line) => (
          <Bars key={line[0]} line={line} times={times} />
        ))}
        <p className="muted">
          Of <Link href={to}>{count(times.total.count)} connected</Link>. Parts need not add up: each is a percentile of its own.
        </p>
      </div>
    </Figure>
  );
};

const Bars = ({ line: [key, title], times }: { readonly line: (typeof lines)[number]; readonly times: AllTimes }): JSX.Element => {
  const longest = Math.max(times.total.p95Ms ?? 0, 1);
  return (
    <section aria-label={title}>
      <h3>
        {title} <span className="muted">p{key.slice(1, 3)}</span>
      </h3>
      <ul>
        {parts.map(([part, name, style]) => (
          <li key={part}>
            <span>{name}</span>
            <span className="time-track" aria-hidden="true">
              <span className={style} style={{ inlineSize: `${((times[part][key] ?? 0) / longest) * 100}%` }} />
            </span>
            <strong>{duration(times[part][key])}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
};
