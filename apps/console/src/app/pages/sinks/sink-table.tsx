/** @jsxImportSource react */
import type { Sink } from "@drawbridge/contract";
import type { JSX } from "react";
import { changeApi } from "../../api/client.ts";
import { Nothing } from "../../api/shapes.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { Chip } from "../../parts/page.tsx";
import { useDeed, type Doing } from "../../parts/use-deed.ts";
import { count, moment } from "../../view/format.ts";
import { useRange } from "../../view/use-range.ts";
import { useWho } from "../../view/who.ts";
import { sinkNames } from "./sink-kinds.ts";

/** The sinks and what can be done with each. */
export interface SinkTableProps {
  readonly sinks: readonly Sink[];
  readonly onChanged: () => void;
  readonly onChange: (sink: Sink) => void;
}

const MOST_BEHIND = 10_000;

const StateChip = ({ sink: { paused, failures } }: { readonly sink: Sink }): JSX.Element => {
  if (paused) return <Chip tone="plain">Paused</Chip>;
  return failures > 0 ? <Chip tone="danger">{`Failing, ${count(failures)} tries`}</Chip> : <Chip tone="ok">Running</Chip>;
};

const pause = async ({ id, kind, paused }: Sink): Promise<string> => {
  await changeApi(Nothing, `/v1/sinks/${id}`, { method: "PATCH", body: { paused: !paused } });
  return `${sinkNames[kind]} ${paused ? "goes on where it stopped" : "is paused; it loses nothing"}`;
};

const remove = async ({ id, kind }: Sink): Promise<string> => {
  await changeApi(Nothing, `/v1/sinks/${id}`, { method: "DELETE" });
  return `${sinkNames[kind]} is removed with its keys`;
};

const deedColumn = (doing: Doing, { onChanged, onChange }: SinkTableProps): Column<Sink> => {
  const after = (deed: Promise<string>): Promise<string> => deed.finally(onChanged);
  const button = (sink: Sink, [label, act, tone]: readonly [string, () => void, string]): JSX.Element => (
    <button type="button" className={`button button-${tone}`} aria-disabled={doing.busy} onClick={act}>
      {label}
      <span className="visually-hidden"> {sinkNames[sink.kind]}</span>
    </button>
  );
  return {
    key: "do",
    title: "What can be done",
    deeds: true,
    value: ({ id }) => id,
    cell: (sink) => (
      <div className="cell-deeds">
        {button(sink, [sink.paused ? "Go on" : "Pause", () => doing.start(() => after(pause(sink))), "quiet"])}
        {button(sink, ["Change", () => onChange(sink), "quiet"])}
        {button(sink, [
          "Remove",
          () =>
            window.confirm(`Remove ${sinkNames[sink.kind]}? Its keys and its place in the log are forgotten.`) &&
            doing.start(() => after(remove(sink))),
          "danger",
        ])}
      </div>
    ),
  };
};

const columnsIn = (timeZone: string): readonly Column<Sink>[] => [
  {
    key: "kind",
    title: "Kind",
    value: ({ kind, description }) => `${sinkNames[kind]} ${description}`,
    cell: ({ kind, description }) => (
      <>
        {sinkNames[kind]}
        {description && <p className="muted">{description}</p>}
      </>
    ),
  },
  {
    key: "url",
    title: "Address and events",
    value: ({ url, eventTypes }) => `${url} ${eventTypes.join(" ")}`,
    cell: ({ url, eventTypes }) => (
      <>
        <span className="clip">{url}</span>
        <p className="muted clip">{eventTypes.includes("*") ? "every event" : eventTypes.join(" ")}</p>
      </>
    ),
  },
  { key: "state", title: "State", value: ({ paused, failures }) => (paused ? "paused" : failures), cell: (sink) => <StateChip sink={sink} /> },
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
    cell: ({ lastSuccessAt, lastError }) => (
      <>
        {moment(lastSuccessAt, timeZone)}
        {lastError && <p className="field-error clip">{lastError}</p>}
      </>
    ),
  },
];

/** Where the log goes, in what state each place is, and how far it is. */
export const SinkTable = (props: SinkTableProps): JSX.Element => {
  const doing = useDeed();
  const { timeZone } = useRange();
  const { may } = useWho();
  return (
    <>
      <Outcome doing={doing} />
      <DataTable
        caption="Sinks"
        rows={props.sinks}
        rowKey={({ id }) => id}
        empty="The log is sent nowhere"
        emptyHint="Segment, PostHog, an OpenTelemetry collector or NATS can each have every event, at least once."
        columns={may("admin") ? [...columnsIn(timeZone), deedColumn(doing, props)] : columnsIn(timeZone)}
      />
    </>
  );
};
