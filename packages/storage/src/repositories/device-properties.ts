import type { Queryable } from "../storage.ts";

/** Whose a property is. */
export interface PropertyOwner {
  readonly tenantId: string;
  readonly owner: "DEVICE" | "USER" | "GROUP";
  readonly ownerId: string;
}

/** A property; the value is either plain base64url or sealed. */
export interface DeviceProperty extends PropertyOwner {
  readonly key: string;
  readonly sealed: unknown;
  readonly value: string | null;
  readonly type: "OCTET_STRING" | "UTF8_STRING";
  readonly ttl: number;
  readonly flags: number;
  readonly version: number;
  readonly updatedAt: Date;
}

const columns = `tenant_id as "tenantId", owner, owner_id as "ownerId", key, sealed, value, type, ttl, flags, version, updated_at as "updatedAt"`;

/** Properties of devices, people and tenants, each with its version. */
export const deviceProperties = (db: Queryable) => ({
  /** `held`: until the transaction ends. */
  get: async ({ tenantId, owner, ownerId }: PropertyOwner, key: string, held: "held" | "read" = "read"): Promise<DeviceProperty | null> => {
    const { rows } = await db.query<DeviceProperty>(
      `select ${columns} from device_properties where tenant_id = $1 and owner = $2 and owner_id = $3 and key = $4 ${held === "held" ? "for update" : ""}`,
      [tenantId, owner, ownerId, key],
    );
    return rows[0] ?? null;
  },
  /** Writes a version; false when somebody else wrote it first. */
  put: async (p: DeviceProperty): Promise<boolean> => {
    const { rowCount } = await db.query(
      `insert into device_properties (tenant_id, owner, owner_id, key, sealed, value, type, ttl, flags, version, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (tenant_id, owner, owner_id, key) do update set sealed = excluded.sealed, value = excluded.value, type = excluded.type,
         ttl = excluded.ttl, flags = excluded.flags, version = excluded.version, updated_at = excluded.updated_at
         where device_properties.version = excluded.version - 1`,
      [
        p.tenantId,
        p.owner,
        p.ownerId,
        p.key,
        p.sealed === null ? null : JSON.stringify(p.sealed),
        p.value,
        p.type,
        p.ttl,
        p.flags,
        p.version,
        p.updatedAt,
      ],
    );
    return rowCount === 1;
  },
  /** True when another owner of the kind has the plain value. */
  isTaken: async ({ tenantId, owner, ownerId }: PropertyOwner, key: string, value: string): Promise<boolean> => {
    const { rowCount } = await db.query(
      "select 1 from device_properties where tenant_id = $1 and owner = $2 and owner_id <> $3 and key = $4 and value = $5 limit 1",
      [tenantId, owner, ownerId, key, value],
    );
    return rowCount === 1;
  },
  remove: async ({ tenantId, owner, ownerId }: PropertyOwner, key: string): Promise<boolean> => {
    const { rowCount } = await db.query("delete from device_properties where tenant_id = $1 and owner = $2 and owner_id = $3 and key = $4", [
      tenantId,
      owner,
      ownerId,
      key,
    ]);
    return rowCount === 1;
  },
});
