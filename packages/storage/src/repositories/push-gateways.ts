import type { Queryable } from "../storage.ts";

/** Where a tenant's own sender of pushes is; its keys are sealed. */
export interface PushGateway {
  readonly tenantId: string;
  readonly prefix: "APN" | "FCM" | "FCMF" | "HPK";
  readonly url: string;
  readonly keys: unknown;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const columns = `tenant_id as "tenantId", prefix, url, keys, created_at as "createdAt", updated_at as "updatedAt"`;

/** A tenant's push gateways, one a platform. */
export const pushGateways = (db: Queryable) => ({
  /** False when there is one. */
  create: async (g: PushGateway): Promise<boolean> => {
    const { rowCount } = await db.query(
      `insert into push_gateways (tenant_id, prefix, url, keys, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)
       on conflict (tenant_id, prefix) do nothing`,
      [g.tenantId, g.prefix, g.url, JSON.stringify(g.keys), g.createdAt],
    );
    return rowCount === 1;
  },
  of: async (tenantId: string, prefix: string): Promise<PushGateway | null> => {
    const { rows } = await db.query<PushGateway>(`select ${columns} from push_gateways where tenant_id = $1 and prefix = $2`, [tenantId, prefix]);
    return rows[0] ?? null;
  },
  list: async (tenantId: string): Promise<readonly PushGateway[]> => {
    const { rows } = await db.query<PushGateway>(`select ${columns} from push_gateways where tenant_id = $1 order by prefix`, [tenantId]);
    return rows;
  },
  save: async (g: PushGateway): Promise<void> => {
    await db.query("update push_gateways set url = $3, keys = $4, updated_at = $5 where tenant_id = $1 and prefix = $2", [
      g.tenantId,
      g.prefix,
      g.url,
      JSON.stringify(g.keys),
      g.updatedAt,
    ]);
  },
  /** False when there is none. */
  remove: async (tenantId: string, prefix: string): Promise<boolean> => {
    const { rowCount } = await db.query("delete from push_gateways where tenant_id = $1 and prefix = $2", [tenantId, prefix]);
    return rowCount === 1;
  },
});
