import { foldWords, startsWithinOneEdit } from "./fold.ts";

/** What the index knows of an institution. */
export interface SearchRow {
  readonly name: string;
  readonly keywords: readonly string[];
  readonly domain: string;
  readonly routingNumbers: readonly string[];
  /** Higher comes first among equals. */
  readonly popularity: number;
}

/** A row's position in the list the index was built from. */
export interface SearchHit {
  readonly index: number;
  readonly score: number;
}

/** Finds institutions while a person types. */
export interface InstitutionIndex {
  /** Best first; equal scores keep the order of the list. `accept` leaves rows out. */
  readonly search: (query: string, accept: (index: number) => boolean) => readonly SearchHit[];
}

interface Posting {
  readonly row: number;
  readonly weight: number;
}

const NAME = 10;
const FIRST_WORD = 12;
const ACRONYM = 9;
const KEYWORD = 5;
const DOMAIN = 8;

const acronymOf = (words: readonly string[]): string => words.map((word) => word[0] ?? "").join("");

const wordsOf = (row: SearchRow): readonly (readonly [string, number])[] => {
  const name = foldWords(row.name);
  const entries: (readonly [string, number])[] = name.map((word, index) => [word, index === 0 ? FIRST_WORD : NAME]);
  if (name.length > 1) entries.push([acronymOf(name), ACRONYM], [name.join(""), NAME]);
  for (const keyword of row.keywords) entries.push(...foldWords(keyword).map((word) => [word, KEYWORD] as const));
  if (row.domain) entries.push(...foldWords(row.domain).map((word) => [word, DOMAIN] as const), [row.domain.toLowerCase().replaceAll(".", ""), DOMAIN]);
  entries.push(...row.routingNumbers.map((number) => [number, NAME] as const));
  return entries;
};

const buildPostings = (rows: readonly SearchRow[]): ReadonlyMap<string, readonly Posting[]> => {
  const postings = new Map<string, Posting[]>();
  rows.forEach((row, index) => {
    for (const [word, weight] of wordsOf(row)) {
      const list = postings.get(word);
      if (list) list.push({ row: index, weight });
      else postings.set(word, [{ row: index, weight }]);
    }
  });
  return postings;
};

/** First position in the sorted words that is not before `prefix`. */
const lowerBound = (words: readonly string[], prefix: string): number => {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle] ?? "") < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
};

const SHORTEST_TYPO = 4; // shorter words are one edit away from too much

/**
 * One box for name, keyword, acronym, domain and routing number: prefix of any word first, and a typo in a word only
 * when no word begins with it (widget-and-data.md, section 9.3).
 */
export const createInstitutionIndex = (rows: readonly SearchRow[]): InstitutionIndex => {
  const postings = buildPostings(rows);
  const words = [...postings.keys()].sort();
  const exactNames = rows.map(({ name }) => foldWords(name).join(" "));

  const scoreWord = (query: string): ReadonlyMap<number, number> => {
    const scores = new Map<number, number>();
    const add = (word: string, factor: number): void => {
      for (const { row, weight } of postings.get(word) ?? []) {
        const score = weight * factor;
        if (score > (scores.get(row) ?? 0)) scores.set(row, score);
      }
    };
    for (let at = lowerBound(words, query); words[at]?.startsWith(query); at += 1) {
      const word = words[at] ?? "";
      add(word, word === query ? 1.2 : 1);
    }
    if (scores.size > 0 || query.length < SHORTEST_TYPO) return scores;
    for (const word of words) if (startsWithinOneEdit(word, query)) add(word, 0.5);
    return scores;
  };

  const popular = rows.map((row, index) => ({ index, score: row.popularity })).sort((a, b) => b.score - a.score || a.index - b.index);
  return {
    search: (query, accept) => {
      const tokens = foldWords(query);
      if (tokens.length === 0) return popular.filter(({ index }) => accept(index));
      const [first, ...others] = tokens.map(scoreWord).sort((a, b) => a.size - b.size);
      const asked = tokens.join(" ");
      const hits: SearchHit[] = [];
      for (const [index, score] of first ?? []) {
        const rest = others.map((scores) => scores.get(index) ?? 0);
        if (rest.includes(0) || !accept(index)) continue;
        const exact = exactNames[index] === asked ? 100 : 0;
        const total = score + rest.reduce((sum, value) => sum + value, 0) + exact;
        hits.push({ index, score: total + Math.min(rows[index]?.popularity ?? 0, 1000) / 1000 });
      }
      return hits.sort((a, b) => b.score - a.score || a.index - b.index);
    },
  };
};
