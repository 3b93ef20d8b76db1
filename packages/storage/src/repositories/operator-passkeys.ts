import type { Queryable } from "../storage.ts";

/** A passkey of an operator. */
export interface OperatorPasskey {
  readonly id: string;
  readonly operatorId: string;
  readonly credentialId: string;
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

const columns = `id, operator_id as "operatorId", credential_id as "credentialId", public_key as "publicKey", counter::float8 as counter, transports, name,
  created_at as "createdAt", last_used_at as "lastUsedAt"`;

/** Passkeys of operators. */
export const operatorPasskeys = (db: Queryable) => ({
  /** Oldest first (index operator_passkeys_operator). */
  list: async (operatorId: string): Promise<readonly OperatorPasskey[]> => {
    const { rows } = await db.query<OperatorPasskey>(`select ${columns} from operator_passkeys where operator_id = $1 order by id limit 100`, [
      operatorId,
    ]);
    return rows;
  },
  byCredential: async (operatorId: string, credentialId: string): Promise<OperatorPasskey | null> => {
    const { rows } = await db.query<OperatorPasskey>(`select ${columns} from operator_passkeys where operator_id = $1 and credential_id = $2`, [
      operatorId,
      credentialId,
    ]);
    return rows[0] ?? null;
  },
  /** False when somebody has this very passkey. */
  add: async (p: Omit<OperatorPasskey, "lastUsedAt">): Promise<boolean> => {
    const { rowCount } = await db.query(
      `insert into operator_passkeys (id, operator_id, credential_id, public_key, counter, transports, name, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (credential_id) do nothing`,
      [p.id, p.operatorId, p.credentialId, Buffer.from(p.publicKey), p.counter, [...p.transports], p.name, p.createdAt],
    );
    return rowCount === 1;
  },
  /** Notes a use; false when it is gone, or its counter did not move though it counts. */
  use: async (id: string, counter: number, at: Date): Promise<boolean> => {
    const { rowCount } = await db.query(
      "update operator_passkeys set counter = $2, last_used_at = $3 where id = $1 and (counter < $2 or (counter = 0 and $2 = 0))",
      [id, counter, at],
    );
    return rowCount === 1;
  },
  remove: async (operatorId: string, id: string): Promise<boolean> => {
    const { rowCount } = await db.query("delete from operator_passkeys where operator_id = $1 and id = $2", [operatorId, id]);
    return rowCount === 1;
  },
  removeAll: async (operatorId: string): Promise<void> => {
    await db.query("delete from operator_passkeys where operator_id = $1", [operatorId]);
  },
});

/** What passkeys are asked to sign. */
export const operatorChallenges = (db: Queryable) => ({
  create: async (c: {
    readonly challenge: string;
    readonly operatorId: string | null;
    readonly now: Date;
    readonly expiresAt: Date;
  }): Promise<void> => {
    await db.query("delete from operator_challenges where expires_at <= $1", [c.now]);
    await db.query("insert into operator_challenges (challenge, operator_id, expires_at) values ($1, $2, $3)", [
      c.challenge,
      c.operatorId,
      c.expiresAt,
    ]);
  },
  /** Uses one up; false when it is unknown, late, used or another's. */
  take: async (challenge: string, operatorId: string | null, now: Date): Promise<boolean> => {
    const { rowCount } = await db.query(
      "delete from operator_challenges where challenge = $1 and operator_id is not distinct from $2::uuid and expires_at > $3",
      [challenge, operatorId, now],
    );
    return rowCount === 1;
  },
});
