import type { Queryable } from "../storage.ts";

/** What an operator may do, least first. */
export type OperatorRole = "viewer" | "support" | "admin";

/** Somebody who signs in to the console. Secrets are hashed or sealed. */
export interface Operator {
  readonly id: string;
  readonly tenantId: string;
  readonly email: string;
  readonly role: OperatorRole;
  readonly passwordHash: string;
  readonly totp: unknown;
  readonly totpStep: number;
  readonly createdAt: Date;
  readonly lastSignedInAt: Date | null;
}

/** An operator's session; the token is stored as a hash. */
export interface OperatorSession {
  readonly tokenHash: string;
  readonly operatorId: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
}

const columns = `o.id, o.tenant_id as "tenantId", o.email, o.role, o.password_hash as "passwordHash", o.totp, o.totp_step as "totpStep",
  o.created_at as "createdAt", o.last_signed_in_at as "lastSignedInAt"`;

/** Operators of the console. */
export const operators = (db: Queryable) => ({
  /** Writes a new one, or the new secrets of one who was invited again; false when the address belongs to another operator. */
  save: async (o: Omit<Operator, "lastSignedInAt">): Promise<boolean> => {
    const { rowCount } = await db.query(
      `insert into operators (id, tenant_id, email, role, password_hash, totp, totp_step, created_at)
       select $1, $2, $3, $4, $5, $6, $7, $8
       where not exists (select 1 from operators where lower(email) = lower($3) and id <> $1)
       on conflict (id) do update set role = $4, password_hash = $5, totp = $6, totp_step = $7`,
      [o.id, o.tenantId, o.email, o.role, o.passwordHash, JSON.stringify(o.totp), o.totpStep, o.createdAt],
    );
    return rowCount === 1;
  },
  byId: async (tenantId: string, id: string): Promise<Operator | null> => {
    const { rows } = await db.query<Operator>(`select ${columns} from operators o where o.tenant_id = $1 and o.id = $2`, [tenantId, id]);
    return rows[0] ?? null;
  },
  /** Index operators_email. */
  byEmail: async (email: string): Promise<Operator | null> => {
    const { rows } = await db.query<Operator>(`select ${columns} from operators o where lower(o.email) = lower($1)`, [email]);
    return rows[0] ?? null;
  },
  /** Oldest first (index operators_tenant). */
  list: async (tenantId: string): Promise<readonly Operator[]> => {
    const { rows } = await db.query<Operator>(`select ${columns} from operators o where o.tenant_id = $1 order by o.id limit 1000`, [tenantId]);
    return rows;
  },
  /** Holds a tenant's operators until the transaction ends, so that two removals cannot both leave one. */
  lockAll: async (tenantId: string): Promise<readonly Operator[]> => {
    const { rows } = await db.query<Operator>(`select ${columns} from operators o where o.tenant_id = $1 order by o.id for update`, [tenantId]);
    return rows;
  },
  setRole: async (id: string, role: OperatorRole): Promise<void> => {
    await db.query("update operators set role = $2 where id = $1", [id, role]);
  },
  remove: async (id: string): Promise<void> => {
    await db.query("delete from operators where id = $1", [id]);
  },
  /** Notes a sign-in without a code. */
  noteSignIn: async (id: string, at: Date): Promise<void> => {
    await db.query("update operators set last_signed_in_at = $2 where id = $1", [id, at]);
  },
  /** Uses up a code's time step; false when it or a later one was used already. */
  useStep: async (id: string, step: number, at: Date): Promise<boolean> => {
    const { rowCount } = await db.query("update operators set totp_step = $2, last_signed_in_at = $3 where id = $1 and totp_step < $2", [
      id,
      step,
      at,
    ]);
    return rowCount === 1;
  },
});

/** Sessions of operators. */
export const operatorSessions = (db: Queryable) => ({
  create: async (s: OperatorSession): Promise<void> => {
    await db.query("delete from operator_sessions where expires_at <= $1", [s.createdAt]);
    await db.query("insert into operator_sessions (token_hash, operator_id, created_at, seen_at, expires_at) values ($1, $2, $3, $4, $5)", [
      s.tokenHash,
      s.operatorId,
      s.createdAt,
      s.seenAt,
      s.expiresAt,
    ]);
  },
  /** The operator of a session that is neither over nor idle since `idleSince`. */
  operatorOf: async (
    tokenHash: string,
    { now, idleSince }: { readonly now: Date; readonly idleSince: Date },
  ): Promise<(Operator & { readonly seenAt: Date }) | null> => {
    const { rows } = await db.query<Operator & { readonly seenAt: Date }>(
      `select ${columns}, s.seen_at as "seenAt" from operator_sessions s join operators o on o.id = s.operator_id
       where s.token_hash = $1 and s.expires_at > $2 and s.seen_at > $3`,
      [tokenHash, now, idleSince],
    );
    return rows[0] ?? null;
  },
  see: async (tokenHash: string, at: Date): Promise<void> => {
    await db.query("update operator_sessions set seen_at = $2 where token_hash = $1", [tokenHash, at]);
  },
  end: async (tokenHash: string): Promise<void> => {
    await db.query("delete from operator_sessions where token_hash = $1", [tokenHash]);
  },
  /** Every session of an operator. */
  endAll: async (operatorId: string): Promise<void> => {
    await db.query("delete from operator_sessions where operator_id = $1", [operatorId]);
  },
});

/** Tries to sign in, by the hash of the address. */
export const operatorTries = (db: Queryable) => ({
  /** Counts one more; a count ends when nobody tried until `until`. Whoever is over `most` prolongs nothing. */
  count: async (emailHash: string, t: { readonly now: Date; readonly until: Date; readonly most: number }) => {
    await db.query("delete from operator_tries where until <= $1", [t.now]);
    const { rows } = await db.query<{ tries: number; until: Date }>(
      `insert into operator_tries (email_hash, tries, until) values ($1, 1, $2)
       on conflict (email_hash) do update set tries = least(operator_tries.tries + 1, $3 + 1),
         until = case when operator_tries.tries >= $3 then operator_tries.until else $2 end
       returning tries, until`,
      [emailHash, t.until, t.most],
    );
    return rows[0] ?? { tries: t.most + 1, until: t.until };
  },
  forget: async (emailHash: string): Promise<void> => {
    await db.query("delete from operator_tries where email_hash = $1", [emailHash]);
  },
});
