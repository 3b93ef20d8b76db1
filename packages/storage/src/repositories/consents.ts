import type { Queryable } from "../storage.ts";

/** What the person allowed, for what, until when. Renewals append. */
export interface Consent {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly jobTypes: readonly string[];
  /** The wording shown: locale and version. */
  readonly text: unknown;
  readonly givenAt: Date;
  readonly expiresAt: Date;
}

/** Consents, append-only. */
export const consents = (db: Queryable) => ({
  append: async (c: Consent): Promise<void> => {
    await db.query(
      `insert into consents (id, tenant_id, user_id, connection_id, job_types, text, given_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [c.id, c.tenantId, c.userId, c.connectionId, c.jobTypes, JSON.stringify(c.text), c.givenAt, c.expiresAt],
    );
  },
  /** Index consents_connection. */
  latest: async (tenantId: string, connectionId: string): Promise<Consent | null> => {
    const { rows } = await db.query<Consent>(
      `select id, tenant_id as "tenantId", user_id as "userId", connection_id as "connectionId", job_types as "jobTypes", text,
         given_at as "givenAt", expires_at as "expiresAt"
       from consents where tenant_id = $1 and connection_id = $2 order by given_at desc limit 1`,
      [tenantId, connectionId],
    );
    return rows[0] ?? null;
  },
});
