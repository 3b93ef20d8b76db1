import type { Queryable } from "../storage.ts";
import type { CodePurpose } from "./activation-codes.ts";

/** What an unlock is asked for: everything of a person, a device, a PIN on it, or a code that would open what is locked. */
export interface UnlockSubject {
  readonly tenantId: string;
  readonly kind: "user" | "device" | "pin" | CodePurpose;
  readonly subjectId: string;
}

/** An unlock that waits for a second person. */
export interface UnlockRequest {
  readonly askedBy: string;
  readonly reason: string;
  readonly expiresAt: Date;
}

/** Unlocks that wait for a second person; one for each lock. */
export const unlockRequests = (db: Queryable) => ({
  /** Held until the transaction ends. */
  lock: async (of: UnlockSubject, now: Date): Promise<UnlockRequest | null> => {
    const { rows } = await db.query<UnlockRequest>(
      `select asked_by as "askedBy", reason, expires_at as "expiresAt" from unlock_requests
       where tenant_id = $1 and kind = $2 and subject_id = $3 and expires_at > $4 for update`,
      [of.tenantId, of.kind, of.subjectId, now],
    );
    return rows[0] ?? null;
  },
  /** One whose time is over gives way; false when somebody else asked meanwhile. */
  create: async (of: UnlockSubject, { askedBy, reason, expiresAt }: UnlockRequest, now: Date): Promise<boolean> => {
    const { rowCount } = await db.query(
      `insert into unlock_requests (tenant_id, kind, subject_id, asked_by, reason, expires_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (tenant_id, kind, subject_id) do update set asked_by = excluded.asked_by, reason = excluded.reason, expires_at = excluded.expires_at
         where unlock_requests.expires_at <= $7`,
      [of.tenantId, of.kind, of.subjectId, askedBy, reason, expiresAt, now],
    );
    return rowCount === 1;
  },
  remove: async ({ tenantId, kind, subjectId }: UnlockSubject): Promise<void> => {
    await db.query("delete from unlock_requests where tenant_id = $1 and kind = $2 and subject_id = $3", [tenantId, kind, subjectId]);
  },
});
