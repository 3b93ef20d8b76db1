import { analyticsDimensions, type AnalyticsQuery } from "@drawbridge/contract";
import { analyticsQueries, type Range, type Tenant } from "@drawbridge/storage";
import type { Asked, Filters } from "../../analytics/analytics-source.ts";
import { AppError } from "../../http/app-error.ts";
import type { Deps } from "../../use-cases/deps.ts";

/** What a request asks, with the range before when it is to be compared. */
export interface AskedAnalytics {
  readonly question: Asked;
  readonly before: Asked | null;
}

const QUARTER_MS = 900_000;
const LONGEST_MS = 5 * 366 * 86_400_000;
const LONGEST_BY_HOUR_MS = 93 * 86_400_000;
const shape = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

const zoneName = /^(UTC|[A-Z][A-Za-z]+(\/[A-Za-z0-9_+-]+){1,2})$/; // an abbreviation or an offset has no calendar

const refuse = (detail: string): never => {
  throw new AppError("VALIDATION_FAILED", { detail });
};

const dateOf = (name: string, text: string | undefined): string | null => {
  if (text === undefined) return null;
  const day = text.slice(0, 10);
  const real = shape.test(text) && !Number.isNaN(Date.parse(text)) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  return real ? text : refuse(`${name} is neither a day (2026-03-01) nor a time (2026-03-01T09:00, with or without an offset)`);
};

/** Sums are kept by quarter hours; every zone's days begin with one. */
const widened = ({ from, to }: Range): Range => ({
  from: new Date(Math.floor(from.getTime() / QUARTER_MS) * QUARTER_MS),
  to: new Date(Math.ceil(to.getTime() / QUARTER_MS) * QUARTER_MS),
});

const filtersOf = (query: AnalyticsQuery): Filters => {
  const filters = Object.fromEntries(analyticsDimensions.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])));
  if (query.institution !== undefined && query.provider !== undefined)
    refuse("institution and provider exclude each other: an institution names its provider");
  if (query.experience === undefined) return filters;
  return { ...filters, experience: storedExperience(query.experience) };
};

/** `exp_…@3#b` as the numbers know it. */
export const storedExperience = (text: string): string =>
  text.replace(/^exp_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})/, "$1-$2-$3-$4-$5");

/** The value of a dimension as the native API prints it. */
export const printValue = (dimension: string, value: string): string =>
  dimension === "experience" ? value.replace(/^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})/, "exp_$1$2$3$4$5") : value;

/** Reads what a request asks; refuses what makes no sense. */
export const readQuestion = async (deps: Deps, tenant: Tenant, query: AnalyticsQuery): Promise<AskedAnalytics> => {
  const filters = filtersOf(query);
  const asked = { from: dateOf("from", query.from), to: dateOf("to", query.to), timeZone: query.timeZone };
  const found = zoneName.test(query.timeZone) ? await analyticsQueries(deps.storage.pool).resolve(asked, deps.now()) : null;
  if (!found) return refuse(`there is no time zone ${query.timeZone}`);
  const range = widened(found.range);
  const ms = range.to.getTime() - range.from.getTime();
  if (ms <= 0) refuse("from must be before to");
  if (ms > LONGEST_MS) refuse("at most five years at a time");
  if (query.interval === "hour" && ms > LONGEST_BY_HOUR_MS) refuse("by the hour at most 93 days at a time");
  const question = { tenantId: tenant.id, range, filters };
  return { question, before: query.compare ? { ...question, range: widened(found.before) } : null };
};
