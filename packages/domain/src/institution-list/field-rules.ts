import { jobTypes, type JobType } from "@drawbridge/contract";

/** A field as read, or why it cannot be. */
export type Read<T> = { readonly value: T } | { readonly reason: string };

/** Reads one field; `undefined` when the list does not carry it. */
export type Rule<T> = (raw: unknown) => Read<T>;

const value = <T>(read: T): Read<T> => ({ value: read });
const refuse = (reason: string): { readonly reason: string } => ({ reason });
const isEmpty = (raw: unknown): boolean => raw === undefined || raw === null || raw === "";

// Controls and direction overrides can make one name look like another.
const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd\p{Cs}]/u;

/** Text of one line; markup in it is only text. */
export const text =
  (most: number): Rule<string> =>
  (raw) => {
    if (isEmpty(raw)) return refuse("is missing");
    if (typeof raw !== "string") return refuse("is not text");
    if (UNPRINTABLE.test(raw)) return refuse("has control characters or broken letters");
    const trimmed = raw.trim();
    if (trimmed === "") return refuse("is missing");
    return trimmed.length <= most ? value(trimmed) : refuse(`is longer than ${most} letters`);
  };

/** Text of a fixed form; `form` says which. */
export const shaped =
  (pattern: RegExp, form: string): Rule<string> =>
  (raw) => {
    const read = text(500)(typeof raw === "number" ? String(raw) : raw);
    if ("reason" in read) return read;
    return pattern.test(read.value) ? read : refuse(`must be ${form}`);
  };

/** The rule, or `fallback` where the list says nothing. */
export const optional =
  <T>(rule: Rule<T>, fallback: T): Rule<T> =>
  (raw) =>
    isEmpty(raw) ? value(fallback) : rule(raw);

/** A list; in CSV its parts are separated by `|`. */
export const listOf =
  <T>(rule: Rule<T>, most: number): Rule<readonly T[]> =>
  (raw) => {
    if (isEmpty(raw)) return value([]);
    const parts: unknown = typeof raw === "string" ? raw.split("|") : raw;
    if (!Array.isArray(parts)) return refuse("is not a list");
    if (parts.length > most) return refuse(`has more than ${most} parts`);
    const read: T[] = [];
    for (const [at, part] of parts.entries()) {
      const one = rule(part);
      if ("reason" in one) return refuse(`part ${at + 1} ${one.reason}`);
      read.push(one.value);
    }
    return value([...new Set(read)]);
  };

/** An address that a browser may load or open. */
export const httpsAddress: Rule<string> = (raw) => {
  const read = text(2000)(raw);
  if ("reason" in read) return read;
  return URL.canParse(read.value) && new URL(read.value).protocol === "https:" ? read : refuse("must be an https address");
};

/** A whole number in a range. */
export const wholeNumber =
  (least: number, most: number): Rule<number> =>
  (raw) => {
    const number = typeof raw === "string" && /^\d{1,9}$/.test(raw.trim()) ? Number(raw) : raw;
    const fits = typeof number === "number" && Number.isInteger(number) && number >= least && number <= most;
    return fits ? value(number) : refuse(`must be a whole number from ${least} to ${most}`);
  };

/** `true` or `false`. */
export const yesOrNo: Rule<boolean> = (raw) => {
  const said = String(raw).toLowerCase();
  return said === "true" || said === "false" ? value(said === "true") : refuse("must be true or false");
};

/** One of the kinds of data a link may ask for. */
export const jobType: Rule<JobType> = (raw) => {
  const found = jobTypes.find((name) => name === raw);
  return found ? value(found) : refuse(`must be one of ${jobTypes.join(", ")}`);
};
