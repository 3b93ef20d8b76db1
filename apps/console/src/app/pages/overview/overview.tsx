/** @jsxImportSource react */
import type { JSX } from "react";
import { pathWith } from "../../api/client.ts";
import * as shapes from "../../api/shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { Page } from "../../parts/page.tsx";
import { RangeBar } from "../../parts/range-bar.tsx";
import { Shown } from "../../parts/states.tsx";
import { rangeQuery } from "../../view/range.ts";
import { useFilters } from "../../view/use-filters.ts";
import { useRange } from "../../view/use-range.ts";
import { FilterBar } from "../../parts/filter-bar.tsx";
import { Attempts } from "./attempts.tsx";
import { Breakdown } from "./breakdown.tsx";
import { Endings } from "./endings.tsx";
import { Funnel } from "./funnel.tsx";
import { Headline } from "./headline.tsx";
import { Times } from "./times.tsx";
import { Trend } from "./trend.tsx";

/** How many people get through, now and over time. */
export const OverviewPage = (): JSX.Element => {
  const range = useRange();
  const query = { ...rangeQuery(range), ...useFilters() };
  const overview = useRead(shapes.OverviewPage, pathWith("/v1/analytics/overview", query));
  const funnel = useRead(shapes.FunnelPage, pathWith("/v1/analytics/funnel", query));
  const trend = useRead(shapes.TrendPage, pathWith("/v1/analytics/trend", { ...query, interval: range.from === range.to ? "hour" : "day" }));
  return (
    <Page title="Overview" lead="Sessions that began in these days, and what became of them.">
      <RangeBar />
      <FilterBar />
      <Shown read={overview}>{({ data, before, range: moments }) => <Headline data={data} before={before?.data ?? null} moments={moments} />}</Shown>
      <div className="columns">
        <div className="stack">
          <Shown read={funnel}>{({ data, before, range: moments }) => <Funnel data={data} before={before?.data ?? null} moments={moments} />}</Shown>
          <Shown read={overview}>
            {({ data, before, range: moments }) => <Times times={data.timeToConnect} before={before?.data.timeToConnect ?? null} moments={moments} />}
          </Shown>
        </div>
        <div className="stack">
          <Shown read={trend}>
            {({ data, before }) => <Trend points={data.points} before={before?.data.points ?? null} timeZone={range.timeZone} />}
          </Shown>
          <Shown read={overview}>{({ data, range: moments }) => <Endings data={data} moments={moments} />}</Shown>
        </div>
      </div>
      <Attempts query={query} />
      <Breakdown query={query} />
    </Page>
  );
};
