import type { Queryable } from "../storage.ts";

/** A nonce a device is to answer for an action. */
export interface DeviceNonce {
  readonly id: string;
  readonly tenantId: string;
  readonly action: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly providedAt: Date | null;
  /** Key that answered. */
  readonly jkt: string | null;
  readonly deviceId: string | null;
}

const columns = `id, tenant_id as "tenantId", action, created_at as "createdAt", expires_at as "expiresAt", provided_at as "providedAt", jkt,
  device_id as "deviceId"`;

/** Nonces of a tenant's back end; of their text only a hash is kept. */
export const deviceNonces = (db: Queryable) => ({
  create: async (n: Pick<DeviceNonce, "id" | "tenantId" | "action" | "createdAt" | "expiresAt"> & { readonly nonceHash: string }): Promise<void> => {
    await db.query("insert into device_nonces (id, tenant_id, nonce_hash, action, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)", [
      n.id,
      n.tenantId,
      n.nonceHash,
      n.action,
      n.createdAt,
      n.expiresAt,
    ]);
  },
  byId: async (tenantId: string, id: string): Promise<DeviceNonce | null> => {
    const { rows } = await db.query<DeviceNonce>(`select ${columns} from device_nonces where tenant_id = $1 and id = $2`, [tenantId, id]);
    return rows[0] ?? null;
  },
  /** True for the one answer that fits tenant, action and time. */
  provide: async (
    nonce: { readonly tenantId: string; readonly nonceHash: string; readonly action: string },
    by: { readonly jkt: string; readonly deviceId: string | null; readonly now: Date },
  ): Promise<boolean> => {
    const { rowCount } = await db.query(
      `update device_nonces set provided_at = $4, jkt = $5, device_id = $6
       where nonce_hash = $1 and tenant_id = $2 and action = $3 and provided_at is null and expires_at > $4`,
      [nonce.nonceHash, nonce.tenantId, nonce.action, by.now, by.jkt, by.deviceId],
    );
    return rowCount === 1;
  },
  /** Index device_nonces_due. */
  forget: async (before: Date): Promise<void> => {
    await db.query("delete from device_nonces where expires_at < $1", [before]);
  },
});
