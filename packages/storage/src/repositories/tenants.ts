import type { Queryable } from "../storage.ts";
import { tenantCredentials } from "./tenant-credentials.ts";

/** The integrator's organisation. Secrets are hashes only. */
export interface Tenant {
  readonly id: string;
  readonly no: number;
  readonly slug: string;
  readonly name: string;
  readonly partnerSecretHash: string;
  readonly appKeyHash: string;
  readonly policyUrl: string | null;
  readonly origins: readonly string[];
  readonly failedAuth: number;
  readonly lockedAt: Date | null;
}

/** A tenant as it is set up. */
export interface NewTenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly partnerSecretHash: string;
  readonly appKeyHash: string;
  readonly apiTokenHash: string;
  readonly policyUrl: string | null;
  readonly origins: readonly string[];
}

const columns = `id, no, slug, name, partner_secret_hash as "partnerSecretHash", app_key_hash as "appKeyHash",
  policy_url as "policyUrl", origins, failed_auth as "failedAuth", locked_at as "lockedAt"`;

const one = async (db: Queryable, condition: string, value: unknown): Promise<Tenant | null> => {
  const { rows } = await db.query<Tenant>(`select ${columns} from tenants where ${condition}`, [value]);
  return rows[0] ?? null;
};

const tenantRows = (db: Queryable) => ({
  byId: (id: string) => one(db, "id = $1", id),
  byNo: (no: number) => one(db, "no = $1", no),
  bySlug: (slug: string) => one(db, "slug = $1", slug),
  /** The tenant that was made first; null before there is one. */
  firstId: async (): Promise<string | null> => {
    const { rows } = await db.query<{ id: string }>("select id from tenants order by no limit 1");
    return rows[0]?.id ?? null;
  },
  /** The token of now, or for a while the one before. */
  byApiTokenHash: async (hash: string, now: Date): Promise<Tenant | null> => {
    // Both columns are unique, so each arm is one look into an index.
    const { rows } = await db.query<Tenant>(
      `select ${columns} from tenants where api_token_hash = $1 or (previous_api_token_hash = $1 and previous_api_token_until > $2)`,
      [hash, now],
    );
    return rows[0] ?? null;
  },
  /** Holds the row until the transaction ends, so that failed attempts are counted one by one. */
  lock: async (id: string): Promise<Tenant | null> => {
    const { rows } = await db.query<Tenant>(`select ${columns} from tenants where id = $1 for update`, [id]);
    return rows[0] ?? null;
  },
  /** Creates the tenant or brings it to these values. */
  upsert: async (t: NewTenant): Promise<void> => {
    await db.query(
      `insert into tenants (id, slug, name, partner_secret_hash, app_key_hash, api_token_hash, policy_url, origins)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (slug) do update set name = excluded.name, partner_secret_hash = excluded.partner_secret_hash,
         app_key_hash = excluded.app_key_hash, api_token_hash = excluded.api_token_hash, origins = excluded.origins`,
      [t.id, t.slug, t.name, t.partnerSecretHash, t.appKeyHash, t.apiTokenHash, t.policyUrl, t.origins],
    );
  },
});

/** What a tenant says of itself. */
export interface TenantFacts {
  readonly name: string;
  readonly policyUrl: string | null;
  readonly origins: readonly string[];
}

const tenantSettings = (db: Queryable) => ({
  saveFacts: async (id: string, { name, policyUrl, origins }: TenantFacts): Promise<void> => {
    await db.query("update tenants set name = $2, policy_url = $3, origins = $4 where id = $1", [id, name, policyUrl, origins]);
  },
  /** One entry of the tenant's settings; null when it was never set. */
  setting: async (id: string, name: string): Promise<unknown> => {
    const { rows } = await db.query<{ value: unknown }>("select settings -> $2 as value from tenants where id = $1", [id, name]);
    return rows[0]?.value ?? null;
  },
  /** Tenants that have set something of a name. */
  withSetting: async (name: string): Promise<readonly string[]> => {
    const { rows } = await db.query<{ id: string }>("select id from tenants where settings ? $1 order by id", [name]);
    return rows.map(({ id }) => id);
  },
  saveSetting: async (id: string, name: string, value: unknown): Promise<void> => {
    await db.query("update tenants set settings = settings || jsonb_build_object($2::text, $3::jsonb) where id = $1", [
      id,
      name,
      JSON.stringify(value),
    ]);
  },
});

const partnerTokens = (db: Queryable) => ({
  byPartnerToken: async (hash: string, now: Date): Promise<{ readonly tenant: Tenant; readonly expired: boolean } | null> => {
    const { rows } = await db.query<{ tenant_id: string; expires_at: Date }>(
      "select tenant_id, expires_at from partner_tokens where token_hash = $1",
      [hash],
    );
    const tenant = rows[0] && (await one(db, "id = $1", rows[0].tenant_id));
    return rows[0] && tenant ? { tenant, expired: rows[0].expires_at <= now } : null;
  },
});

/** Tenants and the credentials they present. */
export const tenants = (db: Queryable) => ({
  ...tenantRows(db),
  ...tenantSettings(db),
  ...partnerTokens(db),
  ...tenantCredentials(db),
});
