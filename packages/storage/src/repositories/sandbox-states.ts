import type { Failure } from "@drawbridge/contract";
import type { Queryable } from "../storage.ts";

/** A state a sandbox connection is made into; times are in the tenant's clock. */
export interface ForcedState {
  readonly error: string | null;
  readonly failure: Failure | null;
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly lastUpdatedAt: Date | null;
  readonly lastSyncedAt: Date | null;
  readonly manualAllowedAt: Date | null;
}

/** Writes that only sandboxes make. */
export const sandboxStates = (db: Queryable) => ({
  force: async (connectionId: string, s: ForcedState): Promise<void> => {
    await db.query(
      `update connections set error = $2, failure = $3, failures = $4, failing_since = $5, failing_paused_since = null, last_updated_at = $6,
         last_synced_at = $7, manual_allowed_at = $8, next_sync_at = null, parked = false, data_hash = null
       where id = $1`,
      [connectionId, s.error, s.failure, s.failures, s.failingSince, s.lastUpdatedAt, s.lastSyncedAt, s.manualAllowedAt],
    );
  },
  /** Lets its syncs stand still from then on; null: they go on. */
  pause: async (connectionId: string, at: Date | null): Promise<void> => {
    await db.query("update connections set paused_at = $2 where id = $1", [connectionId, at]);
  },
  /** Moves the end of a consent, also into the past, and says whether it was chosen for it; null: as before. */
  changeConsent: async (
    consentId: string,
    { expiresAt, ownExpiry }: { readonly expiresAt: Date | null; readonly ownExpiry: boolean | null },
  ): Promise<void> => {
    await db.query("update consents set expires_at = coalesce($2, expires_at), own_expiry = coalesce($3, own_expiry) where id = $1", [
      consentId,
      expiresAt,
      ownExpiry,
    ]);
  },
  /** Changes what the directory says of an institution, until the next start brings the list's own text back. */
  setInstitution: async (
    id: string,
    mood: { readonly health?: string; readonly singleSyncOnly?: boolean; readonly useMfa?: boolean },
  ): Promise<void> => {
    await db.query(
      `update institutions set checksum = 'sandbox', record = (record::jsonb || jsonb_strip_nulls(jsonb_build_object('health', $2::text)) || jsonb_build_object('providers',
         (select jsonb_agg(p || jsonb_strip_nulls(jsonb_build_object('singleSyncOnly', $3::boolean, 'useMfa', $4::boolean))) from jsonb_array_elements(record::jsonb -> 'providers') p)))::json
       where id = $1`,
      [id, mood.health ?? null, mood.singleSyncOnly ?? null, mood.useMfa ?? null],
    );
    await db.query("select pg_notify('institutions_changed', '')");
  },
});
