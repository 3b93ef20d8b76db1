import type { Queryable } from "../storage.ts";

/** Whose tokens, made for whom, stand for a tenant. */
export interface TokenIssuer {
  readonly issuer: string;
  readonly audience: string;
}

/** Issuers in the tenants' settings (design.md section 2: the tenant comes from `iss` and `aud`). */
export const tokenIssuers = (db: Queryable) => ({
  /** Id of the one tenant that claims any of the audiences at this issuer; null for none or several. Index tenants_token_issuers. */
  tenantOf: async (issuer: string, audiences: readonly string[]): Promise<string | null> => {
    const claims = audiences.map((audience) => JSON.stringify([{ issuer, audience }]));
    const { rows } = await db.query<{ id: string }>("select id from tenants where settings -> 'tokenIssuers' @> any($1::jsonb[]) limit 2", [claims]);
    return rows.length === 1 ? (rows[0]?.id ?? null) : null;
  },
  /** Replaces a tenant's list. */
  set: async (tenantId: string, list: readonly TokenIssuer[]): Promise<void> => {
    await db.query("update tenants set settings = jsonb_set(settings, '{tokenIssuers}', $2::jsonb) where id = $1", [tenantId, JSON.stringify(list)]);
  },
});
