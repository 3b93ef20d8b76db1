import type { Queryable } from "../storage.ts";

/** Ids of what was deleted, as keyed hashes (rulings.md 20); the tenant is part of what is hashed. */
export const deletedIds = (db: Queryable) => ({
  remember: async (hash: string, at: Date): Promise<void> => {
    await db.query("insert into deleted_ids (hash, deleted_at) values ($1, $2) on conflict do nothing", [hash, at]);
  },
  has: async (hash: string): Promise<boolean> => {
    const { rowCount } = await db.query("select 1 from deleted_ids where hash = $1", [hash]);
    return rowCount === 1;
  },
});
