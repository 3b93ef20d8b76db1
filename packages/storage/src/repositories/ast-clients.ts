import type { Queryable } from "../storage.ts";

/** An installation of an app as the identity provider knows it. */
export interface AstClient {
  readonly id: string;
  readonly tenantId: string;
  readonly jkt: string;
  readonly appName: string;
  readonly appVersion: string;
  readonly userId: string | null;
  readonly deviceId: string | null;
  readonly oidcClientId: string | null;
  /** Of the last sign-in, while its code waits to be redeemed. */
  readonly grantId: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly revokedAt: Date | null;
}

/** Whom a sign-in linked. */
export interface AstLink {
  readonly userId: string;
  readonly deviceId: string;
  readonly oidcClientId: string;
}

const columns = `id, tenant_id as "tenantId", jkt, app_name as "appName", app_version as "appVersion", user_id as "userId", device_id as "deviceId",
  oidc_client_id as "oidcClientId", grant_id as "grantId", created_at as "createdAt", last_seen_at as "lastSeenAt", revoked_at as "revokedAt"`;

const upsert = `insert into ast_clients (id, tenant_id, jkt, app_name, app_version, user_id, device_id, created_at, last_seen_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
  on conflict (tenant_id, jkt) do update set app_name = excluded.app_name, app_version = excluded.app_version, last_seen_at = excluded.last_seen_at,
    user_id = coalesce(excluded.user_id, ast_clients.user_id), device_id = coalesce(excluded.device_id, ast_clients.device_id)
  returning ${columns}`;

/** Installations of apps at a tenant. */
export const astClients = (db: Queryable) => {
  const one = async (condition: string, values: readonly unknown[]): Promise<AstClient | null> => {
    const { rows } = await db.query<AstClient>(`select ${columns} from ast_clients where ${condition}`, [...values]);
    return rows[0] ?? null;
  };
  return {
    byId: (tenantId: string, id: string) => one("tenant_id = $1 and id = $2", [tenantId, id]),
    byKey: (tenantId: string, jkt: string) => one("tenant_id = $1 and jkt = $2", [tenantId, jkt]),
    /** Held until the transaction ends: a code is redeemed once. */
    lockByKey: (tenantId: string, jkt: string) => one("tenant_id = $1 and jkt = $2 for update", [tenantId, jkt]),
    /** Notes an installation, or that it was seen again. */
    see: async (
      seen: Pick<AstClient, "id" | "tenantId" | "jkt" | "appName" | "appVersion" | "userId" | "deviceId">,
      now: Date,
    ): Promise<AstClient | null> => {
      const { id, tenantId, jkt, appName, appVersion, userId, deviceId } = seen;
      const { rows } = await db.query<AstClient>(upsert, [id, tenantId, jkt, appName, appVersion, userId, deviceId, now]);
      return rows[0] ?? null;
    },
    /** A sign-in is through: its code may be redeemed by this installation alone. */
    await: async (id: string, { grantId, oidcClientId }: { readonly grantId: string; readonly oidcClientId: string }): Promise<void> => {
      await db.query("update ast_clients set grant_id = $2, oidc_client_id = $3 where id = $1", [id, grantId, oidcClientId]);
    },
    link: async (id: string, { userId, deviceId, oidcClientId }: AstLink): Promise<void> => {
      await db.query("update ast_clients set user_id = $2, device_id = $3, oidc_client_id = $4, grant_id = null where id = $1", [
        id,
        userId,
        deviceId,
        oidcClientId,
      ]);
    },
    /** In order of their making (index ast_clients_tenant); `after` is the id of the page before. */
    list: async (
      tenantId: string,
      { userId, after, limit }: { readonly userId: string | null; readonly after: string | null; readonly limit: number },
    ): Promise<readonly AstClient[]> => {
      const { rows } = await db.query<AstClient>(
        `select ${columns} from ast_clients where tenant_id = $1 and ($2::uuid is null or user_id = $2) and ($3::uuid is null or id > $3)
         order by id limit $4`,
        [tenantId, userId, after, limit],
      );
      return rows;
    },
    /** False when it was revoked before. */
    revoke: async (id: string, now: Date): Promise<boolean> => {
      const { rowCount } = await db.query("update ast_clients set revoked_at = $2, grant_id = null where id = $1 and revoked_at is null", [id, now]);
      return rowCount === 1;
    },
    /** Forgets installations that linked nobody (index ast_clients_unlinked). */
    forget: async (before: Date): Promise<void> => {
      await db.query("delete from ast_clients where device_id is null and last_seen_at < $1", [before]);
    },
  };
};
