/** @jsxImportSource react */
import type { FormEvent, JSX } from "react";
import { Link, useSearchParams } from "wouter";
import { pathWith } from "../api/client.ts";
import { AuditRows, AuditVerdict, Operators, type AuditRow } from "../api/more-shapes.ts";
import { useRead } from "../api/use-read.ts";
import { DataTable } from "../parts/data-table.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { Chip, Page } from "../parts/page.tsx";
import { Pager } from "../parts/pager.tsx";
import { Shown } from "../parts/states.tsx";
import { textOf } from "../view/form-text.ts";
import { count, momentToSecond, shortId, words } from "../view/format.ts";
import { useAddress, useParam, useRange } from "../view/use-range.ts";
import { useWho } from "../view/who.ts";

const PAGE = 100;
const filters = ["actor", "subject"] as const;

/** Who did what: a chain in which nothing can be changed unseen. */
export const AuditPage = (): JSX.Element => {
  const [params] = useSearchParams();
  const [action, setAction] = useParam("deed");
  const verdict = useRead(AuditVerdict, "/v1/audit/verification", "once");
  const asked = { action, actor: params.get("actor"), subject: params.get("subject"), before: params.get("cursor") };
  const read = useRead(AuditRows, pathWith("/v1/audit", { order: "newest", limit: PAGE, ...asked }));
  const find = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAction(textOf(new FormData(event.currentTarget), "action"));
  };
  return (
    <Page
      title="Audit"
      lead="Who did what, the latest first. Each row carries the hash of the one before."
      aside={
        verdict.data && (
          <Chip tone={verdict.data.outcome === "intact" ? "ok" : "danger"}>
            {verdict.data.outcome === "intact" ? `Intact: ${count(verdict.data.rows ?? 0)} rows` : `Broken at row ${verdict.data.no ?? 0}`}
          </Chip>
        )
      }
    >
      <form className="bar" onSubmit={find}>
        <label className="choice grow">
          <span>What was done</span>
          <input
            key={action}
            name="action"
            defaultValue={action}
            placeholder="all, or one such as device.locked; device.* finds every one of devices"
          />
        </label>
        <button type="submit" className="button button-secondary">
          Find
        </button>
      </form>
      <FilterBar also={filters} />
      <Shown read={read}>
        {({ rows, next }) => (
          <>
            <AuditTable rows={rows} />
            <Pager next={next === null ? null : String(next)} />
          </>
        )}
      </Shown>
    </Page>
  );
};

/** An operator by their address where whoever looks may know it: administrators know the team, everybody themselves. */
const useNames = (): ((actor: string) => string) => {
  const { session, may } = useWho();
  const team = useRead(Operators, may("admin") ? "/v1/operators" : null, "once");
  const known = [...(team.data?.operators ?? []), ...(session ? [session.operator] : [])];
  const names = new Map(known.map(({ id, email }) => [`operator:${id}`, email]));
  return (actor) => names.get(actor) ?? (/^(operator|device):/.test(actor) ? actor.replace(/:.*(.{6})$/, " …$1") : actor);
};

/** A way to every row that has this in it. */
const Only = ({ of, value, name }: { readonly of: (typeof filters)[number]; readonly value: string; readonly name: string }): JSX.Element => {
  const address = useAddress();
  return (
    <Link href={address("/audit", { [of]: value })} className="clip" title={value}>
      {name}
    </Link>
  );
};

const told = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(told).join(", ");
  if (typeof value !== "string") return JSON.stringify(value);
  return /^[a-z]{2,3}_[0-9a-f]{32}$/.test(value) ? shortId(value) : value;
};

const factsOf = (data: AuditRow["data"]): string =>
  Object.entries(data)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${words(name)}: ${told(value)}`)
    .join("; ");

const AuditTable = ({ rows }: { readonly rows: readonly AuditRow[] }): JSX.Element => {
  const { timeZone } = useRange();
  const nameOf = useNames();
  return (
    <DataTable
      caption="Audit"
      rows={rows}
      rowKey={({ no }) => String(no)}
      sortable={false}
      empty="No such row"
      emptyHint="Take a filter off, or write fewer letters of what was done: device.* finds every deed about devices."
      columns={[
        { key: "no", title: "No.", numeric: true, value: ({ no }) => no },
        { key: "at", title: "When", value: ({ at }) => at, cell: ({ at }) => momentToSecond(at, timeZone) },
        { key: "actor", title: "Who", value: ({ actor }) => actor, cell: ({ actor }) => <Only of="actor" value={actor} name={nameOf(actor)} /> },
        { key: "action", title: "What", value: ({ action }) => action, cell: ({ action }) => <code>{action}</code> },
        {
          key: "subject",
          title: "To what",
          value: ({ subject }) => subject,
          cell: ({ subject }) => <Only of="subject" value={subject} name={shortId(subject)} />,
        },
        {
          key: "data",
          title: "Facts",
          value: ({ data }) => JSON.stringify(data),
          cell: ({ data }) => <span className="small facts-text">{factsOf(data) || "–"}</span>,
        },
      ]}
    />
  );
};
