import type { Queryable } from "../storage.ts";

/** An administrator's lock, as the person is told of it. */
export interface AdminLock {
  readonly by: string;
  readonly reason: string;
  readonly liftableBy: string;
  readonly until: string | null;
}

/** A person's authenticator on one device. */
export interface Device {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly name: string;
  readonly jkt: string;
  readonly publicKey: unknown;
  readonly encryptionKey: unknown;
  readonly pinRecord: string | null;
  readonly suite: string;
  /** State of the lock model; parsed where it is used. */
  readonly lock: unknown;
  readonly adminLock: AdminLock | null;
  /** Since when it waits for an operator to confirm it; null: it counts. */
  readonly awaitsCommitSince: Date | null;
  readonly appName: string;
  readonly appVersion: string;
  readonly pushToken: unknown;
  readonly seedId: string | null;
  readonly seed: unknown;
  readonly atc: number;
  readonly atcCandidate: number | null;
  /** Until when the device key alone may open a session. */
  readonly grantUntil: Date | null;
  /** Languages its person reads, the first one first. */
  readonly locales: readonly string[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly removedAt: Date | null;
}

/** A device as it is made. */
export type NewDevice = Pick<
  Device,
  | "id"
  | "tenantId"
  | "userId"
  | "name"
  | "jkt"
  | "publicKey"
  | "encryptionKey"
  | "pinRecord"
  | "suite"
  | "lock"
  | "appName"
  | "appVersion"
  | "createdAt"
>;

const columns = `id, tenant_id as "tenantId", user_id as "userId", name, jkt, public_key as "publicKey", encryption_key as "encryptionKey",
  pin_record as "pinRecord", suite, lock, admin_lock as "adminLock", awaits_commit_since as "awaitsCommitSince", app_name as "appName", app_version as "appVersion",
  push_token as "pushToken", seed_id as "seedId", seed, atc, atc_candidate as "atcCandidate", grant_until as "grantUntil", locales, created_at as "createdAt", last_used_at as "lastUsedAt",
  removed_at as "removedAt"`;

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

const one = async (db: Queryable, condition: string, values: readonly unknown[]): Promise<Device | null> => {
  const { rows } = await db.query<Device>(`select ${columns} from devices where ${condition}`, [...values]);
  return rows[0] ?? null;
};

const findDevices = (db: Queryable) => ({
  byId: (tenantId: string, id: string) => one(db, "tenant_id = $1 and id = $2", [tenantId, id]),
  /** The device a key proves to be; whose it is follows from it. */
  byKey: (id: string, jkt: string) => one(db, "id = $1 and jkt = $2", [id, jkt]),
  /** Held until the transaction ends: every count of failures and every lock happens one after the other. */
  lock: (tenantId: string, id: string) => one(db, "tenant_id = $1 and id = $2 for update", [tenantId, id]),
  /** Index devices_user; removed ones only when asked for. */
  ofUser: async (tenantId: string, userId: string, options: { readonly removed: boolean } = { removed: false }): Promise<readonly Device[]> => {
    const { rows } = await db.query<Device>(
      `select ${columns} from devices where tenant_id = $1 and user_id = $2 and ($3 or removed_at is null) order by created_at limit 200`,
      [tenantId, userId, options.removed],
    );
    return rows;
  },
});

const activateDevices = (db: Queryable) => ({
  /** One activation of a person after the other until the transaction ends. */
  holdActivations: async (userId: string): Promise<void> => {
    await db.query("select pg_advisory_xact_lock(hashtextextended('device-activation:' || $1, 0))", [userId]);
  },
  /** False when the name or the key is taken. */
  create: async (d: NewDevice): Promise<boolean> => {
    const { rowCount } = await db.query(
      `insert into devices (id, tenant_id, user_id, name, jkt, public_key, encryption_key, pin_record, suite, lock, app_name, app_version, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing`,
      [
        d.id,
        d.tenantId,
        d.userId,
        d.name,
        d.jkt,
        json(d.publicKey),
        json(d.encryptionKey),
        d.pinRecord,
        d.suite,
        json(d.lock),
        d.appName,
        d.appVersion,
        d.createdAt,
      ],
    );
    return rowCount === 1;
  },
  /** A reactivation: new keys and PIN record, an open lock, and no seed. */
  reactivate: async (
    d: Pick<NewDevice, "id" | "jkt" | "publicKey" | "encryptionKey" | "pinRecord" | "lock" | "appName" | "appVersion">,
  ): Promise<void> => {
    await db.query(
      `update devices set jkt = $2, public_key = $3, encryption_key = $4, pin_record = $5, lock = $6, app_name = $7, app_version = $8,
         seed_id = null, seed = null, atc = 0, atc_candidate = null where id = $1`,
      [d.id, d.jkt, json(d.publicKey), json(d.encryptionKey), d.pinRecord, json(d.lock), d.appName, d.appVersion],
    );
  },
});

const changeDevices = (db: Queryable) => ({
  savePinRecord: async (id: string, pinRecord: string): Promise<void> => {
    await db.query("update devices set pin_record = $2 where id = $1", [id, pinRecord]);
  },
  /** False when another device of the person has the name. */
  rename: async (id: string, name: string): Promise<boolean> => {
    const { rowCount } = await db.query(
      `update devices d set name = $2 where id = $1 and not exists (select 1 from devices o
         where o.user_id = d.user_id and o.id <> d.id and o.removed_at is null and lower(o.name) = lower($2))`,
      [id, name],
    );
    return rowCount === 1;
  },
  grant: async (id: string, until: Date): Promise<void> => {
    await db.query("update devices set grant_until = $2 where id = $1", [id, until]);
  },
  /** Ends what the device keys of a person may do alone. */
  endGrants: async (userId: string): Promise<void> => {
    await db.query("update devices set grant_until = null where user_id = $1", [userId]);
  },
  saveLocales: async (id: string, locales: readonly string[]): Promise<void> => {
    await db.query("update devices set locales = $2 where id = $1", [id, json(locales)]);
  },
  touch: async (id: string, app: { readonly name: string; readonly version: string }, now: Date): Promise<void> => {
    await db.query("update devices set last_used_at = $2, app_name = $3, app_version = $4 where id = $1", [id, now, app.name, app.version]);
  },
  /** Forgets its secrets; the row stays for the trail. False when it was removed before. */
  remove: async (id: string, lock: unknown, now: Date): Promise<boolean> => {
    const { rowCount } = await db.query(
      `update devices set removed_at = $2, lock = $3, pin_record = null, seed = null, seed_id = null, push_token = null
       where id = $1 and removed_at is null`,
      [id, now, json(lock)],
    );
    return rowCount === 1;
  },
});

const lockDevices = (db: Queryable) => ({
  saveLock: async (id: string, lock: unknown): Promise<void> => {
    await db.query("update devices set lock = $2 where id = $1", [id, json(lock)]);
  },
  saveAdminLock: async (id: string, adminLock: AdminLock | null): Promise<void> => {
    await db.query("update devices set admin_lock = $2 where id = $1", [id, json(adminLock)]);
  },
  /** From `since` on it waits to be confirmed; null: it was. */
  saveAwaitsCommit: async (id: string, since: Date | null): Promise<void> => {
    await db.query("update devices set awaits_commit_since = $2 where id = $1", [id, since]);
  },
  userLock: async (userId: string): Promise<AdminLock | null> => {
    const { rows } = await db.query<{ adminLock: AdminLock }>(`select admin_lock as "adminLock" from device_user_locks where user_id = $1`, [userId]);
    return rows[0]?.adminLock ?? null;
  },
  /** False when the person is locked already; a lock whose time is over gives way. */
  lockUser: async (tenantId: string, userId: string, { adminLock, now }: { readonly adminLock: AdminLock; readonly now: Date }): Promise<boolean> => {
    const { rowCount } = await db.query(
      `insert into device_user_locks (user_id, tenant_id, admin_lock) values ($1, $2, $3)
       on conflict (user_id) do update set admin_lock = excluded.admin_lock where (device_user_locks.admin_lock ->> 'until')::timestamptz <= $4`,
      [userId, tenantId, json(adminLock), now],
    );
    return rowCount === 1;
  },
  /** False when the person was not locked. */
  unlockUser: async (userId: string): Promise<boolean> => {
    const { rowCount } = await db.query("delete from device_user_locks where user_id = $1", [userId]);
    return rowCount === 1;
  },
});

const pushTokens = (db: Queryable) => ({
  savePushToken: async (id: string, pushToken: unknown): Promise<void> => {
    await db.query("update devices set push_token = $2 where id = $1", [id, json(pushToken)]);
  },
  /** Forgets a token that no longer works; false when another one came meanwhile. */
  forgetPushToken: async (id: string, pushToken: unknown): Promise<boolean> => {
    const { rowCount } = await db.query("update devices set push_token = null where id = $1 and push_token = $2::jsonb", [id, json(pushToken)]);
    return rowCount === 1;
  },
});

const tokenSeeds = (db: Queryable) => ({
  saveSeed: async (id: string, seedId: string, seed: unknown): Promise<void> => {
    await db.query("update devices set seed_id = $2, seed = $3, atc = 0, atc_candidate = null where id = $1", [id, seedId, json(seed)]);
  },
  /** The counter never goes back. */
  advanceAtc: async (id: string, atc: number): Promise<void> => {
    await db.query("update devices set atc = greatest(atc, $2), atc_candidate = null where id = $1", [id, atc]);
  },
  noteCandidate: async (id: string, candidate: number | null): Promise<void> => {
    await db.query("update devices set atc_candidate = $2 where id = $1", [id, candidate]);
  },
});

/** Devices of people. An id of another tenant is unknown. */
export const devices = (db: Queryable) => ({
  ...findDevices(db),
  ...activateDevices(db),
  ...changeDevices(db),
  ...lockDevices(db),
  ...pushTokens(db),
  ...tokenSeeds(db),
});
