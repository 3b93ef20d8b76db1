/** @jsxImportSource react */
import type { AnalyticsPoint } from "@drawbridge/contract";
import type { JSX } from "react";
import { Bar, CartesianGrid, ComposedChart, Legend, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { Figure } from "../../parts/figure.tsx";
import { count, share, shareTick, shortDay } from "../../view/format.ts";

interface TrendProps {
  readonly points: readonly AnalyticsPoint[];
  readonly before: readonly AnalyticsPoint[] | null;
  readonly timeZone: string;
}

const earlier = { stroke: "var(--c-text)", strokeWidth: 1.5, strokeDasharray: "4 4", dot: false, isAnimationActive: false } as const;
const axis = { stroke: "var(--c-muted)", fontSize: 12, tickLine: false } as const;

/** Sessions and conversion over time. */
export const Trend = ({ points, before, timeZone }: TrendProps): JSX.Element => {
  const label = ({ start }: { readonly start: string }): string => labelOf(points, start, timeZone);
  const drawn = points.map((point, index) => ({
    day: label(point),
    Completed: point.completed,
    "Not completed": point.opened - point.completed,
    Conversion: point.conversion,
    "Opened before": before?.[index]?.opened ?? null,
  }));
  return (
    <Figure
      title="Over time"
      table={{
        caption: "Over time",
        rows: points.some(({ opened }) => opened > 0) ? points : [],
        rowKey: ({ start }) => start,
        empty: "No session in these days",
        emptyHint: "The first one is drawn here within seconds.",
        columns: [
          { key: "start", title: "From", value: ({ start }) => start, cell: label },
          { key: "opened", title: "Opened", numeric: true, value: ({ opened }) => opened },
          { key: "completed", title: "Completed", numeric: true, value: ({ completed }) => completed },
          {
            key: "conversion",
            title: "Conversion",
            numeric: true,
            value: ({ conversion }) => conversion,
            cell: ({ conversion }) => share(conversion),
          },
          { key: "errors", title: "Errors", numeric: true, value: ({ errorRate }) => errorRate, cell: ({ errorRate }) => share(errorRate) },
        ],
      }}
    >
      <ResponsiveContainer width="100%" height={320}>
        <ComposedChart data={drawn} margin={{ top: 8, right: 0, bottom: 0, left: -12 }} accessibilityLayer>
          <CartesianGrid stroke="var(--c-border)" vertical={false} />
          <XAxis dataKey="day" {...axis} minTickGap={24} />
          <YAxis yAxisId="count" {...axis} allowDecimals={false} axisLine={false} tickFormatter={count} />
          <YAxis yAxisId="share" orientation="right" {...axis} axisLine={false} domain={[0, 1]} tickFormatter={shareTick} />
          <Tooltip
            formatter={(value, name) => (typeof value === "number" ? (name === "Conversion" ? share(value) : count(value)) : "–")}
            contentStyle={{ background: "var(--c-raised)", border: "1px solid var(--c-border)", borderRadius: 8, color: "var(--c-text)" }}
            cursor={{ fill: "var(--c-border)", opacity: 0.4 }}
          />
          <Legend itemSorter={null} formatter={(name: string) => <span className="legend-name">{name}</span>} />
          <Bar yAxisId="count" stackId="opened" dataKey="Completed" fill="var(--c-series-1)" isAnimationActive={false} />
          <Bar yAxisId="count" stackId="opened" dataKey="Not completed" fill="var(--c-series-rest)" isAnimationActive={false} radius={[3, 3, 0, 0]} />
          {before && <Line yAxisId="count" dataKey="Opened before" {...earlier} />}
          <Line yAxisId="share" dataKey="Conversion" stroke="var(--c-series-2)" strokeWidth={2} dot={false} isAnimationActive={false} connectNulls />
        </ComposedChart>
      </ResponsiveContainer>
    </Figure>
  );
};

const HOUR_MS = 3_600_000;

const labelOf = (points: readonly AnalyticsPoint[], start: string, timeZone: string): string => {
  const [first, second] = points;
  const hourly = first && second && Date.parse(second.start) - Date.parse(first.start) === HOUR_MS;
  if (!hourly) return shortDay(start, timeZone);
  return new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(new Date(start));
};
