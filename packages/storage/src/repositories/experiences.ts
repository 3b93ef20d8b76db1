import type { ExperienceSettings } from "@drawbridge/contract";
import { newId } from "../new-id.ts";
import type { Queryable } from "../storage.ts";

/** One version of an experience. */
export interface Experience {
  readonly id: string;
  readonly tenantId: string;
  readonly version: number;
  readonly latestVersion: number;
  readonly settings: ExperienceSettings;
  readonly createdAt: Date;
}

const selected = `select e.id, e.tenant_id as "tenantId", v.version, e.latest_version as "latestVersion", v.settings, v.created_at as "createdAt"
  from experiences e join experience_versions v on v.experience_id = e.id`;

const addVersion = async (
  db: Queryable,
  id: string,
  { version, settings, at }: { readonly version: number; readonly settings: ExperienceSettings; readonly at: Date },
) => {
  await db.query("insert into experience_versions (experience_id, version, settings, created_at) values ($1, $2, $3, $4)", [
    id,
    version,
    JSON.stringify(settings),
    at,
  ]);
};

/** Experiences of a tenant; a version is written once. */
export const experiences = (db: Queryable) => ({
  create: async (tenantId: string, settings: ExperienceSettings, at: Date): Promise<string> => {
    const id = newId();
    await db.query("insert into experiences (id, tenant_id, latest_version, created_at) values ($1, $2, 1, $3)", [id, tenantId, at]);
    await addVersion(db, id, { version: 1, settings, at });
    return id;
  },
  /** One that is in no list, for a look at what is not saved yet; forgets those made before `old` (index experiences_drafts). */
  createDraft: async (tenantId: string, settings: ExperienceSettings, { at, old }: { readonly at: Date; readonly old: Date }): Promise<string> => {
    await db.query("delete from experiences where tenant_id = $1 and draft and created_at < $2", [tenantId, old]);
    const id = newId();
    await db.query("insert into experiences (id, tenant_id, latest_version, created_at, archived_at, draft) values ($1, $2, 1, $3, $3, true)", [
      id,
      tenantId,
      at,
    ]);
    await addVersion(db, id, { version: 1, settings, at });
    return id;
  },
  /** Adds the next version; null when the tenant has no such experience. */
  revise: async (key: { readonly tenantId: string; readonly id: string }, settings: ExperienceSettings, at: Date): Promise<number | null> => {
    const { rows } = await db.query<{ version: number }>(
      `update experiences set latest_version = latest_version + 1 where tenant_id = $1 and id = $2 and archived_at is null
       returning latest_version as version`,
      [key.tenantId, key.id],
    );
    const version = rows[0]?.version;
    if (version === undefined) return null;
    await addVersion(db, key.id, { version, settings, at });
    return version;
  },
  /** Takes it out of the list; links made with it go on. */
  archive: async (tenantId: string, id: string, at: Date): Promise<boolean> => {
    const { rowCount } = await db.query("update experiences set archived_at = $3 where tenant_id = $1 and id = $2 and archived_at is null", [
      tenantId,
      id,
      at,
    ]);
    return rowCount === 1;
  },
  /** The latest version of each, oldest first (index experiences_tenant). */
  list: async (tenantId: string): Promise<readonly Experience[]> => {
    const { rows } = await db.query<Experience>(
      `${selected} where e.tenant_id = $1 and e.archived_at is null and v.version = e.latest_version order by e.id limit 1000`,
      [tenantId],
    );
    return rows;
  },
  /** One version, the latest unless named; archived ones too. */
  byId: async (tenantId: string, id: string, version?: number): Promise<Experience | null> => {
    const { rows } = await db.query<Experience>(`${selected} where e.tenant_id = $1 and e.id = $2 and v.version = coalesce($3, e.latest_version)`, [
      tenantId,
      id,
      version ?? null,
    ]);
    return rows[0] ?? null;
  },
  /** Every version, newest first. */
  versions: async (tenantId: string, id: string): Promise<readonly Experience[]> => {
    const { rows } = await db.query<Experience>(`${selected} where e.tenant_id = $1 and e.id = $2 order by v.version desc limit 1000`, [
      tenantId,
      id,
    ]);
    return rows;
  },
});
