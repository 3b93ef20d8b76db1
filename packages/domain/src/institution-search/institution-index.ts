import { keepBest, type BestHits, type SearchHit } from "./best-hits.ts";
import { foldWords } from "./fold.ts";
import { createMatcher, type Tolerance } from "./match-tokens.ts";
import { joinNeighbours, readQuery, splitTokens } from "./read-query.ts";
import { openTerms, TermCollector, type PackedTerms, type TermList } from "./term-list.ts";
import { termsOfRow, type SearchRow } from "./terms-of-row.ts";

/** What a search found: how many in all, and the best of them, best first. */
export interface SearchResult {
  readonly total: number;
  readonly hits: readonly SearchHit[];
}

/** Finds institutions while a person types. */
export interface InstitutionIndex {
  readonly search: (query: string, limit: number) => SearchResult;
}

const EXACT_NAME = 100;
const NAME_STARTS_SO = 4;
const POPULARITY = 4; // less than between a name and a keyword
const COVERAGE = 0.5;
const MOST_POPULAR = 1000;

/** An index as plain data: what takes long is done, so that one thread may make it for another. */
export interface PackedIndex {
  readonly terms: PackedTerms;
  readonly names: string;
  readonly standing: Float32Array;
}

/** Counts up whenever the same rows pack to something else, so that an index packed by another release is not opened. */
export const SEARCH_FORMAT = 1;

const BETWEEN = "\n"; // no folded name has it

/** Does what takes long of building an index: about 20 µs a row. */
export const packInstitutions = (rows: readonly SearchRow[]): PackedIndex => {
  const collector = new TermCollector();
  const names = rows.map((row, at) => {
    const name = foldWords(row.name);
    collector.beginRow(at);
    termsOfRow(row, name, collector.take);
    return name.join(" ");
  });
  return { terms: collector.pack(rows.length), names: names.join(BETWEEN), standing: Float32Array.from(rows, standingOf) };
};

/**
 * One box for name, keyword, acronym, domain and routing number (widget-and-data.md, section 9.3): prefix of any word
 * first; typing errors in a word only where no word begins with it, then in every word; then words written together or apart.
 */
export const openInstitutionIndex = ({ terms, names, standing }: PackedIndex): InstitutionIndex =>
  createSearch(openTerms(terms), { names: names.split(BETWEEN), standing });

/** Both in one go. */
export const createInstitutionIndex = (rows: readonly SearchRow[]): InstitutionIndex => openInstitutionIndex(packInstitutions(rows));

const standingOf = ({ popularity }: SearchRow): number =>
  (POPULARITY * Math.log1p(Math.max(0, Math.min(popularity, MOST_POPULAR)))) / Math.log1p(MOST_POPULAR);

type Readings = readonly (readonly string[])[];

interface Facts {
  readonly names: readonly string[];
  readonly standing: Float32Array;
}

const byStanding = (standing: Float32Array): readonly SearchHit[] =>
  Array.from(standing, (score, index) => ({ index, score })).toSorted((a, b) => b.score - a.score || a.index - b.index);

const createSearch = (list: TermList, { names, standing }: Facts): InstitutionIndex => {
  const popular = byStanding(standing);
  const match = createMatcher(list, standing.length);
  const isWord = (text: string): boolean => list.terms[list.rangeOf(text)[0]] === text;

  const collect = (best: BestHits, tokens: readonly string[], tolerance: Tolerance): number => {
    const asked = tokens.join(" ");
    let total = 0;
    match({ tokens, tolerance }, (row, score) => {
      const name = names[row] ?? "";
      const starts = name.startsWith(asked) ? (name.length === asked.length ? EXACT_NAME : NAME_STARTS_SO) : 0;
      best.offer(row, score + starts + (standing[row] ?? 0) + (COVERAGE * asked.length) / (asked.length + name.length));
      total += 1;
    });
    return total;
  };
  const firstThatFinds = (best: BestHits, readings: Readings, tolerance: Tolerance): number => {
    for (const tokens of readings) {
      const total = collect(best, tokens, tolerance);
      if (total > 0) return total;
    }
    return 0;
  };
  /** As typed; and "commerz bank" finds Commerzbank, too, though others have both words. */
  const collectLiteral = (best: BestHits, readings: Readings): number => {
    const total = firstThatFinds(best, readings, "none");
    const joined = (readings.at(-1) ?? []).join("");
    return total === 0 || (readings.at(-1)?.length ?? 0) < 2 || !isWord(joined) ? total : total + collect(best, [joined], "none");
  };
  return {
    search: (query, limit) => {
      const readings = readQuery(query);
      const literal = readings.at(-1);
      if (!literal) return { total: popular.length, hits: popular.slice(0, limit) };
      const best = keepBest(limit);
      const total =
        collectLiteral(best, readings) ||
        firstThatFinds(best, [...splitTokens(literal, isWord), ...joinNeighbours(literal)], "none") ||
        firstThatFinds(best, readings, "unmatched") ||
        firstThatFinds(best, readings, "all") ||
        firstThatFinds(best, joinNeighbours(literal), "unmatched");
      return { total, hits: best.hits() };
    },
  };
};
