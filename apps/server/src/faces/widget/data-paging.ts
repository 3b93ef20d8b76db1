import { LAST_ID, type ChangePosition, type FeedPosition } from "@drawbridge/storage";
import { invalid } from "./problem.ts";

const LARGEST_PAGE = 500;

type Strings = Readonly<Record<string, string | undefined>>;

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const encode = (...parts: readonly (string | number)[]): string => Buffer.from(parts.join(" ")).toString("base64url");

const decode = (text: string): readonly string[] => Buffer.from(text, "base64url").toString("latin1").split(" ");

const wholeNumber = (text: string | undefined): number | null => {
  const value = text !== undefined && /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
};

/** Prints how many rows of a search a reader has. */
export const printPlace = (seen: number): string => encode("i", seen);

/** Reads it; null without a cursor. */
export const placeOf = ({ cursor }: Strings, last: number): number | null => {
  if (cursor === undefined) return null;
  const [mark, number, ...more] = decode(cursor);
  const seen = wholeNumber(number);
  if (mark !== "i" || seen === null || seen < 1 || seen > last || more.length > 0) throw invalid('"cursor" is not valid');
  return seen;
};

/** How many rows a page has; null where the whole answer is wanted. */
export const limitOf = ({ limit, cursor }: Strings): number | null => {
  if (limit === undefined) return cursor === undefined ? null : LARGEST_PAGE;
  const value = Number(limit);
  if (!/^-?\d+$/.test(limit)) throw invalid('"limit" must be an integer');
  if (value < 1) throw invalid('"limit" must be greater than or equal to 1');
  if (value > LARGEST_PAGE) throw invalid(`"limit" must be less than or equal to ${LARGEST_PAGE}`);
  return value;
};

/** Prints where a page of transactions ended. */
export const printPosition = ({ micros, id }: FeedPosition): string => encode("p", micros, id);

/** Reads it; null for the first page. */
export const positionOf = ({ cursor }: Strings): FeedPosition | null => {
  if (cursor === undefined) return null;
  const [mark, number, id = ""] = decode(cursor);
  const micros = wholeNumber(number);
  if (mark !== "p" || micros === null || !uuidPattern.test(id)) throw invalid('"cursor" is not valid');
  return { micros, id };
};

/** Where a reader of changes stands: what it had when it began, and how far it has come. */
export interface Since {
  readonly base: number;
  readonly at: ChangePosition;
}

/** Prints a `since` cursor. */
export const printSince = ({ base, at }: Since): string => encode("s", base, at.xid, at.id);

/** The place before a database transaction that has not ended yet. */
export const sinceHorizon = (horizon: number): Since => ({ base: horizon - 1, at: { xid: horizon - 1, id: LAST_ID } });

/** Reads a `since` cursor; `start` asks for everything. One from another database's future is refused. */
export const sinceOf = (text: string, horizon: number): Since => {
  if (text === "start") return { base: -1, at: { xid: -1, id: LAST_ID } };
  const [mark, first, second, id = ""] = decode(text);
  const base = wholeNumber(first);
  const xid = wholeNumber(second);
  if (mark !== "s" || base === null || xid === null || !uuidPattern.test(id) || xid >= horizon) throw invalid('"since" is not valid');
  return { base, at: { xid, id } };
};

/** One page of a short list that keeps its order; the cursor is the last id seen. */
export const pageOf = <T>(
  items: readonly T[],
  idOf: (item: T) => string,
  named: Strings,
): { readonly page: readonly T[]; readonly nextCursor?: string } => {
  const limit = limitOf(named);
  const after = named["cursor"] === undefined ? null : decode(named["cursor"]);
  const start = after === null ? 0 : items.findIndex((item) => after[0] === "l" && idOf(item) === after[1]) + 1;
  if (after !== null && start === 0) throw invalid('"cursor" is not valid');
  const page = items.slice(start, limit === null ? undefined : start + limit);
  const last = page.at(-1);
  return last === undefined || start + page.length === items.length ? { page } : { page, nextCursor: encode("l", idOf(last)) };
};
