/** A row's position in the list the index was built from. */
export interface SearchHit {
  readonly index: number;
  readonly score: number;
}

/** Keeps the best few of many, best first; equal scores keep the order of the list. */
export interface BestHits {
  readonly offer: (index: number, score: number) => void;
  readonly hits: () => readonly SearchHit[];
}

const before = (a: SearchHit, b: SearchHit): boolean => a.score > b.score || (a.score === b.score && a.index < b.index);

const MANY = 256; // beyond so many, sorting once costs less than keeping them in order

/** Keeps at most `limit` hits; a row offered again keeps its first score. */
export const keepBest = (limit: number): BestHits => (limit > MANY ? keepMany(limit) : keepFew(limit));

const keepMany = (limit: number): BestHits => {
  const scores = new Map<number, number>();
  return {
    hits: () =>
      Array.from(scores, ([index, score]) => ({ index, score }))
        .toSorted((a, b) => b.score - a.score || a.index - b.index)
        .slice(0, limit),
    offer: (index, score) => {
      if (!scores.has(index)) scores.set(index, score);
    },
  };
};

/** A sorted list; most offers are refused by one comparison. */
const keepFew = (limit: number): BestHits => {
  const kept: SearchHit[] = [];
  return {
    hits: () => kept,
    offer: (index, score) => {
      const last = kept.at(-1);
      if (kept.length >= limit && last && (score < last.score || (score === last.score && index > last.index))) return;
      if (kept.some((hit) => hit.index === index)) return;
      const hit = { index, score };
      let at = kept.length;
      for (let above = kept[at - 1]; above && before(hit, above); above = kept[at - 1]) at -= 1;
      kept.splice(at, 0, hit);
      if (kept.length > limit) kept.pop();
    },
  };
};
