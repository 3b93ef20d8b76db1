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
  const last = cursor === undefined || cursor === "" ? null : Buffer.from(cursor, "base64url").toString();
  const start = last === null ? 0 : 1 + list.findIndex((each) => each.stableId === last);
  if (last !== null && start === 0) return null;
  const items = list.slice(start, start + limit);
  const end = items.at(-1);
  const more = start + items.length < list.length;
  return { items, nextCursor: more && end !== undefined ? encodeCursor(end) : null };
}

/** Names the last item given: what is added in front meanwhile moves nothing. */
const encodeCursor = (item: { readonly stableId: string }): string => Buffer.from(item.stableId).toString("base64url");
