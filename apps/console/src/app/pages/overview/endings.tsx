/** @jsxImportSource react */
import type { AnalyticsOverview } from "@drawbridge/contract";
import type { JSX } from "react";
import { DataTable } from "../../parts/data-table.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { Panel } from "../../parts/page.tsx";
import { useDrill, type Counted, type Moments } from "../../view/drill.ts";
import { share, words } from "../../view/format.ts";

interface EndingsProps {
  readonly data: AnalyticsOverview;
  readonly moments: Moments;
}

interface Way {
  readonly name: string;
  readonly value: number;
  readonly counted: Counted;
}

const waysOf = ({ oauth }: AnalyticsOverview): readonly Way[] => [
  { name: "Launched", value: oauth.launched, counted: { type: "oauth.launched", counted: "attempt.oauth.started" } },
  { name: "Returned", value: oauth.returned, counted: { type: "oauth.returned", counted: "attempt.oauth.succeeded" } },
  { name: "Failed", value: oauth.failed, counted: { type: "oauth.failed", counted: "attempt.oauth.failed" } },
  { name: "Window blocked", value: oauth.blocked, counted: { type: "oauth.launched", counted: "attempt.oauth.blocked", unanswered: "true" } },
  { name: "Did not return", value: oauth.abandoned, counted: { type: "oauth.launched", counted: "attempt.oauth.abandoned", unanswered: "true" } },
];

const titles: Readonly<Record<string, string>> = { complete: "Complete", exit: "Left", timeout: "Timed out", elsewhere: "Went on elsewhere" };

/** How sessions ended, and how many found their way to the bank's own page and back. */
export const Endings = ({ data, moments }: EndingsProps): JSX.Element => {
  const drill = useDrill(moments);
  const ended = data.endings.reduce((sum, { sessions }) => sum + sessions, 0);
  return (
    <div className="shown">
      <Panel title="How sessions ended">
        <DataTable
          caption="How sessions ended"
          rows={data.endings}
          rowKey={({ reason }) => reason}
          empty="No session ended in these days"
          columns={[
            { key: "reason", title: "End", value: ({ reason }) => titles[reason] ?? words(reason) },
            {
              key: "sessions",
              title: "Sessions",
              numeric: true,
              value: ({ sessions }) => sessions,
              cell: ({ reason, sessions }) => <NumberLink value={sessions} to={drill("/sessions", { counted: `ended.${reason}` })} />,
            },
            {
              key: "share",
              title: "Of ended",
              numeric: true,
              value: ({ sessions }) => sessions / ended,
              cell: ({ sessions }) => share(sessions / ended),
            },
          ]}
        />
      </Panel>
      <Panel title="To the bank's page and back">
        <DataTable
          caption="To the bank's page and back"
          rows={data.oauth.launched === 0 ? [] : waysOf(data)}
          rowKey={({ name }) => name}
          sortable={false}
          empty="Nobody was sent to a bank's page in these days"
          columns={[
            { key: "name", title: "OAuth", value: ({ name }) => name },
            {
              key: "value",
              title: "Times",
              numeric: true,
              value: ({ value }) => value,
              cell: ({ value, counted }) => <NumberLink value={value} to={drill("/events", counted)} />,
            },
            {
              key: "share",
              title: "Of launched",
              numeric: true,
              value: ({ value }) => value / data.oauth.launched,
              cell: ({ value }) => share(value / data.oauth.launched),
            },
          ]}
        />
      </Panel>
    </div>
  );
};
