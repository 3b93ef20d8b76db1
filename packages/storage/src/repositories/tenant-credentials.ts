import type { Queryable } from "../storage.ts";

/** What a tenant's programs prove themselves with. */
export type TenantCredential = "api_token" | "app_key" | "partner_secret";

/** Until when a credential that was replaced still works. */
export interface PreviousCredential {
  readonly hash: string;
  readonly until: Date;
}

const FAILURES_TO_LOCK = 5; // connect-events.md, 4.1

/** The credentials of tenants, by the tenant's id. */
export const tenantCredentials = (db: Queryable) => ({
  issuePartnerToken: async (hash: string, tenantId: string, expiresAt: Date): Promise<void> => {
    await db.query("insert into partner_tokens (token_hash, tenant_id, expires_at) values ($1, $2, $3)", [hash, tenantId, expiresAt]);
  },
  /** Counts a failed attempt; the fifth in a row locks. */
  noteFailedAuth: async (id: string, now: Date): Promise<void> => {
    await db.query(
      `update tenants set failed_auth = failed_auth + 1,
         locked_at = case when failed_auth + 1 >= $2 then coalesce(locked_at, $3) else locked_at end
       where id = $1`,
      [id, FAILURES_TO_LOCK, now],
    );
  },
  resetFailedAuth: async (id: string): Promise<void> => {
    await db.query("update tenants set failed_auth = 0, locked_at = null where id = $1", [id]);
  },
  /** Replaces a credential. The one before works until then; null: no more. */
  changeCredential: async (id: string, name: TenantCredential, { hash, previousUntil }: { hash: string; previousUntil: Date | null }) => {
    await db.query(
      `update tenants set previous_${name}_hash = case when $3::timestamptz is null then null else ${name}_hash end,
         previous_${name}_until = $3, ${name}_hash = $2
       where id = $1`,
      [id, hash, previousUntil],
    );
  },
  /** What a credential was before, if that still works. */
  previousCredential: async (id: string, name: TenantCredential, now: Date): Promise<PreviousCredential | null> => {
    const { rows } = await db.query<PreviousCredential>(
      `select previous_${name}_hash as hash, previous_${name}_until as until from tenants
       where id = $1 and previous_${name}_hash is not null and previous_${name}_until > $2`,
      [id, now],
    );
    return rows[0] ?? null;
  },
});
