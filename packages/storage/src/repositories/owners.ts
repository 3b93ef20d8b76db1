import type { ProviderOwner } from "@drawbridge/contract";
import type { Queryable } from "../storage.ts";

/** Holders of a connection's accounts. */
export const owners = (db: Queryable) => ({
  replace: async (connectionId: string, rows: readonly ProviderOwner[]): Promise<void> => {
    await db.query("delete from owners where connection_id = $1", [connectionId]);
    for (const row of rows) {
      await db.query("insert into owners (connection_id, stable_id, data) values ($1, $2, $3)", [connectionId, row.stableId, JSON.stringify(row)]);
    }
  },
  ofConnection: async (connectionId: string): Promise<readonly ProviderOwner[]> => {
    const { rows } = await db.query<{ data: ProviderOwner }>("select data from owners where connection_id = $1 order by stable_id", [connectionId]);
    return rows.map(({ data }) => data);
  },
});
