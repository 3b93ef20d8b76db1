/** @jsxImportSource react */
import { useState, type FormEvent, type JSX } from "react";
import { Link, useSearchParams } from "wouter";
import { downloadApi, pathWith } from "../api/client.ts";
import { toProblem, type ApiProblem } from "../api/problem.ts";
import { Events, type LoggedEvent } from "../api/shapes.ts";
import { useRead } from "../api/use-read.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Page } from "../parts/page.tsx";
import { Pager } from "../parts/pager.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { Failed, Shown } from "../parts/states.tsx";
import { UserLink } from "../parts/user-link.tsx";
import { drillNames } from "../view/drill.ts";
import { filterNames } from "../view/filter-names.ts";
import { momentToSecond } from "../view/format.ts";
import { useAddress, useParam, useRange } from "../view/use-range.ts";
import { useUserNames } from "../view/use-user-names.ts";

const nameIn = (value: unknown): string | null => {
  const name = typeof value === "object" && value !== null ? Reflect.get(value, "name") : null;
  return typeof name === "string" ? name : null;
};

/** The log behind every number, the newest first. */
export const EventsPage = (): JSX.Element => {
  const [params] = useSearchParams();
  const [type, setType] = useParam("type");
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const filter = {
    type,
    sessionId: params.get("session"),
    userId: params.get("user"),
    institutionId: params.get("institutionId"),
    connectionId: params.get("connection"),
    ...Object.fromEntries([...filterNames, ...drillNames].map((name) => [name, params.get(name)])),
  };
  const read = useRead(Events, pathWith("/v1/events", { ...filter, order: "newest", limit: 100, after: params.get("cursor") }));
  const keep = (format: "csv" | "ndjson") => () => {
    downloadApi(pathWith("/v1/events/export", { ...filter, format }), `events.${format}`).then(
      () => setProblem(null),
      (error: unknown) => setProblem(toProblem(error)),
    );
  };
  const find = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get("type");
    setType(typeof typed === "string" ? typed.trim() : "");
  };
  return (
    <Page title="Events" lead="The log behind every number, the newest first.">
      <form className="bar" onSubmit={find}>
        <label className="choice grow">
          <span>Type</span>
          <input key={type} name="type" defaultValue={type} placeholder="all, or one such as sign_in.failed" />
        </label>
        <button type="submit" className="button button-secondary">
          Find
        </button>
        <span className="bar-group">
          <button type="button" className="button button-quiet" onClick={keep("csv")}>
            Export CSV
          </button>
          <button type="button" className="button button-quiet" onClick={keep("ndjson")}>
            Export NDJSON
          </button>
        </span>
      </form>
      <FilterBar also={[...drillNames, "institutionId", "user", "session", "connection"]} />
      {problem && <Failed problem={problem} />}
      <Shown read={read}>
        {({ events, next }) => (
          <>
            <EventTable events={events} />
            <Pager next={next} />
          </>
        )}
      </Shown>
    </Page>
  );
};

const TypeWithFacts = ({ type, data }: Pick<LoggedEvent, "type" | "data">): JSX.Element => (
  <details className="facts-below">
    <summary>
      <code>{type}</code>
    </summary>
    <pre tabIndex={0} aria-label={`Facts of ${type}`}>
      {JSON.stringify(data, null, 2)}
    </pre>
  </details>
);

const EventTable = ({ events }: { readonly events: readonly LoggedEvent[] }): JSX.Element => {
  const address = useAddress();
  const { timeZone } = useRange();
  const names = useUserNames(events.map(({ userId }) => userId));
  return (
    <DataTable
      caption="Events"
      rows={events}
      rowKey={({ id }) => id}
      sortable={false}
      empty="No such event"
      emptyHint="Take a filter off, or write fewer letters of the type: session.* finds every one of sessions."
      columns={[
        { key: "at", title: "When", value: ({ occurredAt }) => occurredAt, cell: ({ occurredAt }) => momentToSecond(occurredAt, timeZone) },
        { key: "type", title: "Type", value: ({ type }) => type, cell: ({ type, data }) => <TypeWithFacts type={type} data={data} /> },
        { key: "institution", title: "Institution", value: ({ data }) => nameIn(data["institution"]) },
        { key: "failure", title: "Failure", value: ({ data }) => (typeof data["failure"] === "string" ? data["failure"] : null) },
        {
          key: "session",
          title: "Session",
          value: ({ sessionId }) => sessionId,
          cell: ({ sessionId }) =>
            sessionId && (
              <Link href={address(`/sessions/${sessionId}`)} className="clip">
                Line of time
              </Link>
            ),
        },
        {
          key: "user",
          title: "User",
          value: ({ userId }) => userId,
          cell: ({ userId }) => userId && <UserLink userId={userId} externalId={names.get(userId)} />,
        },
      ]}
    />
  );
};
