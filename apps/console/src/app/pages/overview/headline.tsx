/** @jsxImportSource react */
import type { AnalyticsOverview } from "@drawbridge/contract";
import type { JSX, ReactNode } from "react";
import { Link } from "wouter";
import { count, duration, share } from "../../view/format.ts";
import { useAddress } from "../../view/use-range.ts";

/** The moments a range means. */
export interface Moments {
  readonly from: string;
  readonly to: string;
}

interface HeadlineProps {
  readonly data: AnalyticsOverview;
  readonly before: AnalyticsOverview | null;
  readonly moments: Moments;
}

/** The numbers that matter most; each leads to what it counts. */
export const Headline = ({ data, before, moments }: HeadlineProps): JSX.Element => {
  const address = useAddress();
  const sessions = (end?: string): string => address("/sessions", { end, since: moments.from, until: moments.to });
  const events = (type: string): string => address("/events", { type, since: moments.from, until: moments.to });
  return (
    <ul className="tiles" aria-label="Numbers">
      <Tile name="Sessions" value={count(data.opened)} before={before && count(before.opened)} to={sessions()} />
      <Tile name="Conversion" value={share(data.conversion)} before={before && share(before.conversion)} to={sessions("complete")}>
        {share(data.conversionNew)} new, {share(data.conversionReturning)} returning
      </Tile>
      <Tile name="Connected" value={count(data.connected)} before={before && count(before.connected)} to={events("accounts.added")}>
        {share(data.successRate)} of those who tried
      </Tile>
      <Tile name="Errors per attempt" value={share(data.errorRate)} before={before && share(before.errorRate)} to={events("alert.shown")}>
        {count(data.failures)} of {count(data.attempts)} attempts
      </Tile>
      <Tile
        name="Time to connect"
        value={duration(data.timeToConnect.total.p50Ms)}
        before={before && duration(before.timeToConnect.total.p50Ms)}
        to={events("accounts.added")}
      >
        bank {duration(data.timeToConnect.bank.p50Ms)}, p95 {duration(data.timeToConnect.total.p95Ms)}
      </Tile>
      <Tile name="Timed out" value={share(data.timeoutRate)} before={before && share(before.timeoutRate)} to={sessions("timeout")}>
        {count(data.timeouts)} sessions
      </Tile>
      <Tile name="Repaired" value={share(data.repairs.rate)} before={before && share(before.repairs.rate)} to={events("connection.renewed")}>
        {count(data.repairs.repaired)} of {count(data.repairs.opened)}
      </Tile>
      <Tile
        name="Back from the bank"
        value={share(data.oauth.returnRate)}
        before={before && share(before.oauth.returnRate)}
        to={events("oauth.launched")}
      >
        {count(data.oauth.returned)} of {count(data.oauth.launched)}, {count(data.oauth.blocked)} blocked
      </Tile>
    </ul>
  );
};

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
    {before !== null && <span className="tile-before">before: {before}</span>}
    {children && <span className="muted">{children}</span>}
  </li>
);
