/** @jsxImportSource react */
import type { AnalyticsGap, AnalyticsSearches } from "@drawbridge/contract";
import type { JSX } from "react";
import { pathWith } from "../api/client.ts";
import * as shapes from "../api/shapes.ts";
import { useRead } from "../api/use-read.ts";
import { DataTable } from "../parts/data-table.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { NumberLink } from "../parts/number-link.tsx";
import { Page, Panel } from "../parts/page.tsx";
import { RangeBar } from "../parts/range-bar.tsx";
import { Shown } from "../parts/states.tsx";
import { useDrill, type Moments } from "../view/drill.ts";
import { count } from "../view/format.ts";
import { rangeQuery } from "../view/range.ts";
import { useFilters } from "../view/use-filters.ts";
import { useRange } from "../view/use-range.ts";

/** What people looked for in vain. */
export const SearchesPage = (): JSX.Element => {
  const range = useRange();
  const read = useRead(shapes.SearchesPage, pathWith("/v1/analytics/searches", { ...rangeQuery(range), ...useFilters(), limit: 200 }));
  return (
    <Page title="Searches" lead="What people looked for and did not find: the next banks to support.">
      <RangeBar />
      <FilterBar />
      <Shown read={read}>
        {({ data, range: moments }) => (
          <>
            <p className="sum">
              <Summary data={data} moments={moments} />
            </p>
            <div className="columns">
              <Panel title="Terms without a result">
                <Gaps kind="term" caption="Terms without a result" title="Term" rows={data.terms} moments={moments} />
              </Panel>
              <Panel title="Chosen, but not supported">
                <Gaps kind="unsupported" caption="Chosen, but not supported" title="Institution" rows={data.unsupported} moments={moments} />
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

const Summary = ({ data, moments }: { readonly data: AnalyticsSearches; readonly moments: Moments }): JSX.Element => {
  const drill = useDrill(moments);
  const sessions = (counted: string): string => drill("/sessions", { counted });
  return (
    <>
      <NumberLink value={data.made} to={drill("/events", { type: "institution.searched", counted: "search.made" })} /> searches,{" "}
      <NumberLink value={data.withoutResult} to={drill("/events", { type: "institution.searched", counted: "search.without_result" })} /> without a
      result in <NumberLink value={data.sessionsWithoutResult} to={sessions("search.sessions_without_result")} /> sessions, of which{" "}
      <NumberLink value={data.lost} to={sessions("search.lost")} /> ended without a connection.
    </>
  );
};

interface GapsProps {
  readonly kind: "term" | "unsupported";
  readonly caption: string;
  readonly title: string;
  readonly rows: readonly AnalyticsGap[];
  readonly moments: Moments;
}

const typeOf = { term: "institution.searched", unsupported: "institution.selected" } as const;

const Gaps = ({ kind, caption, title, rows, moments }: GapsProps): JSX.Element => {
  const drill = useDrill(moments);
  return (
    <DataTable
      caption={caption}
      rows={rows}
      rowKey={({ value }) => value}
      empty="Nothing of five sessions or more"
      columns={[
        { key: "value", title, value: ({ name, value }) => name ?? value },
        {
          key: "made",
          title: "Times",
          numeric: true,
          value: ({ made }) => made,
          cell: ({ value, made }) => <NumberLink value={made} to={drill("/events", { type: typeOf[kind], [kind]: value })} />,
        },
        {
          key: "sessions",
          title: "Sessions",
          numeric: true,
          value: ({ sessions }) => sessions,
          cell: ({ value, sessions }) => <NumberLink value={sessions} to={drill("/sessions", { [kind]: value })} />,
        },
        {
          key: "lost",
          title: "Lost",
          numeric: true,
          value: ({ lost }) => lost,
          cell: ({ value, lost }) => <NumberLink value={lost} to={drill("/sessions", { [kind]: value, counted: "search.lost" })} />,
        },
      ]}
    />
  );
};
