/** A term close to what was typed. `whole`: the term itself; otherwise it only begins with something close. */
export type VisitTypo = (term: number, distance: number, whole: boolean) => void;

/** What is typed, and how many insertions, deletions, substitutions or swaps of neighbours it may be away. */
export interface TypoQuery {
  readonly typed: string;
  readonly most: number;
}

/** Terms in order, and how many letters each shares with the one before it. */
export interface SortedTerms {
  readonly terms: readonly string[];
  readonly shared: Uint8Array;
  readonly jumps: readonly Uint32Array[];
}

const FAR = 100;
const JUMPED = 5; // deeper beginnings are shared by few terms

/** For each of the first depths, where from any term the next one stands that shares fewer letters than that with the one before it. */
export const jumpsOf = (shared: Uint8Array): readonly Uint32Array[] =>
  Array.from({ length: JUMPED + 1 }, (_, depth) => {
    const next = new Uint32Array(shared.length);
    let stop = shared.length;
    for (let at = shared.length - 1; at >= 0; at -= 1) {
      next[at] = stop;
      if ((shared[at] ?? 0) < depth) stop = at;
    }
    return next;
  });

/** The first term after `at` that begins otherwise, in its first `depth` letters. */
const nextOther = ({ shared, jumps }: SortedTerms, at: number, depth: number): number => {
  const known = jumps[depth];
  if (known) return known[at] ?? shared.length;
  let next = at + 1;
  while (next < shared.length && (shared[next] ?? 0) >= depth) next += 1;
  return next;
};

/**
 * Visits every term that is, or begins with, something within `most` edits of what was typed.
 *
 * Terms come in order, so the table of edits is kept for the letters a term shares with the one before, and a beginning
 * that is already too far away skips all terms that share it. Only cells near the diagonal are filled.
 */
export const scanTypos = (list: SortedTerms, { typed, most }: TypoQuery, visit: VisitTypo): void => {
  const width = typed.length + 1;
  const deepest = typed.length + most; // no later letter can bring a term closer
  const table = new Uint8Array((deepest + 2) * width).fill(FAR);
  const best = new Uint8Array(deepest + 2).fill(FAR);
  for (let column = 0; column <= Math.min(most, typed.length); column += 1) table[column] = column;
  const work = { typed, most, table, best, deepest };
  const { shared } = list;
  const size = list.terms.length;
  let settled = FAR; // letters after which nothing changes any more
  let at = 0;
  while (at < size) {
    const term = list.terms[at] ?? "";
    if ((shared[at] ?? 0) < settled) settled = extend(term, Math.min(shared[at] ?? 0, deepest), work);
    const depth = Math.min(settled, term.length);
    const distance = best[depth] ?? FAR;
    if (distance > most) {
      at = nextOther(list, at, settled); // nothing that begins so can be near
      continue;
    }
    const whole = depth === term.length ? (table[depth * width + typed.length] ?? FAR) : FAR;
    visit(at, whole <= most ? whole : distance, whole <= most);
    at += 1;
  }
};

interface Work {
  readonly typed: string;
  readonly most: number;
  readonly table: Uint8Array;
  readonly best: Uint8Array;
  readonly deepest: number;
}

/** Fills the rows of a term's letters after the shared ones; answers after how many letters nothing can change. */
const extend = (term: string, from: number, work: Work): number => {
  const { typed, most, table, best, deepest } = work;
  const width = typed.length + 1;
  const end = Math.min(term.length, deepest);
  for (let depth = from + 1; depth <= end; depth += 1) {
    const least = fillRow(term, depth, work);
    best[depth] = Math.min(best[depth - 1] ?? FAR, table[depth * width + typed.length] ?? FAR);
    if (least > most) return depth;
  }
  return end === deepest ? deepest : FAR;
};

/** One letter of the term against the letters of the query near the diagonal; answers the least number of edits. */
const fillRow = (term: string, depth: number, { typed, most, table }: Work): number => {
  const width = typed.length + 1;
  const row = depth * width;
  const letter = term.charCodeAt(depth - 1);
  const low = Math.max(0, depth - most);
  const high = Math.min(typed.length, depth + most);
  if (low > 0) table[row + low - 1] = FAR;
  let least = FAR;
  for (let column = low; column <= high; column += 1) {
    let cost = column === 0 ? depth : edit(table, row + column, { width, same: letter === typed.charCodeAt(column - 1) });
    if (depth > 1 && column > 1 && letter === typed.charCodeAt(column - 2) && term.charCodeAt(depth - 2) === typed.charCodeAt(column - 1)) {
      cost = Math.min(cost, (table[row - 2 * width + column - 2] ?? FAR) + 1);
    }
    table[row + column] = cost;
    if (cost < least) least = cost;
  }
  if (high < typed.length) table[row + high + 1] = FAR;
  return least;
};

const edit = (table: Uint8Array, cell: number, { width, same }: { readonly width: number; readonly same: boolean }): number =>
  Math.min((table[cell - width - 1] ?? FAR) + (same ? 0 : 1), (table[cell - width] ?? FAR) + 1, (table[cell - 1] ?? FAR) + 1);
