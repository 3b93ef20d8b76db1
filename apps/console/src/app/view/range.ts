import { filterNames } from "./filter-names.ts";

/** The days a page looks at, as its address says. `to` is the last day, included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
  /** IANA name of the zone that days begin in. */
  readonly timeZone: string;
  readonly compare: boolean;
  /** How many days up to today; null: chosen by hand. */
  readonly days: number | null;
}

const DAY_MS = 86_400_000;
const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** The day it is in a zone. */
export const dayIn = (timeZone: string, at: Date): string => {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(at);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")}`;
};

/** The day so many days after another. */
export const dayAfter = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** True when the browser knows the zone. */
export const isZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
};

/** Reads the range of an address; whatever cannot be read is the last 30 days in the browser's zone. */
export const readRange = (params: URLSearchParams, { now, ownZone }: { readonly now: Date; readonly ownZone: string }): DayRange => {
  const asked = params.get("tz") ?? ownZone;
  const timeZone = isZone(asked) ? asked : "UTC";
  const compare = params.get("compare") === "1";
  const [from, to] = [params.get("from"), params.get("to")];
  if (isDay(from) && isDay(to) && from <= to) return { from, to, timeZone, compare, days: null };
  const wanted = Number(params.get("days") ?? 30);
  const days = Number.isInteger(wanted) && wanted >= 1 && wanted <= 366 ? wanted : 30;
  const today = dayIn(timeZone, now);
  return { from: dayAfter(today, 1 - days), to: today, timeZone, compare, days };
};

/** The range as the analytics routes take it: up to and without `to`. */
export const rangeQuery = ({ from, to, timeZone, compare }: DayRange) => ({ from, to: dayAfter(to, 1), timeZone, compare });

/** Names of the parameters that every page keeps. */
export const keptParams = ["days", "from", "to", "tz", "compare", ...filterNames] as const;
