import type { Queryable } from "../storage.ts";

/** How far an auth request is. */
export type AuthRequestStatus = "pending" | "complete" | "error" | "deleted";

/** A connect, reauth or refresh whose pages are the client's own. `redirectSealed` is an envelope of the vault. */
export interface AuthRequest {
  readonly id: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly bankId: string;
  readonly scope: string;
  readonly redirectUri: string | null;
  readonly bankConnectionId: string | null;
  readonly status: AuthRequestStatus;
  readonly redirectSealed: unknown;
  readonly stateHash: string | null;
  readonly createdAt: Date;
}

const columns = `id, tenant_id as "tenantId", client_id as "clientId", user_id as "userId", session_id as "sessionId", bank_id as "bankId", scope,
  redirect_uri as "redirectUri", bank_connection_id as "bankConnectionId", status, redirect_sealed as "redirectSealed", state_hash as "stateHash",
  created_at as "createdAt"`;

/** Auth requests; one of another client is unknown. */
export const authRequests = (db: Queryable) => ({
  create: async (r: AuthRequest): Promise<void> => {
    await db.query(
      `insert into auth_requests (id, tenant_id, client_id, user_id, session_id, bank_id, scope, redirect_uri, bank_connection_id, status, redirect_sealed, state_hash, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        r.id,
        r.tenantId,
        r.clientId,
        r.userId,
        r.sessionId,
        r.bankId,
        r.scope,
        r.redirectUri,
        r.bankConnectionId,
        r.status,
        JSON.stringify(r.redirectSealed),
        r.stateHash,
        r.createdAt,
      ],
    );
  },
  find: async (tenantId: string, clientId: string, id: string): Promise<AuthRequest | null> => {
    const { rows } = await db.query<AuthRequest>(`select ${columns} from auth_requests where tenant_id = $1 and client_id = $2 and id = $3`, [
      tenantId,
      clientId,
      id,
    ]);
    return rows[0] ?? null;
  },
  /** For who holds nothing but the id, such as the person's browser. */
  byId: async (id: string): Promise<AuthRequest | null> => {
    const { rows } = await db.query<AuthRequest>(`select ${columns} from auth_requests where id = $1`, [id]);
    return rows[0] ?? null;
  },
  byStateHash: async (hash: string): Promise<AuthRequest | null> => {
    const { rows } = await db.query<AuthRequest>(`select ${columns} from auth_requests where state_hash = $1 and status = 'pending'`, [hash]);
    return rows[0] ?? null;
  },
  /** Newest first (index auth_requests_client). */
  list: async (
    tenantId: string,
    clientId: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly total: number; readonly requests: readonly AuthRequest[] }> => {
    const total = await db.query<{ n: number }>("select count(*) as n from auth_requests where tenant_id = $1 and client_id = $2", [
      tenantId,
      clientId,
    ]);
    const { rows } = await db.query<AuthRequest>(
      `select ${columns} from auth_requests where tenant_id = $1 and client_id = $2 order by created_at desc, id desc offset $3 limit $4`,
      [tenantId, clientId, page.offset, page.limit],
    );
    return { total: total.rows[0]?.n ?? 0, requests: rows };
  },
  /** Ends a pending one; false when somebody was faster. */
  finish: async (id: string, end: { readonly status: "complete" | "error"; readonly bankConnectionId: string | null }): Promise<boolean> => {
    const { rowCount } = await db.query(
      "update auth_requests set status = $2, bank_connection_id = coalesce($3, bank_connection_id), state_hash = null where id = $1 and status = 'pending'",
      [id, end.status, end.bankConnectionId],
    );
    return rowCount === 1;
  },
});
