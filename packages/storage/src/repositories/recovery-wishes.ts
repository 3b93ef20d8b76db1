import type { Queryable } from "../storage.ts";

/** Somebody who waits for a bank. */
export interface RecoveryWish {
  readonly tenantId: string;
  readonly institutionId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly requestedAt: Date;
}

/** One who waited, as their tenant knows them. */
export interface Waiting {
  readonly userId: string;
  readonly externalId: string | null;
  readonly sessionId: string;
  readonly requestedAt: Date;
}

/** Who waits for which bank. */
export const recoveryWishes = (db: Queryable) => ({
  /** Asked twice, the last session counts. */
  add: async (w: RecoveryWish): Promise<void> => {
    await db.query(
      `insert into recovery_wishes (tenant_id, institution_id, user_id, session_id, requested_at) values ($1, $2, $3, $4, $5)
       on conflict (tenant_id, institution_id, user_id) do update set session_id = excluded.session_id, requested_at = excluded.requested_at`,
      [w.tenantId, w.institutionId, w.userId, w.sessionId, w.requestedAt],
    );
  },
  /** Banks somebody waits for, each with a tenant of theirs. */
  pending: async (): Promise<readonly { readonly tenantId: string; readonly institutionId: string }[]> => {
    const { rows } = await db.query<{ tenantId: string; institutionId: string }>(
      `select distinct tenant_id as "tenantId", institution_id as "institutionId" from recovery_wishes`,
    );
    return rows;
  },
  /** Takes some of a tenant's people who wait for a bank, longest first; each is taken once. */
  take: async (tenantId: string, institutionId: string, limit: number): Promise<readonly Waiting[]> => {
    const { rows } = await db.query<Waiting>(
      `with taken as (
         delete from recovery_wishes
         where ctid = any(array(
           select ctid from recovery_wishes where tenant_id = $1 and institution_id = $2 order by requested_at, user_id limit $3 for update skip locked))
         returning user_id, session_id, requested_at)
       select t.user_id as "userId", u.external_id as "externalId", t.session_id as "sessionId", t.requested_at as "requestedAt"
       from taken t join users u on u.id = t.user_id order by t.requested_at, t.user_id`,
      [tenantId, institutionId, limit],
    );
    return rows;
  },
});
