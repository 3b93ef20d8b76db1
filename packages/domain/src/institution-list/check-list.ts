import { readEntry, type ListEntry } from "./read-entry.ts";

/** A row of a list file: its line (CSV) or place (JSON, from 1), and what stands there. */
export type ListRow =
  | { readonly line: number; readonly raw: unknown }
  /** The row cannot be taken apart. */
  | { readonly line: number; readonly problem: string };

/** Why a row is refused. */
export interface RefusedRow {
  readonly line: number;
  /** As far as it can be read. */
  readonly slug: string;
  readonly field: string;
  readonly reason: string;
}

/** An entry and where it stood. */
export interface PlacedEntry {
  readonly line: number;
  readonly entry: ListEntry;
}

/** Reads a list row by row. */
export interface ListCheck {
  readonly take: (row: ListRow) => void;
  readonly entries: readonly PlacedEntry[];
  readonly refused: readonly RefusedRow[];
}

const slugOf = (raw: object): string => {
  const slug: unknown = "slug" in raw ? raw.slug : "id" in raw ? raw.id : "";
  return typeof slug === "string" ? slug.slice(0, 100) : "";
};

/** Collects what is right and what is wrong with a list; an id may stand in it once. */
export const checkList = (): ListCheck => {
  const entries: PlacedEntry[] = [];
  const refused: RefusedRow[] = [];
  const lines = new Map<string, number>();
  const take = (row: ListRow): void => {
    const { line } = row;
    if ("problem" in row) {
      refused.push({ line, slug: "", field: "", reason: row.problem });
      return;
    }
    const { raw } = row;
    if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
      refused.push({ line, slug: "", field: "", reason: "is not an institution" });
      return;
    }
    const read = readEntry({ ...raw });
    if (!("slug" in read)) {
      refused.push(...read.map((problem) => ({ line, slug: slugOf(raw), ...problem })));
      return;
    }
    const earlier = lines.get(read.slug);
    if (earlier !== undefined) refused.push({ line, slug: read.slug, field: "slug", reason: `stands on line ${earlier} too` });
    lines.set(read.slug, earlier ?? line);
    entries.push({ line, entry: read });
  };
  return { take, entries, refused };
};
