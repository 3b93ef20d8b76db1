import type { OperatorRole } from "./operators.ts";
import type { Queryable } from "../storage.ts";

/** A one-time link to become an operator; the token is stored as a hash. */
export interface OperatorInvitation {
  readonly tokenHash: string;
  readonly tenantId: string;
  /** Who it makes, or gives new secrets. */
  readonly operatorId: string;
  /** Null: whoever opens it says which. */
  readonly email: string | null;
  readonly role: OperatorRole;
  readonly totp: unknown;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const columns = `token_hash as "tokenHash", tenant_id as "tenantId", operator_id as "operatorId", email, role, totp,
  created_at as "createdAt", expires_at as "expiresAt"`;

/** Links that make operators. */
export const operatorInvitations = (db: Queryable) => ({
  create: async (i: OperatorInvitation): Promise<void> => {
    await db.query(
      `insert into operator_invitations (token_hash, tenant_id, operator_id, email, role, totp, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [i.tokenHash, i.tenantId, i.operatorId, i.email, i.role, JSON.stringify(i.totp), i.createdAt, i.expiresAt],
    );
  },
  /** One that can still be used. */
  open: async (tokenHash: string, now: Date): Promise<OperatorInvitation | null> => {
    const { rows } = await db.query<OperatorInvitation>(
      `select ${columns} from operator_invitations where token_hash = $1 and used_at is null and expires_at > $2`,
      [tokenHash, now],
    );
    return rows[0] ?? null;
  },
  /** Uses it up; false when somebody else did. */
  use: async (tokenHash: string, now: Date): Promise<boolean> => {
    const { rowCount } = await db.query(
      "update operator_invitations set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2",
      [tokenHash, now],
    );
    return rowCount === 1;
  },
  /** Ends open links: those for one address, or, with null, those that name none. Index operator_invitations_tenant. */
  revoke: async (tenantId: string, email: string | null): Promise<void> => {
    await db.query(
      `delete from operator_invitations
       where tenant_id = $1 and used_at is null and lower(email) is not distinct from lower($2::text)`,
      [tenantId, email],
    );
  },
});
