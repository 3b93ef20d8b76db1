import type { Queryable } from "../storage.ts";

/** Words of operations or messages, by language tag. */
export interface DeviceTemplate {
  readonly id: string;
  readonly tenantId: string;
  readonly kind: "operation" | "message";
  readonly name: string;
  readonly texts: Readonly<Record<string, { readonly banner: string; readonly text: string }>>;
  readonly fallback: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const columns = `id, tenant_id as "tenantId", kind, name, texts, fallback, created_at as "createdAt", updated_at as "updatedAt"`;

/** A tenant's templates. */
export const deviceTemplates = (db: Queryable) => ({
  /** False when the name is taken. */
  create: async (t: DeviceTemplate): Promise<boolean> => {
    const { rowCount } = await db.query(
      `insert into device_templates (id, tenant_id, kind, name, texts, fallback, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict (tenant_id, kind, name) do nothing`,
      [t.id, t.tenantId, t.kind, t.name, JSON.stringify(t.texts), t.fallback, t.createdAt],
    );
    return rowCount === 1;
  },
  byId: async (tenantId: string, id: string): Promise<DeviceTemplate | null> => {
    const { rows } = await db.query<DeviceTemplate>(`select ${columns} from device_templates where tenant_id = $1 and id = $2`, [tenantId, id]);
    return rows[0] ?? null;
  },
  byName: async (tenantId: string, kind: DeviceTemplate["kind"], name: string): Promise<DeviceTemplate | null> => {
    const { rows } = await db.query<DeviceTemplate>(`select ${columns} from device_templates where tenant_id = $1 and kind = $2 and name = $3`, [
      tenantId,
      kind,
      name,
    ]);
    return rows[0] ?? null;
  },
  /** By kind and name (index of the unique names). */
  list: async (tenantId: string): Promise<readonly DeviceTemplate[]> => {
    const { rows } = await db.query<DeviceTemplate>(`select ${columns} from device_templates where tenant_id = $1 order by kind, name limit 1000`, [
      tenantId,
    ]);
    return rows;
  },
  save: async (t: DeviceTemplate): Promise<void> => {
    await db.query("update device_templates set texts = $3, fallback = $4, updated_at = $5 where tenant_id = $1 and id = $2", [
      t.tenantId,
      t.id,
      JSON.stringify(t.texts),
      t.fallback,
      t.updatedAt,
    ]);
  },
  /** False when it is not there. */
  remove: async (tenantId: string, id: string): Promise<boolean> => {
    const { rowCount } = await db.query("delete from device_templates where tenant_id = $1 and id = $2", [tenantId, id]);
    return rowCount === 1;
  },
});
