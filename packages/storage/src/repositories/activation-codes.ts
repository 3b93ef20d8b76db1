import type { Queryable } from "../storage.ts";

/** What an activation code is for. */
export type CodePurpose = "activation" | "reactivation" | "add_user";

/** A code is used once; every other end is final, too. */
export type CodeState = "CREATED" | "USED" | "EXPIRED" | "REVOKED" | "BURNED";

/** An activation code; of its text only a keyed hash is known. */
export interface ActivationCode {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly purpose: CodePurpose;
  readonly channel: "screen" | "letter";
  readonly state: CodeState;
  readonly tries: number;
  /** Whoever uses it registers the version of their app. */
  readonly registersApp: boolean;
  /** Keyed hash of the one-time password that goes with it; null: none does. */
  readonly oneTimeHash: string | null;
  /** The device it makes waits until an operator confirms it. */
  readonly awaitsCommit: boolean;
  /** The second operator, where two people make a code; null: one made it. */
  readonly confirmedBy: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const columns = `id, tenant_id as "tenantId", user_id as "userId", purpose, channel, state, tries,
  registers_app as "registersApp", one_time_hash as "oneTimeHash", awaits_commit as "awaitsCommit", confirmed_by as "confirmedBy", created_at as "createdAt", expires_at as "expiresAt"`;

const MOST_TRIES = 5; // contract, 11.2

/** Activation codes; what is begun with them is in `deviceActivations`. */
export const activationCodes = (db: Queryable) => ({
  create: async (code: ActivationCode & { readonly codeHash: string }): Promise<void> => {
    await db.query(
      `insert into activation_codes (id, tenant_id, user_id, code_hash, purpose, channel, state, created_at, expires_at, registers_app, one_time_hash, awaits_commit,
         confirmed_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        code.id,
        code.tenantId,
        code.userId,
        code.codeHash,
        code.purpose,
        code.channel,
        code.state,
        code.createdAt,
        code.expiresAt,
        code.registersApp,
        code.oneTimeHash,
        code.awaitsCommit,
        code.confirmedBy,
      ],
    );
  },
  /** Index activation_codes_user. */
  ofUser: async (tenantId: string, userId: string): Promise<readonly ActivationCode[]> => {
    const { rows } = await db.query<ActivationCode>(
      `select ${columns} from activation_codes where tenant_id = $1 and user_id = $2 order by created_at desc limit 200`,
      [tenantId, userId],
    );
    return rows;
  },
  /** Held until the transaction ends. */
  lockByHash: async (userId: string, codeHash: string): Promise<ActivationCode | null> => {
    const { rows } = await db.query<ActivationCode>(`select ${columns} from activation_codes where user_id = $1 and code_hash = $2 for update`, [
      userId,
      codeHash,
    ]);
    return rows[0] ?? null;
  },
  /** A wrong try counts against every open code of the person: who guesses cannot choose which. Answers how many burned. */
  countWrongTry: async (userId: string, now: Date): Promise<number> => {
    const { rows } = await db.query<{ state: CodeState }>(
      `update activation_codes set tries = tries + 1, state = case when tries + 1 >= $3 then 'BURNED' else state end,
         settled_at = case when tries + 1 >= $3 then $2::timestamptz else settled_at end
       where user_id = $1 and state = 'CREATED' and expires_at > $2 returning state`,
      [userId, now, MOST_TRIES],
    );
    return rows.filter(({ state }) => state === "BURNED").length;
  },
  /** Ends an open code; false when it has ended already. */
  settle: async (id: string, state: Exclude<CodeState, "CREATED">, now: Date): Promise<boolean> => {
    const { rowCount } = await db.query("update activation_codes set state = $2, settled_at = $3 where id = $1 and state = 'CREATED'", [
      id,
      state,
      now,
    ]);
    return rowCount === 1;
  },
});
