/** @jsxImportSource react */
import type { JSX } from "react";
import { Link, useSearchParams } from "wouter";
import { pathWith } from "../api/client.ts";
import { AuditRows, AuditVerdict, Operators, type AuditRow } from "../api/more-shapes.ts";
import { useRead } from "../api/use-read.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Chip, Page } from "../parts/page.tsx";
import { Shown } from "../parts/states.tsx";
import { count, moment, words } from "../view/format.ts";
import { useAddress, useRange } from "../view/use-range.ts";
import { useWho } from "../view/who.ts";

const PAGE = 100;
const head = pathWith("/v1/audit", { limit: 1 });

/** Who did what: a chain in which nothing can be changed unseen. */
export const AuditPage = (): JSX.Element => {
  const [params] = useSearchParams();
  const end = useRead(AuditRows, head);
  const verdict = useRead(AuditVerdict, "/v1/audit/verification", "once");
  const last = end.data?.head.no ?? null;
  const asked = Number(params.get("before") ?? Number.NaN);
  const before = Number.isInteger(asked) && asked > 0 ? asked : last;
  const from = before === null ? null : Math.max(0, before - PAGE);
  const read = useRead(
    AuditRows,
    from === null || before === null ? null : pathWith("/v1/audit", { after: from, limit: Math.max(1, before - from) }),
  );
  const address = useAddress();
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
      <Shown read={read.data || read.problem ? read : { ...end, data: null }}>
        {({ rows }) => (
          <>
            <AuditTable rows={rows.toReversed()} />
            {from !== null && from > 0 && (
              <nav className="pager" aria-label="Pages">
                <Link href={address("/audit", { before: String(from) })}>Earlier</Link>
              </nav>
            )}
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
  return (actor) => names.get(actor) ?? (actor.startsWith("operator:") ? `operator …${actor.slice(-6)}` : actor);
};

const Actor = ({ actor, name }: { readonly actor: string; readonly name: string }): JSX.Element => (
  <span className="clip" title={actor}>
    {name}
  </span>
);

const Facts = ({ data }: { readonly data: AuditRow["data"] }): JSX.Element => (
  <span className="clip wide" title={JSON.stringify(data)}>
    {Object.entries(data)
      .map(([name, value]) => `${words(name)}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
      .join(", ") || "–"}
  </span>
);

const AuditTable = ({ rows }: { readonly rows: readonly AuditRow[] }): JSX.Element => {
  const { timeZone } = useRange();
  const nameOf = useNames();
  return (
    <DataTable
      caption="Audit"
      rows={rows}
      rowKey={({ no }) => String(no)}
      sortable={false}
      empty="Nothing was done yet"
      columns={[
        { key: "no", title: "No.", numeric: true, value: ({ no }) => no },
        { key: "at", title: "When", value: ({ at }) => at, cell: ({ at }) => moment(at, timeZone) },
        { key: "actor", title: "Who", value: ({ actor }) => actor, cell: ({ actor }) => <Actor actor={actor} name={nameOf(actor)} /> },
        { key: "action", title: "What", value: ({ action }) => action, cell: ({ action }) => <code>{action}</code> },
        {
          key: "subject",
          title: "To what",
          value: ({ subject }) => subject,
          cell: ({ subject }) => (
            <span className="clip" title={subject}>
              {subject}
            </span>
          ),
        },
        {
          key: "data",
          title: "Facts",
          value: ({ data }) => JSON.stringify(data),
          cell: ({ data }) => <Facts data={data} />,
        },
      ]}
    />
  );
};
