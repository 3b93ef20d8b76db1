/** @jsxImportSource react */
import type { JSX } from "react";
import type { TimelineEntry } from "../../api/shapes.ts";
import { duration, words } from "../../view/format.ts";

/** Where the time went: what the person spent on screens beside what the bank took. */
export const Latency = ({ entries }: { readonly entries: readonly TimelineEntry[] }): JSX.Element | null => {
  const screens = entries.filter(({ lane, durationMs }) => lane === "screen" && durationMs !== null && durationMs > 0);
  const total = screens.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  if (total === 0) return null;
  return (
    <section className="panel" aria-label="Where the time went">
      <div className="panel-head">
        <h2>Where the time went</h2>
        <span className="muted">{duration(total)} in all</span>
      </div>
      <div className="strip" aria-hidden="true">
        {screens.map(({ name, at, durationMs }) => (
          <span
            key={at}
            className={name === "connecting" ? "strip-bank" : "strip-person"}
            style={{ flexGrow: durationMs ?? 0 }}
            title={`${words(name)} ${duration(durationMs)}`}
          />
        ))}
      </div>
      <ul className="strip-legend">
        {screens.map(({ name, at, durationMs }) => (
          <li key={at}>
            <span className={name === "connecting" ? "key-bank" : "key-person"} aria-hidden="true" />
            {name === "connecting" ? "Waiting for the bank" : words(name)} <strong>{duration(durationMs)}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
};
