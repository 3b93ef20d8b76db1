import type { PinAnswer, PinLock } from "@drawbridge/domain";
import { devices, type AdminLock, type Device, type Queryable } from "@drawbridge/storage";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { DeviceRefusal, deviceErrorCodes } from "../channel/device-refusal.ts";

const Open = Type.Object({ at: Type.Literal("OPEN"), failures: Type.Integer() });
const Temp = Type.Object({ at: Type.Literal("TEMP"), level: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)]), until: Type.String() });
const Blocked = Type.Object({ at: Type.Literal("BLOCKED") });
const Removed = Type.Object({ at: Type.Literal("REMOVED") });
const Locked = Type.Object({ at: Type.Literal("ADMIN_LOCKED"), before: Type.Unknown() });
const StoredLock = Type.Union([Open, Temp, Blocked, Removed, Locked]);

/** Reads the lock of a device's row. */
export const readLock = (stored: unknown): PinLock => {
  const lock = Value.Parse(StoredLock, stored);
  switch (lock.at) {
    case "TEMP":
      return { ...lock, until: new Date(lock.until) };
    case "ADMIN_LOCKED":
      return { at: lock.at, before: readLock(lock.before) };
    case "OPEN":
    case "BLOCKED":
    case "REMOVED":
      return lock;
  }
};

/** What a PIN was asked for: each use has its own word for the same lock (section 5). */
export type PinUse = "login" | "change" | "operation";

const wrongPin = { login: "kWrongCredentials", change: "kInvalidPin", operation: "kInvalidPin" } as const;
const blockedPin = { login: "kLockedCertificate", change: "kFailed", operation: "kFailed" } as const;

/** The refusal that says what a wrong or locked PIN came to. */
export const pinRefusal = (use: PinUse, { verdict, retryCounter, retryDelay }: PinAnswer, lastTry = false): DeviceRefusal => {
  const counters = { retryCounter, retryDelay, ...(lastTry && { lastTry }) };
  switch (verdict) {
    case "right":
    case "wrong":
      return new DeviceRefusal(wrongPin[use], "The PIN is wrong.", counters);
    case "temporarily_locked":
      return new DeviceRefusal("kTemporaryLocked", "The PIN is locked for a while.", {
        ...counters,
        errorCode: deviceErrorCodes.deviceTemporarilyLocked,
      });
    case "blocked":
      return new DeviceRefusal(blockedPin[use], "The PIN is blocked: a new activation code or the help desk opens it again.", {
        ...counters,
        errorCode: deviceErrorCodes.retriesExceeded,
      });
    case "admin_locked":
      return new DeviceRefusal("kLockedCertificate", "The device is locked.", { errorCode: deviceErrorCodes.lockedCertificate });
    case "removed":
      return removedDevice();
  }
};

/** The device is not there any more. */
export const removedDevice = (): DeviceRefusal => new DeviceRefusal("kUnknownCertificate", "The device was removed.");

/** True when a lock was only for a time that has passed. */
export const isOver = ({ until }: AdminLock, now: Date): boolean => until !== null && new Date(until) <= now;

/** The lock as it stands now: an administrator's lock whose time is over is none. */
export const lockAt = ({ lock, adminLock }: Pick<Device, "lock" | "adminLock">, now: Date): PinLock => {
  const stored = readLock(lock);
  return stored.at === "ADMIN_LOCKED" && adminLock && isOver(adminLock, now) ? stored.before : stored;
};

/** The refusal of a person whom an administrator locked; null when none did, or its time is over. */
export const userRefusal = async (db: Queryable, userId: string, now: Date): Promise<DeviceRefusal | null> => {
  const lock = await devices(db).userLock(userId);
  if (!lock || isOver(lock, now)) return null;
  return new DeviceRefusal("kLockedUser", "The user is locked.", { errorCode: deviceErrorCodes.userLocked, lock });
};

/** Why an administrator lets the device do nothing; null when none does. */
export const adminRefusal = async (db: Queryable, device: Device, now: Date): Promise<DeviceRefusal | null> => {
  if (device.removedAt) return removedDevice();
  const ofUser = await userRefusal(db, device.userId, now);
  if (ofUser) return ofUser;
  if (!device.adminLock || isOver(device.adminLock, now)) return null;
  return new DeviceRefusal("kLockedCertificate", "The device is locked.", { errorCode: deviceErrorCodes.lockedCertificate, lock: device.adminLock });
};
