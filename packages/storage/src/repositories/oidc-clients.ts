import type { Queryable } from "../storage.ts";

/** A client of the identity server. `metadata` is the registration in the words of OpenID Connect, without the secret. */
export interface OidcClient {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  /** An envelope of the vault; null for clients that authenticate with keys. */
  readonly secretSealed: unknown;
  /** The secret before, an envelope, too; null: there is none that may still work. */
  readonly previousSecretSealed: unknown;
  readonly previousSecretUntil: Date | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const columns = `id, tenant_id as "tenantId", name, secret_sealed as "secretSealed", previous_secret_sealed as "previousSecretSealed", previous_secret_until as "previousSecretUntil", metadata, settings, created_at as "createdAt", updated_at as "updatedAt"`;

const sealed = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

const clientRows = (db: Queryable) => ({
  byId: async (id: string): Promise<OidcClient | null> => {
    const { rows } = await db.query<OidcClient>(`select ${columns} from oidc_clients where id = $1`, [id]);
    return rows[0] ?? null;
  },
  /** Of one tenant, oldest first (index oidc_clients_tenant). */
  list: async (tenantId: string): Promise<readonly OidcClient[]> => {
    const { rows } = await db.query<OidcClient>(`select ${columns} from oidc_clients where tenant_id = $1 order by created_at, id`, [tenantId]);
    return rows;
  },
  /** Creates the client or brings the tenant's own one to these values; false when another tenant has the id. */
  put: async (client: Omit<OidcClient, "updatedAt" | "previousSecretSealed" | "previousSecretUntil">): Promise<boolean> => {
    const { rowCount } = await db.query(
      `insert into oidc_clients (id, tenant_id, name, secret_sealed, metadata, settings, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $7)
       on conflict (id) do update set name = excluded.name, secret_sealed = excluded.secret_sealed, metadata = excluded.metadata,
         previous_secret_sealed = null, previous_secret_until = null, settings = excluded.settings, updated_at = excluded.updated_at
       where oidc_clients.tenant_id = excluded.tenant_id`,
      [
        client.id,
        client.tenantId,
        client.name,
        sealed(client.secretSealed),
        JSON.stringify(client.metadata),
        JSON.stringify(client.settings),
        client.createdAt,
      ],
    );
    return rowCount === 1;
  },
  remove: async (tenantId: string, id: string): Promise<boolean> => {
    const { rowCount } = await db.query("delete from oidc_clients where tenant_id = $1 and id = $2", [tenantId, id]);
    return rowCount === 1;
  },
});

const clientDetails = (db: Queryable) => ({
  /** Replaces the secret. The one before works until then, unless one before it still does: then nothing changes, and the answer is false. Null: no more. */
  changeSecret: async (
    tenantId: string,
    id: string,
    { secretSealed, previousUntil, at }: { readonly secretSealed: unknown; readonly previousUntil: Date | null; readonly at: Date },
  ): Promise<boolean> => {
    const { rowCount } = await db.query(
      `update oidc_clients set secret_sealed = $3, updated_at = $4::timestamptz, previous_secret_until = $5::timestamptz,
         previous_secret_sealed = case when $5::timestamptz is null then null else secret_sealed end
       where tenant_id = $1 and id = $2 and ($5::timestamptz is null or previous_secret_until is null or previous_secret_until <= $4::timestamptz)`,
      [tenantId, id, sealed(secretSealed), at, previousUntil],
    );
    return rowCount === 1;
  },
  /** Drops the secrets before that work no more (index oidc_clients_previous_secret). */
  forgetPreviousSecrets: async (at: Date): Promise<void> => {
    await db.query("update oidc_clients set previous_secret_sealed = null, previous_secret_until = null where previous_secret_until <= $1", [at]);
  },
  changeMetadata: async (
    tenantId: string,
    id: string,
    { metadata, at }: { readonly metadata: Readonly<Record<string, unknown>>; readonly at: Date },
  ): Promise<void> => {
    await db.query("update oidc_clients set metadata = $3, updated_at = $4 where tenant_id = $1 and id = $2", [
      tenantId,
      id,
      JSON.stringify(metadata),
      at,
    ]);
  },
  /** Replaces the settings that are named; the others stay. */
  changeSettings: async (
    tenantId: string,
    id: string,
    { settings, at }: { readonly settings: Readonly<Record<string, unknown>>; readonly at: Date },
  ): Promise<void> => {
    await db.query("update oidc_clients set settings = settings || $3::jsonb, updated_at = $4 where tenant_id = $1 and id = $2", [
      tenantId,
      id,
      JSON.stringify(settings),
      at,
    ]);
  },
});

/** Clients. Every change is announced on the channel `oidc_clients_changed`, by the client's id. */
export const oidcClients = (db: Queryable) => ({
  ...clientRows(db),
  ...clientDetails(db),
});
