/** @jsxImportSource react */
import type { JSX } from "react";
import { Link } from "wouter";
import type { Connection } from "../../api/shapes.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Chip } from "../../parts/page.tsx";
import { UserLink } from "../../parts/user-link.tsx";
import { ago, moment, shortId, words } from "../../view/format.ts";
import { useAddress, useRange } from "../../view/use-range.ts";

const StateChip = ({ connection: { status, error, extendedStatus, pausedSince } }: { readonly connection: Connection }): JSX.Element => {
  if (pausedSince !== null) return <Chip tone="warn">Paused</Chip>;
  if (status === "ok") return <Chip tone="ok">OK</Chip>;
  // What comes back by itself, or lacks only a part, is no alarm.
  const mild = error === "sync_partial" || error === "sync_error";
  return <Chip tone={status !== "error" ? "plain" : mild ? "warn" : "danger"}>{words(error ?? extendedStatus ?? status)}</Chip>;
};

/** What only the person can do. */
const people: ReadonlySet<string> = new Set(["reauth", "reconsent", "refresh"]);

const stateOf = ({ status, error, extendedStatus, pausedSince }: Connection): string =>
  pausedSince === null ? (extendedStatus ?? error ?? status) : "paused";

const actionColumn: Column<Connection> = {
  key: "action",
  title: "To do",
  value: ({ recommendedAction: { action } }) => action,
  cell: ({ recommendedAction: { action, reason } }) => (
    <span title={reason ?? undefined} className={people.has(action) ? "to-do" : "muted"}>
      {action === "none" ? "Nothing" : words(action)}
    </span>
  ),
};

interface TableProps {
  readonly connections: readonly Connection[];
  /** Null: nothing can be chosen. */
  readonly chosen: ReadonlySet<string> | null;
  readonly onToggle: (ids: readonly string[], to: boolean) => void;
  readonly empty: string;
}

/** Connections as a table. */
export const ConnectionTable = ({ connections, chosen, onToggle, empty }: TableProps): JSX.Element => {
  const address = useAddress();
  const { timeZone } = useRange();
  const now = new Date();
  const choosing = chosen ? [chooserOf(chosen, onToggle)] : [];
  return (
    <DataTable
      caption="Connections"
      rows={connections}
      rowKey={({ id }) => id}
      empty={empty}
      emptyHint="Connections appear here as soon as somebody connects an account."
      columns={[
        ...choosing,
        { key: "institution", title: "Institution", value: ({ institution }) => institution?.name ?? "unknown" },
        {
          key: "user",
          title: "User",
          value: ({ externalId, userId }) => externalId ?? userId,
          cell: ({ userId, externalId }) => <UserLink userId={userId} externalId={externalId} />,
        },
        { key: "state", title: "State", value: stateOf, cell: (connection) => <StateChip connection={connection} /> },
        actionColumn,
        { key: "updated", title: "Data", value: ({ lastUpdated }) => lastUpdated ?? null, cell: ({ lastUpdated }) => ago(lastUpdated, now) },
        {
          key: "expires",
          title: "Consent until",
          value: ({ expiresAt }) => expiresAt ?? null,
          cell: ({ expiresAt }) => moment(expiresAt, timeZone),
        },
        {
          key: "events",
          title: "Log",
          value: ({ id }) => id,
          cell: ({ id }) => <Link href={address("/events", { connection: id })}>Events</Link>,
        },
      ]}
    />
  );
};

/** The column of the boxes to tick. */
const chooserOf = (chosen: ReadonlySet<string>, onToggle: TableProps["onToggle"]): Column<Connection> => ({
  key: "chosen",
  title: "Chosen",
  deeds: true,
  value: ({ id }) => (chosen.has(id) ? "yes" : "no"),
  cell: ({ id, institution, externalId }) => (
    <input
      type="checkbox"
      aria-label={`Choose ${institution?.name ?? ""} of ${externalId ?? shortId(id)}`}
      checked={chosen.has(id)}
      onChange={(event) => onToggle([id], event.target.checked)}
    />
  ),
});
