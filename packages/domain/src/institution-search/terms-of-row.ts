import { foldSpelledOut, foldWords } from "./fold.ts";

/** What the index knows of an institution. */
export interface SearchRow {
  readonly name: string;
  readonly keywords: readonly string[];
  readonly domains: readonly string[];
  readonly routingNumbers: readonly string[];
  /** Higher comes first among equals. */
  readonly popularity: number;
}

// A name weighs more than a keyword, whatever the popularity (widget-and-data.md, S3).
const FIRST_WORD = 12;
const NAME = 10;
const ROUTING_NUMBER = 10;
const ACRONYM = 9;
const DOMAIN = 8;
const KEYWORD = 5;

const LONGEST_ACRONYM = 8;
const small: ReadonlySet<string> = new Set(["of", "the", "and", "for", "der", "die", "das", "und", "fur", "in", "am", "im", "an"]);

const initials = (words: readonly string[]): string => words.map((word) => word[0] ?? "").join("");

const acronymsOf = (words: readonly string[]): readonly string[] =>
  [...new Set([initials(words), initials(words.filter((word) => !small.has(word)))])].filter(
    ({ length }) => length > 1 && length <= LONGEST_ACRONYM,
  );

const domainTerms = (domain: string): readonly string[] => {
  const host = domain.toLowerCase().replace(/^www\./, "");
  const labels = foldWords(host.split(".").slice(0, -1).join("."));
  return host === "" ? [] : [host, ...labels];
};

/** `word`: typing errors are looked for here first; `host`: only where no word is close; `code`: never. */
export type TermKind = "word" | "host" | "code";

/** A term by which a row is found. */
export interface RowTerm {
  readonly term: string;
  readonly weight: number;
  readonly kind: TermKind;
}

/** The terms by which a row is found; `name` is its name in folded words. */
export const termsOfRow = (row: SearchRow, name: readonly string[]): readonly RowTerm[] => {
  const weigh = (terms: readonly string[], weight: number, kind: TermKind): readonly RowTerm[] => terms.map((term) => ({ term, weight, kind }));
  return [
    ...weigh(name.slice(0, 1), FIRST_WORD, "word"),
    ...weigh(name.slice(1), NAME, "word"),
    ...weigh(foldSpelledOut(row.name), NAME, "word"),
    ...weigh(acronymsOf(name), ACRONYM, "code"),
    ...weigh(row.domains.flatMap(domainTerms), DOMAIN, "host"),
    ...weigh(row.routingNumbers.map((number) => number.toLowerCase()), ROUTING_NUMBER, "code"),
    ...weigh(row.keywords.flatMap((keyword) => [...foldWords(keyword), ...foldSpelledOut(keyword)]), KEYWORD, "word"),
  ];
};
