import type { Queryable } from "../storage.ts";

/** A logged-in session of a device. */
export interface DeviceSession {
  readonly tokenHash: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly jkt: string;
  readonly factor: "pin" | "token" | "key";
  /** When its factor was proved. */
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

/** Something a device is to be told. */
export interface DeviceEventRow {
  readonly seq: number;
  readonly name: string;
  readonly payload: unknown;
}

/** Channel on which processes tell each other that a device has news. */
export const DEVICE_NEWS = "device_news";

const columns = `token_hash as "tokenHash", tenant_id as "tenantId", user_id as "userId", device_id as "deviceId", jkt, factor, created_at as "createdAt", expires_at as "expiresAt",
  ended_at as "endedAt"`;

const loggedInSessions = (db: Queryable) => ({
  open: async (s: Omit<DeviceSession, "endedAt"> & { readonly otpHash: string; readonly otpExpiresAt: Date }): Promise<void> => {
    await db.query(
      `insert into device_sessions (token_hash, tenant_id, user_id, device_id, jkt, factor, otp_hash, otp_expires_at, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [s.tokenHash, s.tenantId, s.userId, s.deviceId, s.jkt, s.factor, s.otpHash, s.otpExpiresAt, s.createdAt, s.expiresAt],
    );
  },
  byHash: async (tokenHash: string): Promise<DeviceSession | null> => {
    const { rows } = await db.query<DeviceSession>(`select ${columns} from device_sessions where token_hash = $1`, [tokenHash]);
    return rows[0] ?? null;
  },
  extend: async (tokenHash: string, expiresAt: Date): Promise<void> => {
    await db.query("update device_sessions set expires_at = $2 where token_hash = $1 and ended_at is null", [tokenHash, expiresAt]);
  },
  end: async (tokenHash: string, now: Date): Promise<void> => {
    await db.query("update device_sessions set ended_at = $2 where token_hash = $1 and ended_at is null", [tokenHash, now]);
  },
  endOfDevice: async (deviceId: string, now: Date): Promise<void> => {
    await db.query("update device_sessions set ended_at = $2 where device_id = $1 and ended_at is null", [deviceId, now]);
  },
  /** Index device_sessions_user. `but`: the one that stays. */
  endOfUser: async (userId: string, now: Date, but: string | null = null): Promise<readonly string[]> => {
    const { rows } = await db.query<{ deviceId: string }>(
      `update device_sessions set ended_at = $2 where user_id = $1 and ended_at is null and ($3::text is null or token_hash <> $3)
       returning device_id as "deviceId"`,
      [userId, now, but],
    );
    return rows.map(({ deviceId }) => deviceId);
  },
  /** Whether somebody is logged in on a device with a key. */
  isOpen: async ({ deviceId, jkt }: Pick<DeviceSession, "deviceId" | "jkt">, now: Date): Promise<boolean> => {
    const { rowCount } = await db.query(
      "select 1 from device_sessions where device_id = $1 and jkt = $2 and ended_at is null and expires_at > $3 limit 1",
      [deviceId, jkt, now],
    );
    return rowCount === 1;
  },
  /** Takes the one-time value of a session once; null when unknown, used or late. */
  useOtp: async (tenantId: string, otpHash: string, now: Date): Promise<DeviceSession | null> => {
    const { rows } = await db.query<DeviceSession>(
      `update device_sessions set otp_used_at = $3 where tenant_id = $1 and otp_hash = $2 and otp_used_at is null and otp_expires_at > $3 and ended_at is null
       returning ${columns}`,
      [tenantId, otpHash, now],
    );
    return rows[0] ?? null;
  },
});

const deviceEvents = (db: Queryable) => ({
  /** Tells devices something; heard by every process when the transaction commits. */
  tell: async (deviceIds: readonly string[], event: Omit<DeviceEventRow, "seq">, now: Date): Promise<void> => {
    if (deviceIds.length === 0) return;
    await db.query(`insert into device_events (device_id, name, payload, created_at) select id, $2, $3, $4 from unnest($1::uuid[]) as told (id)`, [
      deviceIds,
      event.name,
      JSON.stringify(event.payload),
      now,
    ]);
    for (const deviceId of deviceIds) await db.query("select pg_notify($1, $2)", [DEVICE_NEWS, deviceId]);
  },
  /** Index device_events_device. */
  eventsAfter: async (deviceId: string, after: number): Promise<readonly DeviceEventRow[]> => {
    const { rows } = await db.query<DeviceEventRow>(
      "select seq, name, payload from device_events where device_id = $1 and seq > $2 order by seq limit 100",
      [deviceId, after],
    );
    return rows;
  },
  lastSeq: async (deviceId: string): Promise<number> => {
    const { rows } = await db.query<{ seq: number | null }>("select max(seq) as seq from device_events where device_id = $1", [deviceId]);
    return rows[0]?.seq ?? 0;
  },
  /** Forgets what a device was told before a time. */
  forgetEvents: async (deviceId: string, before: Date): Promise<void> => {
    await db.query("delete from device_events where device_id = $1 and created_at < $2", [deviceId, before]);
  },
});

/** Sessions of devices, and what they are told. */
export const deviceSessions = (db: Queryable) => ({
  ...loggedInSessions(db),
  ...deviceEvents(db),
});
