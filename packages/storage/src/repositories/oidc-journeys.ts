import type { Queryable } from "../storage.ts";

/** A journey an authorization request started. `intent` and `outcome` belong to the face. */
export interface OidcJourney {
  readonly uid: string;
  readonly clientId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly linkId: string;
  readonly intent: unknown;
  readonly grantId: string | null;
  readonly outcome: unknown;
}

const columns = `uid, client_id as "clientId", tenant_id as "tenantId", user_id as "userId", link_id as "linkId", intent, grant_id as "grantId", outcome`;

/** Journeys of authorization requests. */
export const oidcJourneys = (db: Queryable) => ({
  byUid: async (uid: string): Promise<OidcJourney | null> => {
    const { rows } = await db.query<OidcJourney>(`select ${columns} from oidc_journeys where uid = $1`, [uid]);
    return rows[0] ?? null;
  },
  /** Index oidc_journeys_grant. */
  byGrant: async (grantId: string): Promise<OidcJourney | null> => {
    const { rows } = await db.query<OidcJourney>(`select ${columns} from oidc_journeys where grant_id = $1`, [grantId]);
    return rows[0] ?? null;
  },
  /** Starts it; a page that was loaded again gets a new link for the same journey. */
  start: async (
    journey: Omit<OidcJourney, "grantId" | "outcome">,
    { now, expiresAt }: { readonly now: Date; readonly expiresAt: Date },
  ): Promise<void> => {
    const { uid, clientId, tenantId, userId, linkId, intent } = journey;
    await db.query(
      `insert into oidc_journeys (uid, client_id, tenant_id, user_id, link_id, intent, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (uid) do update set link_id = excluded.link_id`,
      [uid, clientId, tenantId, userId, linkId, JSON.stringify(intent), now, expiresAt],
    );
  },
  /** Ends a connection's newest consent no later than the request said (index consents_connection). */
  limitConsent: async (tenantId: string, connectionId: string, { until, own }: { readonly until: Date; readonly own: boolean }): Promise<void> => {
    await db.query(
      `update consents set expires_at = least(expires_at, $3), own_expiry = own_expiry or $4
       where id = (select id from consents where tenant_id = $1 and connection_id = $2 order by given_at desc, id desc limit 1)`,
      [tenantId, connectionId, until, own],
    );
  },
  finish: async (uid: string, end: { readonly grantId: string; readonly outcome: unknown; readonly expiresAt: Date }): Promise<void> => {
    await db.query("update oidc_journeys set grant_id = $2, outcome = $3, expires_at = $4 where uid = $1", [
      uid,
      end.grantId,
      JSON.stringify(end.outcome),
      end.expiresAt,
    ]);
  },
});
