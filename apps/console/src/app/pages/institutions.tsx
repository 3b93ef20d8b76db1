/** @jsxImportSource react */
import type { JSX } from "react";
import { Link } from "wouter";
import { pathWith } from "../api/client.ts";
import { HealthBoard, type BankHealth } from "../api/more-shapes.ts";
import { BreakdownPage } from "../api/shapes.ts";
import { useRead } from "../api/use-read.ts";
import { BreakdownTable } from "../parts/breakdown-table.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Chip, Page, Panel } from "../parts/page.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { RangeBar } from "../parts/range-bar.tsx";
import { Shown } from "../parts/states.tsx";
import { moment, share, words } from "../view/format.ts";
import { rangeQuery } from "../view/range.ts";
import { useFilters } from "../view/use-filters.ts";
import { useAddress, useRange } from "../view/use-range.ts";

/** Which banks let people in, and how each is now. */
export const InstitutionsPage = (): JSX.Element => {
  const range = useRange();
  const league = useRead(BreakdownPage, pathWith("/v1/analytics/institutions", { ...rangeQuery(range), ...useFilters(), limit: 200 }));
  const health = useRead(HealthBoard, "/v1/institutions/health");
  return (
    <Page title="Institutions" lead="Which banks let people in, and how each is now.">
      <Panel title="Health now">
        <Shown read={health}>{({ institutions, windowMs }) => <Health banks={institutions} minutes={Math.round(windowMs / 60_000)} />}</Shown>
      </Panel>
      <RangeBar />
      <FilterBar />
      <Panel title="League">
        <Shown read={league}>
          {({ data, before, range: moments }) => (
            <BreakdownTable by="institution" rows={data.rows} before={before?.data.rows ?? null} moments={moments} />
          )}
        </Shown>
      </Panel>
    </Page>
  );
};

const toneOf = (health: string): "ok" | "warn" | "danger" => {
  if (health === "healthy") return "ok";
  return health === "down" ? "danger" : "warn";
};

const Health = ({ banks, minutes }: { readonly banks: readonly BankHealth[]; readonly minutes: number }): JSX.Element => {
  const { timeZone } = useRange();
  const address = useAddress();
  return (
    <DataTable
      caption="Health of institutions"
      rows={banks}
      rowKey={({ id }) => id}
      empty="No bank was asked lately, and none is in trouble"
      emptyHint={`Counted are answers of the last ${minutes} minutes.`}
      columns={[
        {
          key: "name",
          title: "Institution",
          value: ({ name }) => name,
          cell: ({ id, name }) => <Link href={address("/events", { institutionId: id })}>{name}</Link>,
        },
        { key: "health", title: "Health", value: ({ health }) => health, cell: ({ health }) => <Chip tone={toneOf(health)}>{words(health)}</Chip> },
        { key: "since", title: "Since", value: ({ since }) => since, cell: ({ since }) => moment(since, timeZone) },
        { key: "answered", title: "Answers", numeric: true, value: ({ answered }) => answered },
        { key: "failed", title: "Failures", numeric: true, value: ({ failed }) => failed },
        {
          key: "rate",
          title: "Failing (95 % sure)",
          numeric: true,
          value: ({ failureRate }) => failureRate.value,
          cell: ({ failureRate: { value, low, high }, sample }) =>
            sample === "enough" ? `${share(value)} (${share(low)} to ${share(high)})` : "too few to tell",
        },
      ]}
    />
  );
};
