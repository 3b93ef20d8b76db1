import type { Queryable } from "../storage.ts";

/** One thing the identity server keeps: a session, code, grant, pushed request, … Its id is stored as a hash. */
export interface OidcArtifact {
  readonly kind: string;
  readonly idHash: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly grantId: string | null;
  readonly uid: string | null;
  readonly expiresAt: Date;
}

/** An artifact as it is read back. */
export interface StoredArtifact {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly consumedAt: Date | null;
}

/** What the identity server keeps between requests, and the assertions that were used. */
export const oidcArtifacts = (db: Queryable) => ({
  put: async (a: OidcArtifact): Promise<void> => {
    await db.query(
      `insert into oidc_artifacts (kind, id_hash, payload, grant_id, uid, expires_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (kind, id_hash) do update set payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid, expires_at = excluded.expires_at`,
      [a.kind, a.idHash, JSON.stringify(a.payload), a.grantId, a.uid, a.expiresAt],
    );
  },
  find: async (kind: string, idHash: string, now: Date): Promise<StoredArtifact | null> => {
    const { rows } = await db.query<StoredArtifact>(
      `select payload, consumed_at as "consumedAt" from oidc_artifacts where kind = $1 and id_hash = $2 and expires_at > $3`,
      [kind, idHash, now],
    );
    return rows[0] ?? null;
  },
  /** Index oidc_artifacts_uid. */
  byUid: async (kind: string, uid: string, now: Date): Promise<StoredArtifact | null> => {
    const { rows } = await db.query<StoredArtifact>(
      `select payload, consumed_at as "consumedAt" from oidc_artifacts where uid = $2 and kind = $1 and expires_at > $3`,
      [kind, uid, now],
    );
    return rows[0] ?? null;
  },
  /** True for exactly one caller. */
  consume: async (kind: string, idHash: string, now: Date): Promise<boolean> => {
    const { rowCount } = await db.query("update oidc_artifacts set consumed_at = $3 where kind = $1 and id_hash = $2 and consumed_at is null", [
      kind,
      idHash,
      now,
    ]);
    return rowCount === 1;
  },
  remove: async (kind: string, idHash: string): Promise<void> => {
    await db.query("delete from oidc_artifacts where kind = $1 and id_hash = $2", [kind, idHash]);
  },
  /** Index oidc_artifacts_grant. */
  removeOfGrant: async (grantId: string): Promise<void> => {
    await db.query("delete from oidc_artifacts where grant_id = $1", [grantId]);
  },
  /** Notes that an assertion was used; false when it was used before. */
  useAssertion: async (hash: string, expiresAt: Date): Promise<boolean> => {
    const { rowCount } = await db.query("insert into oidc_used_assertions (hash, expires_at) values ($1, $2) on conflict do nothing", [
      hash,
      expiresAt,
    ]);
    return rowCount === 1;
  },
  /** Forgets what is over (indexes oidc_artifacts_due, oidc_used_assertions_due, oidc_journeys_due). */
  removeDue: async (now: Date): Promise<void> => {
    await db.query("delete from oidc_artifacts where expires_at <= $1", [now]);
    await db.query("delete from oidc_used_assertions where expires_at <= $1", [now]);
    await db.query("delete from oidc_journeys where expires_at <= $1", [now]);
  },
});
