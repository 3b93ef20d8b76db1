/** @jsxImportSource react */
import type { AnalyticsGap } from "@drawbridge/contract";
import type { JSX } from "react";
import { Link } from "wouter";
import { pathWith } from "../api/client.ts";
import * as shapes from "../api/shapes.ts";
import { useRead } from "../api/use-read.ts";
import { DataTable } from "../parts/data-table.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { Page, Panel } from "../parts/page.tsx";
import { RangeBar } from "../parts/range-bar.tsx";
import { Shown } from "../parts/states.tsx";
import { count } from "../view/format.ts";
import { rangeQuery } from "../view/range.ts";
import { useFilters } from "../view/use-filters.ts";
import { useAddress, useRange } from "../view/use-range.ts";

/** What people looked for in vain. */
export const SearchesPage = (): JSX.Element => {
  const range = useRange();
  const address = useAddress();
  const read = useRead(shapes.SearchesPage, pathWith("/v1/analytics/searches", { ...rangeQuery(range), ...useFilters(), limit: 200 }));
  return (
    <Page title="Searches" lead="What people looked for and did not find: the next banks to support.">
      <RangeBar />
      <FilterBar />
      <Shown read={read}>
        {({ data, range: moments }) => (
          <>
            <p className="sum">
              <Link href={address("/events", { type: "institution.searched", since: moments.from, until: moments.to })}>
                {count(data.made)} searches
              </Link>
              , {count(data.withoutResult)} without a result in {count(data.sessionsWithoutResult)} sessions, of which {count(data.lost)} ended
              without a connection.
            </p>
            <div className="columns">
              <Panel title="Terms without a result">
                <Gaps caption="Terms without a result" title="Term" rows={data.terms} />
              </Panel>
              <Panel title="Chosen, but not supported">
                <Gaps caption="Chosen, but not supported" title="Institution" rows={data.unsupported} />
              </Panel>
            </div>
            {data.suppressed > 0 && (
              <p className="muted">{count(data.suppressed)} more came from fewer than five sessions each, and are not shown.</p>
            )}
          </>
        )}
      </Shown>
    </Page>
  );
};

const Gaps = ({
  caption,
  title,
  rows,
}: {
  readonly caption: string;
  readonly title: string;
  readonly rows: readonly AnalyticsGap[];
}): JSX.Element => (
  <DataTable
    caption={caption}
    rows={rows}
    rowKey={({ value }) => value}
    empty="Nothing of five sessions or more"
    columns={[
      { key: "value", title, value: ({ name, value }) => name ?? value },
      { key: "made", title: "Times", numeric: true, value: ({ made }) => made },
      { key: "sessions", title: "Sessions", numeric: true, value: ({ sessions }) => sessions },
      { key: "lost", title: "Lost", numeric: true, value: ({ lost }) => lost },
    ]}
  />
);
