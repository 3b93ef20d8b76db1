import type { Queryable } from "../storage.ts";

/** One visit of a browser on a link. `flow`, `pendingEffect` and `secrets` belong to the use cases. */
export interface Session {
  readonly id: string;
  readonly tenantId: string;
  readonly linkId: string;
  readonly userId: string;
  readonly hexId: string;
  /** Language tag it speaks. */
  readonly locale: string;
  readonly revision: number;
  readonly flow: unknown;
  readonly lastSeq: number;
  readonly pendingEffect: unknown;
  readonly secrets: unknown;
  readonly tabId: string | null;
  readonly lastInputAt: Date;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
}

/** A session as it begins. */
export interface NewSession {
  readonly id: string;
  readonly tenantId: string;
  readonly linkId: string;
  readonly userId: string;
  readonly hexId: string;
  readonly locale: string;
  readonly handleHash: string;
  readonly flow: unknown;
  readonly lastSeq: number;
  readonly tabId: string | null;
  readonly createdAt: Date;
  /** In the tenant's clock, as idle time is; left out: `createdAt`. */
  readonly lastInputAt?: Date;
  readonly expiresAt: Date;
  /** How long it may go without an input. */
  readonly idleMs: number;
}

/** What one step of the flow changes. */
export interface SessionChange {
  readonly id: string;
  readonly revision: number;
  readonly flow: unknown;
  readonly lastSeq: number;
  readonly pendingEffect: unknown;
  readonly pendingSince: Date | null;
  readonly secrets: unknown;
  readonly lastInputAt: Date;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
}

const columns = `id, tenant_id as "tenantId", link_id as "linkId", user_id as "userId", hex_id as "hexId", locale, revision, flow,
  last_seq as "lastSeq", pending_effect as "pendingEffect", secrets, tab_id as "tabId", last_input_at as "lastInputAt",
  created_at as "createdAt", expires_at as "expiresAt", ended_at as "endedAt", end_reason as "endReason"`;

const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

const insert = async (db: Queryable, s: NewSession): Promise<void> => {
  await db.query(
    `insert into sessions (id, tenant_id, link_id, user_id, hex_id, handle_hash, flow, last_seq, tab_id,
       last_input_at, last_seen_at, created_at, expires_at, idle_ms, locale)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $13, $10, $10, $11, $12, $14)`,
    [
      s.id,
      s.tenantId,
      s.linkId,
      s.userId,
      s.hexId,
      s.handleHash,
      json(s.flow),
      s.lastSeq,
      s.tabId,
      s.createdAt,
      s.expiresAt,
      s.idleMs,
      s.lastInputAt ?? s.createdAt,
      s.locale,
    ],
  );
};

/** Written and announced in one trip: every input of a person waits for it. */
const save = async (db: Queryable, s: SessionChange): Promise<void> => {
  await db.query(
    `with saved as (
       update sessions set revision = $2, flow = $3, last_seq = $4, pending_effect = $5, pending_since = $6, secrets = $7,
         last_input_at = $8, ended_at = $9, end_reason = $10
       where id = $1
       returning id
     )
     select pg_notify('session', id::text) from saved`,
    [s.id, s.revision, json(s.flow), s.lastSeq, json(s.pendingEffect), s.pendingSince, json(s.secrets), s.lastInputAt, s.endedAt, s.endReason],
  );
};

/** Sessions. Every change is announced on the channel `session`. */
export const sessions = (db: Queryable) => {
  const one = async (condition: string, value: unknown): Promise<Session | null> => {
    const { rows } = await db.query<Session>(`select ${columns} from sessions where ${condition}`, [value]);
    return rows[0] ?? null;
  };
  const ids = async (sql: string, values: readonly unknown[]): Promise<readonly string[]> => {
    const { rows } = await db.query<{ id: string }>(sql, [...values]);
    return rows.map(({ id }) => id);
  };
  return {
    create: (session: NewSession) => insert(db, session),
    byId: (id: string) => one("id = $1", id),
    byHandleHash: (hash: string) => one("handle_hash = $1", hash),
    byOauthCorrelationHash: (hash: string) => one("oauth_correlation_hash = $1", hash),
    /** Locks the row until the transaction ends; inputs of one session queue up here. */
    lock: (id: string) => one("id = $1 for update", id),
    save: (change: SessionChange) => save(db, change),
    /** A session that is over as it begins. */
    finish: async (id: string, end: { readonly at: Date; readonly reason: string }): Promise<void> => {
      await db.query("update sessions set ended_at = $2, end_reason = $3 where id = $1", [id, end.at, end.reason]);
    },
    touch: async (id: string, now: Date): Promise<void> => {
      await db.query("update sessions set last_input_at = $2 where id = $1", [id, now]);
    },
    /** The page is there; tells a closed one from an idle one. */
    see: async (id: string, now: Date): Promise<void> => {
      await db.query("update sessions set last_seen_at = $2, page_left_at = null where id = $1", [id, now]);
    },
    /** The page that was last seen then has closed. */
    leave: async (id: string, { seenAt, now }: { readonly seenAt: Date; readonly now: Date }): Promise<void> => {
      await db.query("update sessions set page_left_at = $3 where id = $1 and last_seen_at = $2", [id, seenAt, now]);
    },
    /** The tab that may post from now on; the one before is told. */
    takeOver: async (id: string, tabId: string): Promise<void> => {
      await db.query("update sessions set tab_id = $2 where id = $1", [id, tabId]);
      await db.query("select pg_notify('session', $1)", [id]);
    },
    /** A new trip to the bank: what the bank will echo, and the state needed then. */
    expectReturn: async (id: string, correlationHash: string, secrets: unknown): Promise<void> => {
      await db.query("update sessions set oauth_correlation_hash = $2, secrets = $3 where id = $1", [id, correlationHash, json(secrets)]);
    },
    forgetReturn: async (id: string): Promise<void> => {
      await db.query("update sessions set oauth_correlation_hash = null where id = $1", [id]);
    },
    /** Work asked for before `before` and still unanswered (index sessions_pending). */
    stalePending: (before: Date) => ids("select id from sessions where pending_since < $1 and ended_at is null limit 200", [before]),
    /** Sessions past their end, or idle for too long (index sessions_open). */
    due: async (now: Date) => {
      const { rows } = await db.query<{ id: string; seen: Date; left: Date | null; idleMs: number }>(
        `select s.id, s.last_seen_at as seen, s.page_left_at as "left", s.idle_ms as "idleMs" from sessions s join tenants t on t.id = s.tenant_id
         where s.ended_at is null and (s.expires_at <= $1 or (s.pending_since is null
           and s.last_input_at < $1::timestamptz + (t.clock_offset_ms - s.idle_ms) * interval '1 millisecond')) limit 200`,
        [now],
      );
      return rows;
    },
  };
};
