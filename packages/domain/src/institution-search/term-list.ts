import { jumpsOf } from "./scan-typos.ts";
import type { TakeTerm, TermKind } from "./terms-of-row.ts";

/** A row in which a term stands, and how much it counts there. */
export type Visit = (row: number, weight: number) => void;

/** The distinct terms of all rows in order, with the rows of each. */
export interface TermList {
  readonly terms: readonly string[];
  /** The terms in which typing errors are looked for: words first, then hosts. */
  readonly typoTiers: readonly TypoTier[];
  /** Terms that begin so: from the first index up to, not including, the second. */
  readonly rangeOf: (prefix: string) => readonly [number, number];
  readonly visitRows: (term: number, visit: Visit) => void;
  /** How many rows the terms from the first up to, not including, the second have, counted with repetition. */
  readonly countRows: (from: number, to: number) => number;
  /** The greatest of weight times factor over a row's terms. */
  readonly bestTerm: (row: number, factorOf: (term: number) => number) => number;
}

/** Some of the terms, in order. */
export interface TypoTier extends PackedTier {
  readonly terms: readonly string[];
}

/** The same as it travels between threads. */
export interface PackedTier {
  /** How many letters a term shares with the one before it. */
  readonly shared: Uint8Array;
  /** Ways past terms that begin alike. */
  readonly jumps: readonly Uint32Array[];
  /** Position in the whole list. */
  readonly positions: Uint32Array;
}

/** Terms as plain data, which one thread may make for another. */
export interface PackedTerms {
  readonly terms: string;
  readonly tiers: readonly PackedTier[];
  /** The rows of each term, and the terms of each row. */
  readonly rows: Packed;
  readonly byRow: Packed;
}

const BETWEEN = "\n"; // no term has it: words are folded, and split at everything that is no letter or digit

const sharedLetters = (a: string, b: string): number => {
  const most = Math.min(a.length, b.length, 255);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return length;
};

/** First position whose term is not before `key`. */
const lowerBound = (terms: readonly string[], key: string): number => {
  let low = 0;
  let high = terms.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((terms[middle] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
};

const HIGHEST = "\uffff"; // sorts behind every letter, so that it closes a prefix range

const HAS_DIGIT = /\d/;

const packTier = (terms: readonly string[], belongs: (term: string, at: number) => boolean): PackedTier => {
  const positions = Uint32Array.from(terms.flatMap((term, at) => (belongs(term, at) ? [at] : [])));
  const term = (at: number): string => terms[positions[at] ?? -1] ?? "";
  const shared = Uint8Array.from(positions, (_, at) => sharedLetters(term(at), term(at - 1)));
  return { positions, shared, jumps: jumpsOf(shared) };
};

interface Entry {
  kind: TermKind;
  /** Row, weight, row, weight, … */
  readonly postings: number[];
}

/** Collects terms and packs them into typed arrays, which take a fifth of the memory of maps. */
export class TermCollector {
  readonly #entries = new Map<string, Entry>();

  #row = 0;

  /** The terms that follow are of this row. */
  beginRow(row: number): void {
    this.#row = row;
  }

  readonly take: TakeTerm = (term, weight, kind) => {
    const row = this.#row;
    const entry = this.#entries.get(term);
    if (!entry) {
      this.#entries.set(term, { kind, postings: [row, weight] });
      return;
    }
    if (kind === "word") entry.kind = kind;
    const { postings } = entry;
    // A word that stands in a row twice counts once, with its greater weight.
    const last = postings.length - 1;
    if (postings[last - 1] === row) postings[last] = Math.max(postings[last] ?? 0, weight);
    else postings.push(row, weight);
  };

  pack(size: number): PackedTerms {
    const terms = [...this.#entries.keys()].toSorted();
    const entries = terms.map((term) => this.#entries.get(term));
    const ofKind = (kind: TermKind): PackedTier => packTier(terms, (term, at) => entries[at]?.kind === kind && !HAS_DIGIT.test(term));
    const rows = packPostings(entries.map((entry) => entry?.postings ?? []));
    return { terms: terms.join(BETWEEN), tiers: [ofKind("word"), ofKind("host")], rows, byRow: turnAround(rows, size) };
  }
}

/** Opens packed terms for searching. */
export const openTerms = ({ terms: joined, tiers, rows, byRow }: PackedTerms): TermList => {
  const terms = joined === "" ? [] : joined.split(BETWEEN);
  return {
    terms,
    typoTiers: tiers.map((tier) => ({ ...tier, terms: Array.from(tier.positions, (at) => terms[at] ?? "") })),
    rangeOf: (prefix) => [lowerBound(terms, prefix), lowerBound(terms, prefix + HIGHEST)],
    countRows: (from, to) => (rows.starts[to] ?? 0) - (rows.starts[from] ?? 0),
    visitRows: (term, visit) => {
      const end = rows.starts[term + 1] ?? 0;
      for (let at = rows.starts[term] ?? 0; at < end; at += 1) visit(rows.others[at] ?? 0, rows.weights[at] ?? 0);
    },
    bestTerm: (row, factorOf) => {
      let best = 0;
      const end = byRow.starts[row + 1] ?? 0;
      for (let at = byRow.starts[row] ?? 0; at < end; at += 1) best = Math.max(best, (byRow.weights[at] ?? 0) * factorOf(byRow.others[at] ?? 0));
      return best;
    },
  };
};

/** For each of one side (terms or rows) the ones of the other side, one after the other. */
export interface Packed {
  readonly starts: Uint32Array;
  readonly others: Uint32Array;
  readonly weights: Uint8Array;
}

const emptyPacked = (counts: readonly number[] | Uint32Array): Packed => {
  const starts = new Uint32Array(counts.length + 1);
  for (let at = 0; at < counts.length; at += 1) starts[at + 1] = (starts[at] ?? 0) + (counts[at] ?? 0);
  const total = starts[counts.length] ?? 0;
  return { starts, others: new Uint32Array(total), weights: new Uint8Array(total) };
};

const packPostings = (lists: readonly (readonly number[])[]): Packed => {
  const packed = emptyPacked(lists.map(({ length }) => length / 2));
  let to = 0;
  for (const list of lists) {
    for (let at = 0; at < list.length; at += 2) {
      packed.others[to] = list[at] ?? 0;
      packed.weights[to++] = list[at + 1] ?? 0;
    }
  }
  return packed;
};

const turnAround = ({ starts, others, weights }: Packed, size: number): Packed => {
  const counts = new Uint32Array(size);
  for (const other of others) counts[other] = (counts[other] ?? 0) + 1;
  const turned = emptyPacked(counts);
  const next = turned.starts.slice();
  for (let mine = 0; mine < starts.length - 1; mine += 1) {
    for (let at = starts[mine] ?? 0; at < (starts[mine + 1] ?? 0); at += 1) {
      const other = others[at] ?? 0;
      const to = next[other] ?? 0;
      next[other] = to + 1;
      turned.others[to] = mine;
      turned.weights[to] = weights[at] ?? 0;
    }
  }
  return turned;
};
