import { scanTypos } from "./scan-typos.ts";
import type { TermList } from "./term-list.ts";

/** A row that matches every token, with the sum of what each token scored. */
export type VisitMatch = (row: number, score: number) => void;

/** Visits the rows that match every token. */
export type Match = (query: { readonly tokens: readonly string[]; readonly tolerance: Tolerance }, visit: VisitMatch) => void;

/** When typing errors are looked for: never, or where a token matches nothing as typed, or for every token. */
export type Tolerance = "none" | "unmatched" | "all";

/** A term that a token may mean, and how good the match is. */
interface CloseTerm {
  readonly term: number;
  readonly factor: number;
}

/** The terms that a token may mean. */
interface Meaning {
  /** Terms that begin with it: from the first up to, not including, the second. */
  readonly from: number;
  readonly to: number;
  /** The term that it is; -1 when there is none. */
  readonly exact: number;
  readonly close: readonly CloseTerm[];
  /** Rows of all these terms, counted with repetition. */
  readonly rows: number;
}

const WHOLE_WORD = 1.2;
const CLOSE = { whole: [WHOLE_WORD, 0.6, 0.35], start: [1, 0.5, 0.3] } as const;

/** A short word is one edit away from too much, and a number with a wrong digit is another bank's. */
const editsAllowed = (token: string, alone: boolean): number => {
  if (token.length < (alone ? 4 : 3) || /\d/.test(token)) return 0;
  return token.length < 7 ? 1 : 2;
};

/** The closest terms in the first tier that has any, with as few edits as find one. */
const closeTerms = ({ typoTiers }: TermList, token: string, alone: boolean): readonly CloseTerm[] => {
  const allowed = editsAllowed(token, alone);
  // A domain is typed alone.
  for (const tier of alone ? typoTiers : typoTiers.slice(0, 1)) {
    for (let most = 1; most <= allowed; most += 1) {
      const found: CloseTerm[] = [];
      scanTypos(tier, { typed: token, most }, (at, distance, whole) => {
        if (distance > 0) found.push({ term: tier.positions[at] ?? 0, factor: CLOSE[whole ? "whole" : "start"][distance] ?? 0 });
      });
      if (found.length > 0) return found;
    }
  }
  return [];
};

const meaningOf = (list: TermList, token: string, { tolerance, alone }: { readonly tolerance: Tolerance; readonly alone: boolean }): Meaning => {
  const [from, to] = list.rangeOf(token);
  const close = tolerance === "all" || (tolerance === "unmatched" && from === to) ? closeTerms(list, token, alone) : [];
  const rows = close.reduce((sum, { term }) => sum + list.countRows(term, term + 1), list.countRows(from, to));
  return { from, to, close, rows, exact: list.terms[from] === token ? from : -1 };
};

/** Working memory over all rows and terms, cleared after each search, so that nothing is allocated a row. */
interface Board {
  readonly scores: Float32Array;
  readonly rows: Uint32Array;
  readonly factors: Float32Array;
}

/** Fills the board with the rows of the rarest token; answers how many. */
const takeFirst = (list: TermList, { scores, rows }: Board, { from, to, exact, close }: Meaning): number => {
  let count = 0;
  const take = (term: number, factor: number): void => {
    list.visitRows(term, (row, weight) => {
      const known = scores[row] ?? 0;
      if (known === 0) rows[count++] = row;
      if (weight * factor > known) scores[row] = weight * factor;
    });
  };
  for (let term = from; term < to; term += 1) take(term, term === exact ? WHOLE_WORD : 1);
  for (const { term, factor } of close) take(term, factor);
  return count;
};

/** Keeps the rows that match another token, too; answers how many. */
const keepMatching = (list: TermList, board: Board, { count, meaning }: { readonly count: number; readonly meaning: Meaning }): number => {
  const { scores, rows, factors } = board;
  const { from, to, exact, close } = meaning;
  for (const { term, factor } of close) factors[term] = factor;
  let kept = 0;
  for (let at = 0; at < count; at += 1) {
    const row = rows[at] ?? 0;
    const best = list.bestTerm(row, (term) => (term >= from && term < to ? (term === exact ? WHOLE_WORD : 1) : (factors[term] ?? 0)));
    scores[row] = best > 0 ? (scores[row] ?? 0) + best : 0;
    if (best > 0) rows[kept++] = row;
  }
  for (const { term } of close) factors[term] = 0;
  return kept;
};

/**
 * Matches tokens against the terms of `size` rows. A token scores in a row what its best term there weighs, and a row
 * counts only when every token scores. The rarest token is looked up; the others are checked in the rows it left.
 */
export const createMatcher = (list: TermList, size: number): Match => {
  const board: Board = { scores: new Float32Array(size), rows: new Uint32Array(size), factors: new Float32Array(list.terms.length) };
  return ({ tokens, tolerance }, visit) => {
    const [first, ...others] = tokens
      .map((token) => meaningOf(list, token, { tolerance, alone: tokens.length === 1 }))
      .toSorted((a, b) => a.rows - b.rows);
    if (!first || first.rows === 0) return;
    let count = takeFirst(list, board, first);
    for (const meaning of others) count = keepMatching(list, board, { count, meaning });
    for (let at = 0; at < count; at += 1) {
      const row = board.rows[at] ?? 0;
      visit(row, board.scores[row] ?? 0);
      board.scores[row] = 0;
    }
  };
};
