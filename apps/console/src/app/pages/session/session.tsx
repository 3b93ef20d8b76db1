/** @jsxImportSource react */
import { useState, type JSX } from "react";
import { Link } from "wouter";
import { Timeline } from "../../api/shapes.ts";
import type { TimelineEntry } from "../../api/shapes.ts";
import { useRead } from "../../api/use-read.ts";
import { Page } from "../../parts/page.tsx";
import { Empty, Shown } from "../../parts/states.tsx";
import { languageName, moment, words } from "../../view/format.ts";
import { useAddress, useRange } from "../../view/use-range.ts";
import { EndChip } from "../sessions.tsx";
import { Entry } from "./entry.tsx";
import { Latency } from "./latency.tsx";

const lanes = ["screen", "attempt", "event", "webhook", "approval"] as const;
type Lane = (typeof lanes)[number];
const laneNames: Readonly<Record<Lane, string>> = {
  screen: "Screens",
  attempt: "Attempts",
  event: "Events",
  webhook: "Webhooks",
  approval: "Approvals",
};

/** One session: everything that happened around it in one line of time. */
export const SessionPage = ({ id }: { readonly id: string }): JSX.Element => {
  const read = useRead(Timeline, `/v1/sessions/${encodeURIComponent(id)}/timeline`);
  const address = useAddress();
  const { timeZone } = useRange();
  return (
    <Page title="Session" lead={id} aside={<Link href={address("/sessions")}>All sessions</Link>}>
      <Shown read={read}>
        {({ session, entries }) => (
          <>
            <dl className="facts">
              <div>
                <dt>State</dt>
                <dd>
                  <EndChip session={session} />
                </dd>
              </div>
              <div>
                <dt>User</dt>
                <dd>
                  <Link href={address(`/users/${session.userId}`)}>{session.externalId ?? session.userId}</Link>
                </dd>
              </div>
              <div>
                <dt>For</dt>
                <dd>{words(session.kind)}</dd>
              </div>
              <div>
                <dt>Began</dt>
                <dd>{moment(session.createdAt, timeZone)}</dd>
              </div>
              <div>
                <dt>Ended</dt>
                <dd>{moment(session.endedAt, timeZone)}</dd>
              </div>
              <div>
                <dt>Language</dt>
                <dd>{languageName(session.locale)}</dd>
              </div>
            </dl>
            <Latency entries={entries} />
            <Line entries={entries} timeZone={timeZone} />
          </>
        )}
      </Shown>
    </Page>
  );
};

const Line = ({ entries, timeZone }: { readonly entries: readonly TimelineEntry[]; readonly timeZone: string }): JSX.Element => {
  const [hidden, setHidden] = useState<ReadonlySet<Lane>>(new Set());
  const toggle = (lane: Lane): void =>
    setHidden((before) => (before.has(lane) ? new Set([...before].filter((one) => one !== lane)) : new Set([...before, lane])));
  const counted = (lane: Lane): number => entries.filter((entry) => entry.lane === lane).length;
  const shown = entries.filter(({ lane }) => !hidden.has(lane));
  const start = Date.parse(entries[0]?.at ?? "");
  return (
    <section className="panel" aria-label="Line of time">
      <div className="panel-head">
        <h2>Line of time</h2>
        <div className="segments" role="group" aria-label="What is shown">
          {lanes.map((lane) => (
            <button key={lane} type="button" aria-pressed={!hidden.has(lane)} onClick={() => toggle(lane)}>
              {laneNames[lane]} {counted(lane)}
            </button>
          ))}
        </div>
      </div>
      {shown.length === 0 && <Empty title="Nothing to show">Turn something on above.</Empty>}
      <ol className="timeline">
        {shown.map((entry, index) => (
          <Entry key={`${entry.at}-${index}`} entry={entry} start={start} timeZone={timeZone} />
        ))}
      </ol>
    </section>
  );
};
