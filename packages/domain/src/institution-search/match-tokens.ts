import { scanTypos } from "./scan-typos.ts";
import type { TermList, Visit } from "./term-list.ts";

/** A row that matches every token, with the sum of what each token scored. */
export type VisitMatch = (row: number, score: number) => void;

/** Visits the rows that match every token. */
export type Match = (query: { readonly tokens: readonly string[]; readonly tolerance: Tolerance }, visit: VisitMatch) => void;

/** When typing errors are looked for: never, or where a token matches nothing as typed, or for every token. */
export type Tolerance = "none" | "unmatched" | "all";

const WHOLE_WORD = 1.2;
const CLOSE = { whole: [WHOLE_WORD, 0.6, 0.35], start: [1, 0.5, 0.3] } as const;

/** Shorter words are one edit away from too much, and a number with a wrong digit is another bank's. */
const editsAllowed = (token: string): number => {
  if (token.length < 4 || /\d/.test(token)) return 0;
  return token.length < 7 ? 1 : 2;
};

/** Working memory over all rows, cleared after each search, so that nothing is allocated a row. */
class Board {
  readonly #sums: Float32Array;
  readonly #now: Float32Array;
  /** How many tokens a row has matched so far. */
  readonly #matched: Uint8Array;
  readonly #first: Uint32Array;
  readonly #later: Uint32Array;
  #position = 0;
  #count = 0;
  #firstCount = 0;

  constructor(size: number) {
    [this.#sums, this.#now] = [new Float32Array(size), new Float32Array(size)];
    [this.#first, this.#later] = [new Uint32Array(size), new Uint32Array(size)];
    this.#matched = new Uint8Array(size);
  }

  /** A row counts for a token only when it matched all tokens before; its best term there counts. */
  taker(factor: number): Visit {
    const [now, matched, position] = [this.#now, this.#matched, this.#position];
    const touched = position === 0 ? this.#first : this.#later;
    return (row, weight) => {
      if (matched[row] !== position) return;
      const known = now[row] ?? 0;
      if (known === 0) touched[this.#count++] = row;
      if (weight * factor > known) now[row] = weight * factor;
    };
  }

  /** Closes a token; answers how many rows are left. */
  endToken(): number {
    const left = this.#count;
    const touched = this.#position === 0 ? this.#first : this.#later;
    for (let at = 0; at < left; at += 1) {
      const row = touched[at] ?? 0;
      this.#sums[row] = (this.#sums[row] ?? 0) + (this.#now[row] ?? 0);
      this.#now[row] = 0;
      this.#matched[row] = this.#position + 1;
    }
    if (this.#position === 0) this.#firstCount = left;
    this.#position += 1;
    this.#count = 0;
    return left;
  }

  /** Visits the first `left` rows of the last token. */
  visit(left: number, visit: VisitMatch): void {
    const touched = this.#position === 1 ? this.#first : this.#later;
    for (let at = 0; at < left; at += 1) visit(touched[at] ?? 0, this.#sums[touched[at] ?? 0] ?? 0);
  }

  clear(): void {
    for (let at = 0; at < this.#firstCount; at += 1) {
      const row = this.#first[at] ?? 0;
      this.#sums[row] = 0;
      this.#matched[row] = 0;
    }
    this.#position = 0;
    this.#firstCount = 0;
  }
}

/** Matches tokens against the terms of `size` rows. */
export const createMatcher = (list: TermList, size: number): Match => {
  const board = new Board(size);
  const takeToken = (token: string, tolerance: Tolerance): void => {
    const [from, to] = list.rangeOf(token);
    const starts = board.taker(1);
    const whole = board.taker(WHOLE_WORD);
    for (let at = from; at < to; at += 1) list.visitRows(at, list.terms[at] === token ? whole : starts);
    const most = tolerance === "all" || (tolerance === "unmatched" && from === to) ? editsAllowed(token) : 0;
    if (most === 0) return;
    const takers = { whole: CLOSE.whole.map((factor) => board.taker(factor)), start: CLOSE.start.map((factor) => board.taker(factor)) };
    scanTypos(list, { typed: token, most }, (term, distance, isWhole) => {
      const taker = takers[isWhole ? "whole" : "start"][distance];
      if (distance > 0 && taker) list.visitRows(term, taker);
    });
  };
  return ({ tokens, tolerance }, visit) => {
    let left = 0;
    for (const token of tokens) {
      takeToken(token, tolerance);
      left = board.endToken();
      if (left === 0) break;
    }
    board.visit(left, visit);
    board.clear();
  };
};
