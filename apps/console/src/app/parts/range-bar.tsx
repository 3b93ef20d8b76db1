/** @jsxImportSource react */
import type { ChangeEvent, JSX } from "react";
import { useSearchParams } from "wouter";
import { useRange } from "../view/use-range.ts";

const presets: readonly (readonly [number, string])[] = [
  [1, "Today"],
  [7, "7 days"],
  [30, "30 days"],
  [90, "90 days"],
];

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const zones: readonly string[] = [...new Set([ownZone, "UTC", ...Intl.supportedValuesOf("timeZone")])];
const zoneName = (zone: string): string => zone.replaceAll("_", " ");

/** Which days, in which zone, and whether beside the days before: all of it is in the address. */
export const RangeBar = (): JSX.Element => {
  const range = useRange();
  const [, setParams] = useSearchParams();
  const change = (values: Readonly<Record<string, string | null>>): void =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(values)) {
        if (value === null || value === "") next.delete(name);
        else next.set(name, value);
      }
      return next;
    });
  const onDay = (name: "from" | "to") => (event: ChangeEvent<HTMLInputElement>) => {
    const day = event.target.value;
    if (day === "") return;
    const days = { from: range.from, to: range.to, [name]: day };
    change({ days: null, from: days.from <= days.to ? days.from : day, to: days.from <= days.to ? days.to : day });
  };
  return (
    <div className="range" role="group" aria-label="Days shown">
      <div className="segments" role="group" aria-label="Usual ranges">
        {presets.map(([days, name]) => (
          <button type="button" key={days} aria-pressed={range.days === days} onClick={() => change({ days: String(days), from: null, to: null })}>
            {name}
          </button>
        ))}
      </div>
      <button
        type="button"
        className="button button-quiet"
        aria-pressed={range.days === 7 && range.compare}
        onClick={() => change({ days: "7", from: null, to: null, compare: "1" })}
      >
        Week on week
      </button>
      <label className="check">
        <input type="checkbox" checked={range.compare} onChange={(event) => change({ compare: event.target.checked ? "1" : null })} />
        <span>Compare with before</span>
      </label>
      <div className="range-days">
        <input type="date" aria-label="From" value={range.from} max={range.to} onChange={onDay("from")} />
        <span aria-hidden="true">–</span>
        <input type="date" aria-label="To" value={range.to} min={range.from} onChange={onDay("to")} />
      </div>
      <select aria-label="Time zone" value={range.timeZone} onChange={(event) => change({ tz: event.target.value })}>
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zoneName(zone)}
          </option>
        ))}
      </select>
    </div>
  );
};
