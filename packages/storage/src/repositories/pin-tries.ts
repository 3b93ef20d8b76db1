import type { Queryable } from "../storage.ts";

/** A use of a PIN between its two messages. */
export interface PinTry {
  readonly id: string;
  readonly tenantId: string | null;
  readonly userId: string | null;
  /** Null: there is no such device, and the try can only end wrong. */
  readonly deviceId: string | null;
  readonly jkt: string;
  readonly purpose: "login" | "change" | "operation";
  readonly operationId: string | null;
  readonly serverState: unknown;
  readonly ifWrong: unknown;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const columns = `id, tenant_id as "tenantId", user_id as "userId", device_id as "deviceId", jkt, purpose, operation_id as "operationId",
  server_state as "serverState", if_wrong as "ifWrong", created_at as "createdAt", expires_at as "expiresAt"`;

/** Uses of PINs, and the proofs devices have used up. */
export const pinTries = (db: Queryable) => ({
  begin: async (t: PinTry): Promise<void> => {
    await db.query(
      `insert into pin_tries (id, tenant_id, user_id, device_id, jkt, purpose, operation_id, server_state, if_wrong, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        t.id,
        t.tenantId,
        t.userId,
        t.deviceId,
        t.jkt,
        t.purpose,
        t.operationId,
        JSON.stringify(t.serverState),
        JSON.stringify(t.ifWrong),
        t.createdAt,
        t.expiresAt,
      ],
    );
  },
  /** Takes a try up once; null when unknown, late, taken, begun by another key or for another purpose. */
  take: async (id: string, of: Pick<PinTry, "jkt" | "purpose">, now: Date): Promise<PinTry | null> => {
    const { rows } = await db.query<PinTry>(
      `update pin_tries set settled_at = $4, outcome = 'wrong' where id = $1 and jkt = $2 and purpose = $3 and settled_at is null and expires_at > $4
       returning ${columns}`,
      [id, of.jkt, of.purpose, now],
    );
    return rows[0] ?? null;
  },
  markRight: async (id: string): Promise<void> => {
    await db.query("update pin_tries set outcome = 'right' where id = $1", [id]);
  },
  /** A wrong code of a device is a wrong use of its PIN, which nobody takes up (11.1). */
  noteWrong: async ({ id, tenantId, userId, deviceId }: Pick<PinTry, "id" | "tenantId" | "userId" | "deviceId">, now: Date): Promise<void> => {
    await db.query(
      `insert into pin_tries (id, tenant_id, user_id, device_id, jkt, purpose, server_state, if_wrong, created_at, expires_at, settled_at, outcome)
       values ($1, $2, $3, $4, '', 'login', '{}', '{}', $5, $5, $5, 'wrong')`,
      [id, tenantId, userId, deviceId, now],
    );
  },
  /** A new PIN or lock state makes tries that began before it worthless. */
  void: async (deviceId: string, now: Date): Promise<void> => {
    await db.query("update pin_tries set settled_at = $2, outcome = 'wrong' where device_id = $1 and settled_at is null", [deviceId, now]);
  },
  /** Tries of all devices of a person that were not right (index pin_tries_user). */
  failuresSince: async (userId: string, since: Date): Promise<number> => {
    const { rows } = await db.query<{ n: number }>(
      "select count(*) as n from pin_tries where user_id = $1 and created_at > $2 and outcome <> 'right'",
      [userId, since],
    );
    return rows[0]?.n ?? 0;
  },
  /** Forgets tries, activations and sessions that ended before a time (index pin_tries_due). */
  forget: async (before: Date): Promise<void> => {
    await db.query("delete from pin_tries where expires_at < $1", [before]);
    await db.query("delete from device_activations where expires_at < $1", [before]);
    await db.query("delete from device_sessions where expires_at < $1", [before]);
  },
  /** False when the proof was used before; forgets those nobody could use any more. */
  useProof: async (hash: string, expiresAt: Date, now: Date): Promise<boolean> => {
    const { rowCount } = await db.query("insert into device_proofs (hash, expires_at) values ($1, $2) on conflict do nothing", [hash, expiresAt]);
    if (rowCount === 1 && hash.startsWith("00")) await db.query("delete from device_proofs where expires_at < $1", [now]);
    return rowCount === 1;
  },
});
