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

const initials = (words: readonly string[]): string => words.reduce((letters, word) => letters + (word[0] ?? ""), "");

const isAcronym = ({ length }: string): boolean => length > 1 && length <= LONGEST_ACRONYM;

const acronymsOf = (words: readonly string[]): readonly string[] => {
  const whole = initials(words);
  const short = words.some((word) => small.has(word)) ? initials(words.filter((word) => !small.has(word))) : whole;
  return (short === whole ? [whole] : [whole, short]).filter(isAcronym);
};

const domainTerms = (domain: string): readonly string[] => {
  const host = domain.toLowerCase().replace(/^www\./, "");
  const labels = foldWords(host.split(".").slice(0, -1).join("."));
  return host === "" ? [] : [host, ...labels];
};

/** `word`: typing errors are looked for here first; `host`: only where no word is close; `code`: never. */
export type TermKind = "word" | "host" | "code";

/** Takes the terms of a row one by one. */
export type TakeTerm = (term: string, weight: number, kind: TermKind) => void;

/** Hands out the terms by which a row is found; `name` is its name in folded words. */
export const termsOfRow = (row: SearchRow, name: readonly string[], take: TakeTerm): void => {
  const weigh = (terms: readonly string[], weight: number, kind: TermKind): void => {
    for (const term of terms) take(term, weight, kind);
  };
  for (const [at, word] of name.entries()) take(word, at === 0 ? FIRST_WORD : NAME, "word");
  weigh(foldSpelledOut(row.name), NAME, "word");
  weigh(acronymsOf(name), ACRONYM, "code");
  for (const domain of row.domains) weigh(domainTerms(domain), DOMAIN, "host");
  for (const number of row.routingNumbers) take(number.toLowerCase(), ROUTING_NUMBER, "code");
  for (const keyword of row.keywords) {
    weigh(foldWords(keyword), KEYWORD, "word");
    weigh(foldSpelledOut(keyword), KEYWORD, "word");
  }
};
