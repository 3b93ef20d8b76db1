/** One page of a list, and where the next one starts. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** The page after a cursor; null for a cursor that does not belong to this list. */
export function pageOf<T extends { readonly stableId: string }>(
  list: readonly T[],
  { cursor, limit }: { readonly cursor: string | undefined; readonly limit: number },
): Page<T> | null {
  const start =
    cursor === undefined || cursor === ""
      ? 0
      : 1 + list.findIndex((each) => encodeCursor(each) === cursor);
  if (start === 0 && cursor !== undefined && cursor !== "") return null;
  const items = list.slice(start, start + limit);
  const last = items.at(-1);
  const more = start + items.length < list.length;
  return { items, nextCursor: more && last !== undefined ? encodeCursor(last) : null };
}

/** Names the last item given: what is added in front meanwhile moves nothing. */
const encodeCursor = (item: { readonly stableId: string }): string =>
  Buffer.from(item.stableId).toString("base64url");
