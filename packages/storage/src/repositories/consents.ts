import { prepared } from "../prepared.ts";
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
  /** Nothing older may be read; null or left out: as far back as the jobs reach. */
  readonly historyFrom?: Date | null;
  /** The operation whose receipt it rests on; null or left out: none was wanted. */
  readonly operationId?: string | null;
  /** The piece of work it is given by, which counts once; null or left out: none of a session's. */
  readonly effectId?: string | null;
}

/** The newest consent of a connection, with what became of it. */
export interface LatestConsent extends Consent {
  readonly revokedAt: Date | null;
  /** True when its end was chosen for it: such a consent is not renewed without the bank. */
  readonly ownExpiry: boolean;
}

/** A consent as its receipt shows it. */
export interface PastConsent extends Consent {
  readonly revokedAt: Date | null;
}

/** A consent with what became of it. */
export interface ConsentRecord extends Consent {
  readonly revokedAt: Date | null;
  /** True for the newest consent of its connection. */
  readonly newest: boolean;
  readonly connectionNo: number;
  readonly institutionId: string;
  readonly userNo: number;
  readonly authRequestId: string | null;
  readonly bankConnectionId: string;
  /** False once the connection was removed. */
  readonly connected: boolean;
}

/** Which consents to list, in the order they were given. */
export interface ConsentQuery {
  readonly userId: string | null;
  readonly offset: number;
  readonly limit: number;
}

const columns = `c.id, c.tenant_id as "tenantId", c.user_id as "userId", c.connection_id as "connectionId", c.job_types as "jobTypes", c.text,
  c.given_at as "givenAt", c.expires_at as "expiresAt", c.history_from as "historyFrom", c.operation_id as "operationId"`;

// Index consents_tenant; the newest of a connection by consents_connection.
const recordSql = `select ${columns}, c.revoked_at as "revokedAt", k.no as "connectionNo", k.institution_id as "institutionId", u.no as "userNo",
    c.auth_request_id as "authRequestId", k.bank_connection_id as "bankConnectionId",
    k.status = 'active' as connected,
    c.id = (select n.id from consents n where n.connection_id = c.connection_id order by n.given_at desc, n.id desc limit 1) as newest
  from consents c join connections k on k.id = c.connection_id join users u on u.id = c.user_id`;

const latestOf = prepared(
  "consents.latest-of",
  `select distinct on (c.connection_id) ${columns}, c.revoked_at as "revokedAt", c.own_expiry as "ownExpiry" from consents c
   where c.tenant_id = $1 and c.connection_id = any($2) order by c.connection_id, c.given_at desc, c.id desc`,
);

const findConsents = (db: Queryable) => ({
  /** Index consents_connection. */
  latest: async (tenantId: string, connectionId: string): Promise<(Consent & { readonly revokedAt: Date | null }) | null> => {
    const { rows } = await db.query<Consent & { readonly revokedAt: Date | null }>(
      `select ${columns}, c.revoked_at as "revokedAt" from consents c
       where c.tenant_id = $1 and c.connection_id = $2 order by c.given_at desc, c.id desc limit 1`,
      [tenantId, connectionId],
    );
    return rows[0] ?? null;
  },
  /** All consents of a connection, newest first (index consents_connection). */
  ofConnection: async (tenantId: string, connectionId: string): Promise<readonly PastConsent[]> => {
    const { rows } = await db.query<PastConsent>(
      `select ${columns}, c.revoked_at as "revokedAt" from consents c
       where c.tenant_id = $1 and c.connection_id = $2 order by c.given_at desc, c.id desc`,
      [tenantId, connectionId],
    );
    return rows;
  },
  /** The consent a piece of work gave (index consents_effect). */
  ofEffect: async (connectionId: string, effectId: string): Promise<Consent | null> => {
    const { rows } = await db.query<Consent>(`select ${columns} from consents c where c.connection_id = $1 and c.effect_id = $2`, [
      connectionId,
      effectId,
    ]);
    return rows[0] ?? null;
  },
  /** The newest consent of each connection (index consents_connection). */
  latestOf: async (tenantId: string, connectionIds: readonly string[]): Promise<ReadonlyMap<string, LatestConsent>> => {
    const { rows } = await db.query<LatestConsent>(latestOf([tenantId, connectionIds]));
    return new Map(rows.map((row) => [row.connectionId, row]));
  },
});

