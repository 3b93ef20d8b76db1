import type { Queryable } from "../storage.ts";

/** An app that may use the tenant's device channel, in its registered versions. */
export interface App {
  readonly name: string;
  readonly state: "REGISTERED" | "WITHDRAWN";
  readonly versions: number;
  /** The newest version that is not withdrawn. */
  readonly newest: string | null;
  readonly createdAt: Date;
}

// A version that a server of the release before registered may stand without its app.
const known = `select name, coalesce(a.state, 'REGISTERED') as state, coalesce(v.versions, 0) as versions, v.newest,
    least(a.created_at, v.since) as "createdAt"
  from (select name, state, created_at from apps where tenant_id = $1) as a
  full join (
    select app_name as name, count(*) as versions, min(created_at) as since,
      (array_agg(version order by ordinal desc) filter (where state = 'REGISTERED'))[1] as newest
    from app_versions where tenant_id = $1 group by app_name
  ) as v using (name)`;

/** Apps of tenants; they are few, and found by the primary key of each table's tenant. */
export const apps = (db: Queryable) => ({
  list: async (tenantId: string): Promise<readonly App[]> => {
    const { rows } = await db.query<App>(`${known} order by name limit 500`, [tenantId]);
    return rows;
  },
  byName: async (tenantId: string, name: string): Promise<App | null> => {
    const { rows } = await db.query<App>(`${known} where name = $2`, [tenantId, name]);
    return rows[0] ?? null;
  },
  /** Makes sure of the row; false when it was there. */
  keep: async (tenantId: string, name: string, now: Date): Promise<boolean> => {
    const { rowCount } = await db.query(
      "insert into apps (tenant_id, name, state, created_at) values ($1, $2, 'REGISTERED', $3) on conflict do nothing",
      [tenantId, name, now],
    );
    return rowCount === 1;
  },
  setState: async (tenantId: string, name: string, state: App["state"]): Promise<void> => {
    await db.query("update apps set state = $3 where tenant_id = $1 and name = $2", [tenantId, name, state]);
  },
  /** With all its versions; false when there was none. */
  remove: async (tenantId: string, name: string): Promise<boolean> => {
    const versions = await db.query("delete from app_versions where tenant_id = $1 and app_name = $2", [tenantId, name]);
    const app = await db.query("delete from apps where tenant_id = $1 and name = $2", [tenantId, name]);
    return (versions.rowCount ?? 0) + (app.rowCount ?? 0) > 0;
  },
});
