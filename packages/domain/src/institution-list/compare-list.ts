import type { RefusedRow } from "./check-list.ts";

/** A stored institution as a comparison needs it. */
export interface StoredRow {
  readonly slug: string;
  readonly source: string;
  readonly checksum: string;
  readonly retired: boolean;
}

/** A row of the new list. */
export interface NewRow {
  readonly line: number;
  readonly slug: string;
  readonly checksum: string;
}

/** What a list would change. */
export interface ListDifference {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: number;
  /** Stored under this list and offered so far, but no longer in it. */
  readonly missing: readonly string[];
  /** Rows whose id belongs to another list: no list may take over another's institution. */
  readonly refused: readonly RefusedRow[];
}

/** Compares a list with what is stored of it. */
export const compareList = (source: string, stored: readonly StoredRow[], rows: readonly NewRow[]): ListDifference => {
  const before = new Map(stored.map((row) => [row.slug, row]));
  const wanted = new Set(rows.map(({ slug }) => slug));
  const foreign = rows.filter(({ slug }) => (before.get(slug)?.source ?? source) !== source);
  const differs = ({ slug, checksum }: NewRow): boolean => {
    const known = before.get(slug);
    return known !== undefined && (known.checksum !== checksum || known.retired);
  };
  const added = rows.filter(({ slug }) => !before.has(slug)).map(({ slug }) => slug);
  const changed = rows.filter(differs).map(({ slug }) => slug);
  return {
    added,
    changed,
    unchanged: rows.length - added.length - changed.length,
    missing: stored.filter((row) => row.source === source && !row.retired && !wanted.has(row.slug)).map(({ slug }) => slug),
    refused: foreign.map(({ line, slug }) => ({ line, slug, field: "slug", reason: "belongs to another list" })),
  };
};
