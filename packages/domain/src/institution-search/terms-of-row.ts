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

/** The words by which a row is found, each with its weight. */
export const termsOfRow = (row: SearchRow): readonly (readonly [string, number])[] => {
  const name = foldWords(row.name);
  const weigh = (words: readonly string[], weight: number) => words.map((word) => [word, weight] as const);
  return [
    ...weigh(name.slice(0, 1), FIRST_WORD),
    ...weigh(name.slice(1), NAME),
    ...weigh(foldSpelledOut(row.name), NAME),
    ...weigh(acronymsOf(name), ACRONYM),
    ...weigh(row.domains.flatMap(domainTerms), DOMAIN),
    ...weigh(row.routingNumbers.map((number) => number.toLowerCase()), ROUTING_NUMBER),
    ...weigh(row.keywords.flatMap((keyword) => [...foldWords(keyword), ...foldSpelledOut(keyword)]), KEYWORD),
  ];
};
