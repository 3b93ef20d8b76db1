const ASCII = /^[\x20-\x7e]*$/;

const words = (text: string): readonly string[] =>
  ASCII.test(text)
    ? text
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .filter((word) => word !== "")
    : foreignWords(text);

const foreignWords = (text: string): readonly string[] =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

/** Lower-case words without accents or punctuation, as both the index and the queries see them. */
export const foldWords = (text: string): readonly string[] => words(text);

const spelledOut: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", ø: "oe", å: "aa", æ: "ae" };

/** The same words with umlauts written as two letters, as people without such keys type them; empty without umlauts. */
export const foldSpelledOut = (text: string): readonly string[] => {
  if (ASCII.test(text)) return [];
  const lower = text.normalize("NFC").toLowerCase();
  if (!/[äöüøåæ]/.test(lower)) return [];
  return words(lower.replace(/[äöüøåæ]/g, (letter) => spelledOut[letter] ?? letter));
};

const DOMAIN = /^(?:[a-z]+:\/\/)?(?:www\.)?([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]*)+)(?:[/?#:].*)?$/iu;

/** The host name when the text is an address or a domain, typed as far as its first dot; null otherwise. */
export const readDomain = (text: string): string | null => DOMAIN.exec(text.trim())?.[1]?.toLowerCase() ?? null;
