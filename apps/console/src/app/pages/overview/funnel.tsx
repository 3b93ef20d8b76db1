/** @jsxImportSource react */
import type { AnalyticsFunnel } from "@drawbridge/contract";
import type { JSX } from "react";
import { Link } from "wouter";
import { Figure } from "../../parts/figure.tsx";
import { count, share, words } from "../../view/format.ts";
import { NumberLink } from "../../parts/number-link.tsx";
import { useDrill, type Moments } from "../../view/drill.ts";

const titles: Readonly<Record<string, string>> = {
  opened: "Opened",
  chosen: "Chose a bank",
  tried: "Tried to sign in",
  signed_in: "Signed in",
  connected: "Connected",
  finished: "Finished",
};

/** The events that take a session to a step. */
const eventsOf: Readonly<Record<string, string>> = {
  opened: "session.started",
  chosen: "institution.selected",
  tried: "sign_in.started,oauth.launched",
  signed_in: "sign_in.succeeded,mfa.succeeded,oauth.returned",
  connected: "accounts.added",
  finished: "session.ended",
};

const MOST_STOPS = 6;

interface FunnelProps {
  readonly data: AnalyticsFunnel;
  readonly before: AnalyticsFunnel | null;
  readonly moments: Moments;
}

/** How far sessions came, step by step, and where the others stopped. */
export const Funnel = ({ data, before, moments }: FunnelProps): JSX.Element => {
  const drill = useDrill(moments);
  const earlier = new Map(before?.steps.map(({ step, sessions }) => [step, sessions]));
  const opened = data.steps[0]?.sessions ?? 0;
  const linkOf = (step: string): string => drill("/events", { type: eventsOf[step] ?? null, counted: `reached.${step}` });
  return (
    <Figure
      title="Funnel"
      table={{
        caption: "Funnel",
        rows: opened === 0 ? [] : data.steps,
        rowKey: ({ step }) => step,
        sortable: false,
        empty: "No session in these days",
        emptyHint: "Choose more days above, take a filter off, or open a link.",
        columns: [
          { key: "step", title: "Step", value: ({ step }) => titles[step] ?? words(step) },
          {
            key: "sessions",
            title: "Sessions",
            numeric: true,
            value: ({ sessions }) => sessions,
            cell: ({ step, sessions }) => <NumberLink value={sessions} to={linkOf(step)} />,
          },
          ...(before
            ? [{ key: "before", title: "Before", numeric: true, value: ({ step }: { readonly step: string }) => earlier.get(step) ?? 0 }]
            : []),
          { key: "share", title: "Of all", numeric: true, value: ({ share: part }) => part, cell: ({ share: part }) => share(part) },
          { key: "lost", title: "Stopped here", numeric: true, value: ({ lost }) => lost },
          { key: "drop", title: "Drop-off", numeric: true, value: ({ dropOff }) => dropOff, cell: ({ dropOff }) => share(dropOff) },
        ],
      }}
    >
      <ol className="funnel">
        {data.steps.map(({ step, sessions, share: part, lost, dropOff }) => (
          <li key={step}>
            <span className="funnel-name">{titles[step] ?? words(step)}</span>
            <span className="funnel-track" aria-hidden="true">
              <span className="funnel-bar" style={{ inlineSize: `${(part ?? 0) * 100}%` }} />
            </span>
            <Link href={linkOf(step)} className="funnel-count">
              {count(sessions)} <span className="muted">{share(part)}</span>
            </Link>
            {lost > 0 && (
              <span className="funnel-lost">
                {count(lost)} stopped here ({share(dropOff)})
              </span>
            )}
          </li>
        ))}
      </ol>
      <Stops data={data} moments={moments} />
    </Figure>
  );
};

const Stops = ({ data: { leftAt, lastAttempt }, moments }: Omit<FunnelProps, "before">): JSX.Element | null => {
  const drill = useDrill(moments);
  if (leftAt.length === 0) return null;
  return (
    <dl className="stops">
      <div>
        <dt>Last screen of those who left</dt>
        {leftAt.slice(0, MOST_STOPS).map(({ screen, sessions }) => (
          <dd key={screen}>
            {words(screen)} <NumberLink value={sessions} to={drill("/sessions", { counted: `left_at.${screen}` })} />
          </dd>
        ))}
      </div>
      <div>
        <dt>Their last attempt</dt>
        {lastAttempt.slice(0, MOST_STOPS).map(({ attempt, sessions }) => (
          <dd key={attempt}>
            {attempt === "none" ? "None" : words(attempt)}{" "}
            <NumberLink value={sessions} to={drill("/sessions", { counted: `last_attempt.${attempt}` })} />
          </dd>
        ))}
      </div>
    </dl>
  );
};
