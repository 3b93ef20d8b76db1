/** @jsxImportSource react */
import type { JSX } from "react";
import { Link, useSearchParams } from "wouter";
import { pathWith } from "../api/client.ts";
import { Sessions, type Session } from "../api/shapes.ts";
import { useRead } from "../api/use-read.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Chip, Page } from "../parts/page.tsx";
import { Pager } from "../parts/pager.tsx";
import { Choice } from "../parts/choice.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { Shown } from "../parts/states.tsx";
import { UserLink } from "../parts/user-link.tsx";
import { drillNames } from "../view/drill.ts";
import { filterNames } from "../view/filter-names.ts";
import { languageName, moment, words } from "../view/format.ts";
import { useAddress, useParam, useRange } from "../view/use-range.ts";

const ends: readonly (readonly [string, string])[] = [
  ["", "All"],
  ["open", "Open now"],
  ["complete", "Complete"],
  ["exit", "Left"],
  ["abandoned", "Abandoned"],
  ["timeout", "Timed out"],
  ["error", "Error"],
];

/** How a session ended, or that it goes on. */
export const EndChip = ({ session: { endedAt, endReason, step } }: { readonly session: Session }): JSX.Element => {
  if (endedAt === null) return <Chip tone="plain">{step ? `Open: ${words(step)}` : "Open"}</Chip>;
  if (endReason === "complete") return <Chip tone="ok">Complete</Chip>;
  const told = ends.find(([reason]) => reason === endReason)?.[1] ?? words(endReason ?? "ended");
  return <Chip tone={endReason === "error" ? "danger" : endReason === "exit" ? "plain" : "warn"}>{told}</Chip>;
};

const drilled = drillNames.filter((name) => name !== "failure" && name !== "unanswered");

/** Every session, the newest first. */
export const SessionsPage = (): JSX.Element => {
  const [params] = useSearchParams();
  const [end, setEnd] = useParam("end");
  const narrowed = Object.fromEntries([...filterNames, ...drilled].map((name) => [name, params.get(name)]));
  const query = { end, userId: params.get("user"), ...narrowed, cursor: params.get("cursor") };
  const address = useAddress();
  const read = useRead(Sessions, pathWith("/v1/sessions", query));
  return (
    <Page title="Sessions" lead="Visits of people on a link, the newest first.">
      <div className="bar">
        <Choice label="How it ended" options={ends} value={end} onChange={setEnd} />
        <Link href={address("/events", { ...narrowed, user: params.get("user") })}>Events of these sessions</Link>
      </div>
      <FilterBar also={[...drilled, "user"]} />
      <Shown read={read}>
        {({ sessions, next }) => (
          <>
            <SessionTable sessions={sessions} />
            <Pager next={next} />
          </>
        )}
      </Shown>
    </Page>
  );
};

/** Sessions as a table. */
export const SessionTable = ({
  sessions,
  of = "everybody",
}: {
  readonly sessions: readonly Session[];
  readonly of?: "everybody" | "person";
}): JSX.Element => {
  const address = useAddress();
  const { timeZone } = useRange();
  return (
    <DataTable
      caption="Sessions"
      rows={sessions}
      rowKey={({ id }) => id}
      empty={of === "person" ? "This person has opened no link" : "No session fits"}
      emptyHint={`Sessions appear here the moment a link is opened.${of === "person" ? "" : " Take a filter off to see more."}`}
      columns={[
        {
          key: "createdAt",
          title: "Began",
          value: ({ createdAt }) => createdAt,
          cell: ({ id, createdAt }) => <Link href={address(`/sessions/${id}`)}>{moment(createdAt, timeZone)}</Link>,
        },
        { key: "end", title: "State", value: ({ endReason }) => endReason ?? "open", cell: (session) => <EndChip session={session} /> },
        {
          key: "user",
          title: "User",
          value: ({ externalId, userId }) => externalId ?? userId,
          cell: ({ externalId, userId }) => <UserLink userId={userId} externalId={externalId} />,
        },
        { key: "kind", title: "For", value: ({ kind }) => words(kind) },
        { key: "messages", title: "Face", value: ({ messages }) => words(messages) },
        { key: "locale", title: "Language", value: ({ locale }) => languageName(locale) },
      ]}
    />
  );
};
