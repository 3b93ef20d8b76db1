import { foldWords, readDomain } from "./fold.ts";

const LONGEST_QUERY = 120; // letters; the rest of a pasted text says nothing about a bank
const LONGEST_TOKEN = 40;
const MOST_TOKENS = 8;

/** The ways to read what was typed, the most literal first; a later one counts only when those before find nothing. */
export const readQuery = (query: string): readonly (readonly string[])[] => {
  const text = query.slice(0, LONGEST_QUERY);
  const domain = readDomain(text);
  const tokens = foldWords(domain ?? text)
    .slice(0, MOST_TOKENS)
    .map((token) => token.slice(0, LONGEST_TOKEN));
  const literal = tokens.length > 0 ? [tokens] : [];
  return domain ? [[domain.slice(0, LONGEST_TOKEN)], ...literal] : literal;
};

/** The tokens with two neighbours written as one word ("com merz bank"). */
export const joinNeighbours = (tokens: readonly string[]): readonly (readonly string[])[] => [
  ...tokens.slice(1).map((token, at) => [...tokens.slice(0, at), `${tokens[at] ?? ""}${token}`, ...tokens.slice(at + 2)]),
  ...(tokens.length > 2 ? [[tokens.join("")]] : []),
];

const SHORTEST_PART = 3;

/** The tokens with one of them cut in two ("deutschebank") where `isWord` knows the first part. */
export const splitTokens = (tokens: readonly string[], isWord: (text: string) => boolean): readonly (readonly string[])[] =>
  tokens.flatMap((token, at) =>
    Array.from({ length: Math.max(0, token.length - 2 * SHORTEST_PART + 1) }, (_, cut) => token.length - SHORTEST_PART - cut)
      .filter((cut) => isWord(token.slice(0, cut)))
      .map((cut) => [...tokens.slice(0, at), token.slice(0, cut), token.slice(cut), ...tokens.slice(at + 1)]),
  );
