import type { Queryable } from "../storage.ts";

/** A version of an app that may use the tenant's device channel. */
export interface AppVersion {
  readonly id: string;
  readonly tenantId: string;
  readonly appName: string;
  readonly version: string;
  readonly state: "REGISTERED" | "WITHDRAWN";
  /** From then on older versions may only update. */
  readonly mandatoryFrom: Date | null;
  readonly updateUrl: string;
  readonly infoUrl: string;
  readonly digest: string;
  readonly createdAt: Date;
}

const columns = `id, tenant_id as "tenantId", app_name as "appName", version, state, mandatory_from as "mandatoryFrom", update_url as "updateUrl",
  info_url as "infoUrl", digest, created_at as "createdAt"`;

const ordinalOf = (version: string): readonly number[] => version.split(".").map(Number);

/** Versions of apps. */
export const appVersions = (db: Queryable) => ({
  /** False when the version is registered already. */
  create: async (v: AppVersion): Promise<boolean> => {
    const { rowCount } = await db.query(
      `insert into app_versions (id, tenant_id, app_name, version, ordinal, state, mandatory_from, update_url, info_url, digest, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
      [v.id, v.tenantId, v.appName, v.version, ordinalOf(v.version), v.state, v.mandatoryFrom, v.updateUrl, v.infoUrl, v.digest, v.createdAt],
    );
    return rowCount === 1;
  },
  byId: async (tenantId: string, id: string): Promise<AppVersion | null> => {
    const { rows } = await db.query<AppVersion>(`select ${columns} from app_versions where tenant_id = $1 and id = $2`, [tenantId, id]);
    return rows[0] ?? null;
  },
  /** Newest version first. */
  list: async (tenantId: string, appName: string | null): Promise<readonly AppVersion[]> => {
    const { rows } = await db.query<AppVersion>(
      `select ${columns} from app_versions where tenant_id = $1 and ($2::text is null or app_name = $2) order by app_name, ordinal desc limit 500`,
      [tenantId, appName],
    );
    return rows;
  },
  /** False when it is gone already. */
  remove: async (tenantId: string, id: string): Promise<boolean> => {
    const { rowCount } = await db.query("delete from app_versions where tenant_id = $1 and id = $2", [tenantId, id]);
    return rowCount === 1;
  },
  save: async (v: Pick<AppVersion, "id" | "state" | "mandatoryFrom" | "updateUrl" | "infoUrl" | "digest">): Promise<void> => {
    await db.query("update app_versions set state = $2, mandatory_from = $3, update_url = $4, info_url = $5, digest = $6 where id = $1", [
      v.id,
      v.state,
      v.mandatoryFrom,
      v.updateUrl,
      v.infoUrl,
      v.digest,
    ]);
  },
});