const consentRecords = (db: Queryable) => ({
  recordById: async (tenantId: string, id: string): Promise<ConsentRecord | null> => {
    const { rows } = await db.query<ConsentRecord>(`${recordSql} where c.tenant_id = $1 and c.id = $2`, [tenantId, id]);
    return rows[0] ?? null;
  },
  list: async (
    tenantId: string,
    { userId, offset, limit }: ConsentQuery,
  ): Promise<{ readonly total: number; readonly consents: readonly ConsentRecord[] }> => {
    const filter = "c.tenant_id = $1 and ($2::uuid is null or c.user_id = $2)";
    const total = await db.query<{ n: number }>(`select count(*) as n from consents c where ${filter}`, [tenantId, userId]);
    const { rows } = await db.query<ConsentRecord>(`${recordSql} where ${filter} order by c.id offset $3 limit $4`, [
      tenantId,
      userId,
      offset,
      limit,
    ]);
    return { total: total.rows[0]?.n ?? 0, consents: rows };
  },
});

const changeConsents = (db: Queryable) => ({
  append: async (c: Consent): Promise<void> => {
    await db.query(
      `insert into consents (id, tenant_id, user_id, connection_id, job_types, text, given_at, expires_at, history_from, operation_id, effect_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (id) do nothing`, // an approved consent has its id already: stored twice it is one
      [
        c.id,
        c.tenantId,
        c.userId,
        c.connectionId,
        c.jobTypes,
        JSON.stringify(c.text),
        c.givenAt,
        c.expiresAt,
        c.historyFrom ?? null,
        c.operationId ?? null,
        c.effectId ?? null,
      ],
    );
  },
  /** Appends the newest consent of a connection with another end; null: there is none that stands (index consents_connection). */
  renew: async (
    tenantId: string,
    connectionId: string,
    { id, givenAt, expiresAt, operationId = null, effectId = null }: Pick<Consent, "id" | "givenAt" | "expiresAt" | "operationId" | "effectId">,
  ): Promise<string | null> => {
    const { rows } = await db.query<{ id: string }>(
      `insert into consents (id, tenant_id, user_id, connection_id, job_types, text, given_at, expires_at, own_expiry, auth_request_id, history_from,
         operation_id, effect_id)
       select $3, tenant_id, user_id, connection_id, job_types, text, $4, $5, own_expiry, auth_request_id, history_from, $6, $7 from consents
       where tenant_id = $1 and connection_id = $2 and revoked_at is null order by given_at desc, id desc limit 1 returning id`,
      [tenantId, connectionId, id, givenAt, expiresAt, operationId, effectId],
    );
    return rows[0]?.id ?? null;
  },
  /** Notes what an auth request asked of a connection's newest consent. */
  noteRequest: async (
    tenantId: string,
    connectionId: string,
    { authRequestId, expiresAt, own }: { readonly authRequestId: string; readonly expiresAt: Date | null; readonly own: boolean },
  ): Promise<void> => {
    await db.query(
      `update consents set auth_request_id = $3, expires_at = least(expires_at, coalesce($4, expires_at)), own_expiry = $4::timestamptz is not null and $5
       where id = (select id from consents where tenant_id = $1 and connection_id = $2 order by given_at desc, id desc limit 1)`,
      [tenantId, connectionId, authRequestId, expiresAt, own],
    );
  },
  /** Ends every consent of a connection that still stands; answers their ids (index consents_connection). */
  revokeOf: async (tenantId: string, connectionId: string, at: Date): Promise<readonly string[]> => {
    const { rows } = await db.query<{ id: string }>(
      "update consents set revoked_at = $3 where tenant_id = $1 and connection_id = $2 and revoked_at is null returning id",
      [tenantId, connectionId, at],
    );
    return rows.map(({ id }) => id);
  },
});

/** Consents, append-only but for their revocation. */
export const consents = (db: Queryable) => ({
  ...findConsents(db),
  ...consentRecords(db),
  ...changeConsents(db),
});
