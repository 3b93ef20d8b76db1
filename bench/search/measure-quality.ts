import { foldName, type LabelledQuery } from "./queries.ts";

/** How well a group of queries is answered. */
export interface Quality {
  readonly queries: number;
  /** Mean of 1 / rank of the first right answer among the first ten. */
  readonly mrr: number;
  /** Share of queries with a right answer among the first five. */
  readonly recall: number;
}

/** Rank of the first right name, from 1; 0 when it is not among them. Institutions of the same name are all right. */
export const rankOf = ({ name }: LabelledQuery, names: readonly string[]): number =>
  names.findIndex((found) => foldName(found) === foldName(name)) + 1;

/** Quality over queries, given the names a search answers. */
export const measureQuality = (queries: readonly LabelledQuery[], search: (query: string) => readonly string[]): Quality => {
  const ranks = queries.map((query) => rankOf(query, search(query.query)));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return {
    queries: queries.length,
    mrr: mean(ranks.map((rank) => (rank > 0 ? 1 / rank : 0))),
    recall: mean(ranks.map((rank) => (rank > 0 && rank <= 5 ? 1 : 0))),
  };
};
