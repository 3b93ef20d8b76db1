import type { Queryable } from "../storage.ts";
import type { CodePurpose } from "./activation-codes.ts";

/** An activation between its two messages. */
export interface DeviceActivation {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly codeId: string;
  readonly deviceId: string;
  readonly purpose: CodePurpose;
  readonly jkt: string;
  readonly publicKey: unknown;
  readonly appName: string;
  readonly appVersion: string;
  readonly expiresAt: Date;
}

const columns = `id, tenant_id as "tenantId", user_id as "userId", code_id as "codeId", device_id as "deviceId", purpose, jkt,
  public_key as "publicKey", app_name as "appName", app_version as "appVersion", expires_at as "expiresAt"`;

/** Activations that were begun with a code and are not finished yet. */
export const deviceActivations = (db: Queryable) => ({
  begin: async (a: DeviceActivation): Promise<void> => {
    await db.query(
      `insert into device_activations (id, tenant_id, user_id, code_id, device_id, purpose, jkt, public_key, app_name, app_version, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [a.id, a.tenantId, a.userId, a.codeId, a.deviceId, a.purpose, a.jkt, JSON.stringify(a.publicKey), a.appName, a.appVersion, a.expiresAt],
    );
  },
  /** Takes an activation up once; null when unknown, late, taken, or begun by another key. */
  take: async (id: string, jkt: string, now: Date): Promise<DeviceActivation | null> => {
    const { rows } = await db.query<DeviceActivation>(
      `update device_activations set used_at = $3 where id = $1 and jkt = $2 and used_at is null and expires_at > $3 returning ${columns}`,
      [id, jkt, now],
    );
    return rows[0] ?? null;
  },
});
