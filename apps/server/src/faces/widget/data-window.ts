import { invalid } from "./problem.ts";

const DAY_MS = 86_400_000;
const DAYS_BACK = 120; // widget-and-data.md, 7.1
const DAYS_AHEAD = 5; // the same

/** From and to, both included. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

type Strings = Readonly<Record<string, string | undefined>>;

interface Moment {
  readonly name: string;
  readonly at: Date;
  readonly wholeDay: boolean;
}

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/;

/** A day, or an instant (UTC unless it says otherwise), that the calendar has. */
const momentOf = (name: string, text: string): Moment => {
  const wholeDay = dayPattern.test(text);
  const zoned = wholeDay || /(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`;
  const at = new Date(wholeDay || instantPattern.test(text) ? zoned : Number.NaN);
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const exists = !Number.isNaN(at.getTime()) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  if (!exists) throw invalid(`"${name}" must be in iso format`);
  return { name, at, wholeDay };
};

/** One end of the window under either of its names; never both. */
const endOf = (named: Strings, names: readonly [string, string]): Moment | null => {
  const [name, ...more] = names.filter((each) => named[each] !== undefined);
  if (name === undefined) return null;
  if (more.length > 0) throw invalid(`"${names[1]}" is not allowed beside "${names[0]}"`);
  return momentOf(name, named[name] ?? "");
};

/** The window of a request: a day as an end means all of that day. */
export const windowOf = (named: Strings, now: Date): Window => {
  const start = endOf(named, ["startDate", "start_time"]);
  const end = endOf(named, ["endDate", "end_time"]);
  const from = start?.at ?? new Date(now.getTime() - DAYS_BACK * DAY_MS);
  const last = end?.at ?? new Date(now.getTime() + DAYS_AHEAD * DAY_MS);
  const to = end && !end.wholeDay ? last : new Date(Math.floor(last.getTime() / DAY_MS) * DAY_MS + DAY_MS - 1);
  if (start && end && to < from) throw invalid(`"${end.name}" must be greater than or equal to "${start.name}"`);
  return { from: start ? from : new Date(Math.floor(from.getTime() / DAY_MS) * DAY_MS), to };
};
