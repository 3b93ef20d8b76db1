/** @jsxImportSource react */
import { useState, type JSX } from "react";
import { pathWith } from "../../api/client.ts";
import { BreakdownPage } from "../../api/shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { BreakdownTable } from "../../parts/breakdown-table.tsx";
import { Panel } from "../../parts/page.tsx";
import { Shown } from "../../parts/states.tsx";
import { words } from "../../view/format.ts";
import { filterNames, type FilterName } from "../../view/filter-names.ts";
import type { AnalyticsAsked } from "./attempts.tsx";

/** The same numbers, told apart by what the person chooses. */
export const Breakdown = ({ query }: { readonly query: AnalyticsAsked }): JSX.Element => {
  const [by, setBy] = useState<FilterName>("device");
  const read = useRead(BreakdownPage, pathWith("/v1/analytics/breakdown", { ...query, by }));
  const chooser = (
    <div className="segments" role="group" aria-label="Told apart by">
      {filterNames.map((name) => (
        <button key={name} type="button" aria-pressed={by === name} onClick={() => setBy(name)}>
          {words(name)}
        </button>
      ))}
    </div>
  );
  return (
    <Panel title="Told apart by" aside={chooser}>
      <Shown read={read}>
        {({ data, before, range }) => <BreakdownTable by={by} rows={data.rows} before={before?.data.rows ?? null} moments={range} />}
      </Shown>
    </Panel>
  );
};
