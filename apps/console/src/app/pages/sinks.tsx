/** @jsxImportSource react */
import type { Sink } from "@drawbridge/contract";
import type { JSX } from "react";
import { changeApi } from "../api/client.ts";
import { Sinks } from "../api/settings-shapes.ts";
import { Nothing } from "../api/shapes.ts";
import { useRead } from "../api/use-read.ts";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { Outcome } from "../parts/outcome.tsx";
import { Chip, Page, Panel } from "../parts/page.tsx";
import { Shown } from "../parts/states.tsx";
import { useDeed, type Doing } from "../parts/use-deed.ts";
import { count, moment } from "../view/format.ts";
import { useRange } from "../view/use-range.ts";
import { useWho } from "../view/who.ts";

const kinds: Readonly<Record<Sink["kind"], string>> = {
  segment: "Segment",
  posthog: "PostHog",
  otlp_logs: "OpenTelemetry logs",
  nats: "NATS JetStream",
};

const MOST_BEHIND = 10_000;

/** Where the log is sent on to, and how far each place is. */
export const SinksPage = (): JSX.Element => {
  const read = useRead(Sinks, "/v1/sinks");
  return (
    <Page title="Sinks" lead="Where the log is sent on to, each at its own pace; nothing is left out when one is away.">
      <Panel title="Sinks">
        <Shown read={read}>{({ sinks }) => <SinkTable sinks={sinks} onChanged={read.again} />}</Shown>
      </Panel>
    </Page>
  );
};

const StateChip = ({ sink: { paused, failures } }: { readonly sink: Sink }): JSX.Element => {
  if (paused) return <Chip tone="plain">Paused</Chip>;
  return failures > 0 ? <Chip tone="danger">{`Failing, ${count(failures)} tries`}</Chip> : <Chip tone="ok">Running</Chip>;
};

const pauseColumn = (doing: Doing, onChanged: () => void): Column<Sink> => ({
  key: "do",
  title: "Do",
  value: ({ id }) => id,
  cell: ({ id, kind, paused }) => (
    <button
      type="button"
      className="button button-secondary"
      aria-disabled={doing.busy}
      onClick={() =>
        doing.start(async () => {
          await changeApi(Nothing, `/v1/sinks/${id}`, { method: "PATCH", body: { paused: !paused } });
          onChanged();
          return `${kinds[kind]} ${paused ? "goes on where it stopped" : "is paused; it loses nothing"}`;
        })
      }
    >
      {paused ? "Go on" : "Pause"}
      <span className="visually-hidden"> {kinds[kind]}</span>
    </button>
  ),
});

const SinkTable = ({ sinks, onChanged }: { readonly sinks: readonly Sink[]; readonly onChanged: () => void }): JSX.Element => {
  const doing = useDeed();
  const { timeZone } = useRange();
  const { may } = useWho();
  return (
    <>
      <Outcome doing={doing} />
      <DataTable
        caption="Sinks"
        rows={sinks}
        rowKey={({ id }) => id}
        empty="The log is sent nowhere"
        emptyHint="POST /v1/sinks sets one up: Segment, PostHog, OpenTelemetry or NATS."
        columns={[
          { key: "kind", title: "Kind", value: ({ kind }) => kinds[kind] },
          { key: "url", title: "Address", value: ({ url }) => url, cell: ({ url }) => <span className="clip wide">{url}</span> },
          {
            key: "state",
            title: "State",
            value: ({ paused, failures }) => (paused ? "paused" : failures),
            cell: (sink) => <StateChip sink={sink} />,
          },
          {
            key: "behind",
            title: "Events behind",
            numeric: true,
            value: ({ eventsBehind }) => eventsBehind,
            cell: ({ eventsBehind }) => (eventsBehind >= MOST_BEHIND ? `${count(MOST_BEHIND)} or more` : count(eventsBehind)),
          },
          {
            key: "last",
            title: "Last took",
            value: ({ lastSuccessAt }) => lastSuccessAt,
            cell: ({ lastSuccessAt }) => moment(lastSuccessAt, timeZone),
          },
          {
            key: "error",
            title: "Last error",
            value: ({ lastError }) => lastError,
            cell: ({ lastError }) => lastError && <span className="clip wide">{lastError}</span>,
          },
          ...(may("admin") ? [pauseColumn(doing, onChanged)] : []),
        ]}
      />
    </>
  );
};
