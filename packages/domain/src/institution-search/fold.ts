/** Lower-case words without accents or punctuation, as both the index and the queries see them. */
export const foldWords = (text: string): readonly string[] =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

/** True when at most one insertion, deletion, substitution or swap of neighbours lies between the two. */
export const withinOneEdit = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  const restA = a.slice(start);
  const restB = b.slice(start);
  if (restA.length <= 1 && restB.length <= 1) return true;
  if (restA.slice(1) === restB.slice(1) || restA === restB.slice(1) || restA.slice(1) === restB) return true;
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
};

/** True when the word begins with something at most one edit away from the query. */
export const startsWithinOneEdit = (word: string, query: string): boolean =>
  [query.length - 1, query.length, query.length + 1].some((length) => length <= word.length && withinOneEdit(word.slice(0, length), query));
