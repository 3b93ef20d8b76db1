import type { Queryable } from "../storage.ts";

/** How far an auth request is. */
export type AuthRequestStatus = "pending" | "complete" | "error" | "deleted";

/** A connect, reauth or refresh whose pages are the client's own. `redirectSealed` is an envelope of the vault. */
export interface AuthRequest {
  readonly id: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly userId: string;
  readonly linkId: string;
  /** Null: the person has not been on our page yet. */
  readonly sessionId: string | null;
  readonly bankId: string;
  readonly scope: string;
  readonly redirectUri: string | null;
  readonly bankConnectionId: string | null;
  readonly status: AuthRequestStatus;
  readonly redirectSealed: unknown;
  readonly stateHash: string | null;
  /** What was asked for, in the face's own words. */
  readonly intent: unknown;
  readonly createdAt: Date;
}

/** An auth request as it is read back. */
export interface StoredAuthRequest extends AuthRequest {
  /** The visit is over and brought nothing. */
  readonly over: boolean;
  /** Its connection was removed. */
  readonly removed: boolean;
  /** 24 hex of the user. */
  readonly userHexId: string;
}

const selected = `select r.id, r.tenant_id as "tenantId", r.client_id as "clientId", r.user_id as "userId", r.link_id as "linkId", r.session_id as "sessionId",
    r.bank_id as "bankId", r.scope, r.redirect_uri as "redirectUri", r.bank_connection_id as "bankConnectionId", r.status, r.intent,
    r.redirect_sealed as "redirectSealed", r.state_hash as "stateHash", r.created_at as "createdAt", u.hex_id as "userHexId",
    coalesce(s.end_reason <> 'complete', s.id is null and l.expires_at < now()) as over, coalesce(k.status = 'removed', false) as removed
  from auth_requests r join users u on u.id = r.user_id join links l on l.id = r.link_id left join sessions s on s.id = r.session_id
  left join connections k on k.bank_connection_id = r.bank_connection_id`;

const findAuthRequests = (db: Queryable) => ({
  find: async (tenantId: string, clientId: string, id: string): Promise<StoredAuthRequest | null> => {
    const where = "where r.tenant_id = $1 and r.client_id = $2 and r.id = $3";
    const { rows } = await db.query<StoredAuthRequest>(`${selected} ${where}`, [tenantId, clientId, id]);
    return rows[0] ?? null;
  },
  /** For who holds nothing but the id, such as the person's browser. */
  byId: async (id: string): Promise<StoredAuthRequest | null> => {
    const { rows } = await db.query<StoredAuthRequest>(`${selected} where r.id = $1`, [id]);
    return rows[0] ?? null;
  },
  byStateHash: async (hash: string): Promise<StoredAuthRequest | null> => {
    const { rows } = await db.query<StoredAuthRequest>(`${selected} where r.state_hash = $1 and r.status = 'pending'`, [hash]);
    return rows[0] ?? null;
  },
  /** Newest first (index auth_requests_client). */
  list: async (
    tenantId: string,
    clientId: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly total: number; readonly requests: readonly StoredAuthRequest[] }> => {
    const total = await db.query<{ n: number }>("select count(*) as n from auth_requests where tenant_id = $1 and client_id = $2", [
      tenantId,
      clientId,
    ]);
    const { rows } = await db.query<StoredAuthRequest>(
      `${selected} where r.tenant_id = $1 and r.client_id = $2 order by r.created_at desc, r.id desc offset $3 limit $4`,
      [tenantId, clientId, page.offset, page.limit],
    );
    return { total: total.rows[0]?.n ?? 0, requests: rows };
  },
});

const changeAuthRequests = (db: Queryable) => ({
  create: async (r: AuthRequest): Promise<void> => {
    await db.query(
      `insert into auth_requests (id, tenant_id, client_id, user_id, session_id, bank_id, scope, redirect_uri, bank_connection_id, status, redirect_sealed, state_hash,
         created_at, link_id, intent)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
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
        r.linkId,
        JSON.stringify(r.intent),
      ],
    );
  },
  /** A new trip to the bank of a pending one: its session, where it leads and what comes back. */
  restart: async (id: string, trip: Pick<AuthRequest, "sessionId" | "redirectSealed" | "stateHash">): Promise<void> => {
    await db.query("update auth_requests set session_id = $2, redirect_sealed = $3, state_hash = $4 where id = $1 and status = 'pending'", [
      id,
      trip.sessionId,
      JSON.stringify(trip.redirectSealed),
      trip.stateHash,
    ]);
  },
  /** The visit of our page that a pending one came to. */
  bind: async (id: string, sessionId: string): Promise<void> => {
    await db.query("update auth_requests set session_id = $2 where id = $1 and status = 'pending'", [id, sessionId]);
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

/** Auth requests; one of another client is unknown. */
export const authRequests = (db: Queryable) => ({
  ...findAuthRequests(db),
  ...changeAuthRequests(db),
});
