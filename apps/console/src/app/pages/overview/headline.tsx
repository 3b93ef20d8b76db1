/** @jsxImportSource react */
import type { AnalyticsOverview } from "@drawbridge/contract";
import type { JSX, ReactNode } from "react";
import { Link } from "wouter";
import { useDrill, type Counted, type Moments } from "../../view/drill.ts";
import { count, share } from "../../view/format.ts";

interface HeadlineProps {
  readonly data: AnalyticsOverview;
  readonly before: AnalyticsOverview | null;
  readonly moments: Moments;
}

/** The numbers that matter most; each leads to what it counts. */
export const Headline = ({ data, before, moments }: HeadlineProps): JSX.Element => {
  const drill = useDrill(moments);
  const sessions = (counted: string): string => drill("/sessions", { counted });
  const events = (type: string, more: Counted = {}): string => drill("/events", { type, ...more });
  return (
    <ul className="tiles" aria-label="Numbers">
      <Tile name="Sessions" value={count(data.opened)} before={before && count(before.opened)} to={sessions("session.opened")}>
        {count(data.returning)} by people who came back
      </Tile>
      <Tile name="Conversion" value={share(data.conversion)} before={before && share(before.conversion)} to={sessions("session.completed")}>
        {share(data.conversionNew)} new, {share(data.conversionReturning)} returning
      </Tile>
      <Tile
        name="Connected"
        value={count(data.connected)}
        before={before && count(before.connected)}
        to={events("accounts.added", { counted: "session.connected" })}
      >
        {share(data.successRate)} of those who tried
      </Tile>
      <Tile name="Errors per attempt" value={share(data.errorRate)} before={before && share(before.errorRate)} to={events(failures)}>
        {count(data.failures)} of {count(data.attempts)} attempts
      </Tile>
      <Tile
        name="Attempts per success"
        value={ratio(data.attemptsPerSuccess)}
        before={before && ratio(before.attemptsPerSuccess)}
        to={events(attempts)}
      >
        {count(data.attempts)} for {count(data.connected)} connected
      </Tile>
      <Tile name="Timed out" value={share(data.timeoutRate)} before={before && share(before.timeoutRate)} to={sessions("ended.timeout")}>
        {count(data.timeouts)} {data.timeouts === 1 ? "session" : "sessions"}
      </Tile>
      <Tile name="Repaired" value={share(data.repairs.rate)} before={before && share(before.repairs.rate)} to={sessions("session.repaired")}>
        {count(data.repairs.repaired)} of {count(data.repairs.opened)} sent to repair
        {data.repairs.nothingToFix > 0 && `, ${count(data.repairs.nothingToFix)} had nothing to fix`}
      </Tile>
      <Tile
        name="Back from the bank"
        value={share(data.oauth.returnRate)}
        before={before && share(before.oauth.returnRate)}
        to={events("oauth.launched")}
      >
        {count(data.oauth.returned)} of {count(data.oauth.launched)} launched
      </Tile>
    </ul>
  );
};

const failures = "sign_in.failed,mfa.failed,oauth.failed,accounts.add_failed,accounts.remove_failed";
const attempts = "sign_in.started,mfa.started,oauth.launched,accounts.adding,accounts.removing";
const ratio = (value: number | null): string => (value === null ? "–" : value.toFixed(2));

interface TileProps {
  readonly name: string;
  readonly value: string;
  readonly before: string | null;
  readonly to: string;
  readonly children?: ReactNode;
}

const Tile = ({ name, value, before, to, children }: TileProps): JSX.Element => (
  <li className="tile">
    <span className="tile-name">{name}</span>
    <Link href={to} className="tile-value" aria-label={`${name}: ${value}`}>
      {value}
    </Link>
    {before !== null && <span className="tile-before">{before} in the days before</span>}
    {children && <span className="muted">{children}</span>}
  </li>
);
