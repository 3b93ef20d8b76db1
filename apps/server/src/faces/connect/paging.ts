import { ConnectProblem } from "./problem.ts";

/** A page asked for: `start` counts from 1. */
export interface Paging {
  readonly start: number;
  readonly limit: number;
}

const MOST = 1000; // rows an answer holds at most
const USUAL = 25;

const countOf = (text: string | undefined, name: string, fallback: number): number => {
  if (text === undefined || text === "") return fallback;
  if (/^-[0-9]+$/.test(text)) throw new ConnectProblem(400, 1618, `${name} may not be negative`);
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new ConnectProblem(400, 10_100, `${name} must be a number from 1`);
  return Number(text);
};

/** Reads `start` and `limit`. */
export const pagingOf = (query: Readonly<Record<string, string>>): Paging => ({
  start: countOf(query["start"], "start", 1),
  limit: Math.min(countOf(query["limit"], "limit", USUAL), MOST),
});

/** Whole seconds since 1970, as this face prints times. */
export const epochSeconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** The head every list has. */
export const listHead = (found: number, displaying: number, { start }: Paging) => ({
  found,
  displaying,
  moreAvailable: start - 1 + displaying < found,
});
