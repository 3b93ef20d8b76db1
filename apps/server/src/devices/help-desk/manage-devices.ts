import type { ChannelStatus } from "@drawbridge/contract";
import { openLock, resetPinLock, secondsUntil, unlockByAdministrator, type PinLock } from "@drawbridge/domain";
import {
  connectionPauses,
  deviceSessions,
  devices,
  pinTries,
  users,
  type AdminLock,
  type Device,
  type Tenant,
  type Tx,
  type User,
} from "@drawbridge/storage";
import { AppError } from "../../http/app-error.ts";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { settleConnectionsById } from "../../use-cases/settle-connections.ts";
import { recordDeed } from "./audit.ts";
import { lockAt, readLock } from "../pin/device-lock.ts";
import { awaitsCommit } from "../activation/commit-activation.ts";
import { lockNow } from "../approvals/not-me.ts";
import { removeDevice } from "./remove-device.ts";
import { confirmUnlock, type UnlockOutcome } from "./second-person.ts";

/** Who does something at the help desk, and why. */
export interface Cause {
  readonly by: string;
  readonly reason: string;
}

/** A person of the tenant; anybody else's id is unknown. */
export const findTenantUser = async (deps: Deps, tenant: Tenant, id: string | null): Promise<User> => {
  const user = id && (await users(deps.storage.pool).byId(tenant.id, id));
  if (!user) throw new AppError("USER_NOT_FOUND");
  return user;
};

/** A device of the tenant, removed ones included. */
export const findTenantDevice = async (deps: Deps, tenant: Tenant, id: string | null): Promise<Device> => {
  const device = id && (await devices(deps.storage.pool).byId(tenant.id, id));
  if (!device) throw new AppError("DEVICE_NOT_FOUND");
  return device;
};

const wrongState = (detail: string): AppError => new AppError("WRONG_STATE", { detail });

interface Change {
  readonly tenant: Tenant;
  readonly id: string | null;
  readonly cause: Cause;
}

/** Changes a device that is held meanwhile; a removed one takes no change. */
const change = async (deps: Deps, { tenant, id }: Change, work: (tx: Tx, device: Device) => Promise<void>): Promise<Device> => {
  await deps.storage.transaction(async (tx) => {
    const device = id && (await devices(tx).lock(tenant.id, id));
    if (!device) throw new AppError("DEVICE_NOT_FOUND");
    if (device.removedAt) throw wrongState("the device was removed");
    await work(tx, device);
  });
  return findTenantDevice(deps, tenant, id);
};

const note = (tx: Tx, deps: Deps, deed: { readonly device: Device; readonly action: string; readonly cause: Cause }): Promise<void> =>
  recordDeed(tx, {
    tenantId: deed.device.tenantId,
    userId: deed.device.userId,
    at: deps.now(),
    actor: `api:${deed.cause.by}`,
    action: deed.action,
    subject: printId("dev", deed.device.id),
    data: { reason: deed.cause.reason },
  });

const alert = (
  tx: Tx,
  deps: Deps,
  { to, ...payload }: { readonly to: readonly string[]; readonly status: ChannelStatus; readonly errorCode: number; readonly description: string },
): Promise<void> => deviceSessions(tx).tell(to, { name: "alert", payload }, deps.now());

/** Gives a device another name. */
export const renameDevice = (deps: Deps, target: Change, name: string): Promise<Device> =>
  change(deps, target, async (tx, device) => {
    if (!(await devices(tx).rename(device.id, name))) throw new AppError("ALREADY_EXISTS", { detail: "another device of this user has the name" });
    await note(tx, deps, { device, action: "device.renamed", cause: target.cause });
  });

/** Locks a device: its sessions end, and what waits for it waits. */
export const lockDevice = (deps: Deps, target: Change, lock: AdminLock): Promise<Device> =>
  change(deps, target, async (tx, device) => {
    if (!(await lockNow(tx, deps, { device, lock }))) throw wrongState("the device is locked already");
    await note(tx, deps, { device, action: "device.locked", cause: target.cause });
  });

/** The state of a device after an unlock, and whether it is one. */
export interface Unlocked {
  readonly device: Device;
  readonly unlock: UnlockOutcome;
}

interface Unlock {
  readonly kind: "device" | "pin";
  readonly action: string;
  /** Refuses what is not locked, and answers the work of the unlock. */
  readonly prepare: (device: Device) => (tx: Tx) => Promise<void>;
}

const unlock = async (deps: Deps, target: Change, { kind, action, prepare }: Unlock): Promise<Unlocked> => {
  const told: { outcome: UnlockOutcome } = { outcome: { outcome: "unlocked", confirmedBy: null } };
  const device = await change(deps, target, async (tx, held) => {
    const work = prepare(held);
    const { id: subjectId, tenantId, userId } = held;
    told.outcome = await confirmUnlock(tx, deps, { tenantId, userId, kind, subjectId, cause: target.cause });
    if (told.outcome.outcome !== "unlocked") return;
    await work(tx);
    await note(tx, deps, { device: held, action, cause: target.cause });
  });
  return { device, unlock: told.outcome };
};

/** Lifts the lock; the state before comes back. */
export const unlockDevice = (deps: Deps, target: Change): Promise<Unlocked> =>
  unlock(deps, target, {
    kind: "device",
    action: "device.unlocked",
    prepare: (device) => {
      if (awaitsCommit(device)) throw wrongState("the device waits to be confirmed, which is another deed");
      const unlocked = unlockByAdministrator(lockAt(device, deps.now()));
      if (unlocked.outcome === "wrong_state") throw wrongState("the device is not locked");
      return async (tx) => {
        await devices(tx).saveLock(device.id, unlocked.lock);
        await devices(tx).saveAdminLock(device.id, null);
      };
    },
  });

/** The help desk opens a PIN that is locked or blocked. */
export const resetPin = (deps: Deps, target: Change): Promise<Unlocked> =>
  unlock(deps, target, {
    kind: "pin",
    action: "device.pin_unlocked",
    prepare: (device) => {
      const lock = readLock(device.lock);
      const reset = resetPinLock(lock);
      if (reset.outcome === "wrong_state" || (lock.at === "OPEN" && lock.failures === 0))
        throw wrongState("no PIN failure is counted, or an administrator locked the device");
      return async (tx) => {
        await pinTries(tx).void(device.id, deps.now());
        await devices(tx).saveLock(device.id, openLock);
      };
    },
  });

/** Takes a device out for good. */
export const removeTenantDevice = async (deps: Deps, { tenant, id, cause }: Change): Promise<void> => {
  const device = await findTenantDevice(deps, tenant, id);
  await deps.storage.transaction((tx) => removeDevice(tx, deps, { device, actor: `api:${cause.by}`, reason: cause.reason }));
};

/** Locks everything a person has. */
export const lockUser = async (deps: Deps, { tenant, id, cause }: Change, lock: AdminLock): Promise<void> => {
  const user = await findTenantUser(deps, tenant, id);
  await deps.storage.transaction(async (tx) => {
    if (!(await devices(tx).lockUser(tenant.id, user.id, { adminLock: lock, now: deps.now() }))) throw wrongState("the user is locked already");
    await deviceSessions(tx).endOfUser(user.id, deps.now());
    const known = await devices(tx).ofUser(tenant.id, user.id);
    await alert(tx, deps, {
      to: known.map((device) => device.id),
      status: "kLockedUser",
      errorCode: 500_000_031,
      description: "The user was locked.",
    });
    await noteUser(tx, deps, { user, action: "user.locked", cause });
  });
};

/** Lifts that. */
export const unlockUser = async (deps: Deps, { tenant, id, cause }: Change): Promise<UnlockOutcome> => {
  const user = await findTenantUser(deps, tenant, id);
  return deps.storage.transaction(async (tx) => {
    if (!(await devices(tx).userLock(user.id))) throw wrongState("the user is not locked");
    const outcome = await confirmUnlock(tx, deps, { tenantId: tenant.id, userId: user.id, kind: "user", subjectId: user.id, cause });
    if (outcome.outcome !== "unlocked") return outcome;
    if (!(await devices(tx).unlockUser(user.id))) throw wrongState("the user is not locked");
    await noteUser(tx, deps, { user, action: "user.unlocked", cause });
    return outcome;
  });
};

const noteUser = (
  tx: Tx,
  deps: Deps,
  { user, action, cause }: { readonly user: User; readonly action: string; readonly cause: Cause },
): Promise<void> =>
  recordDeed(tx, {
    tenantId: user.tenantId,
    userId: user.id,
    at: deps.now(),
    actor: `api:${cause.by}`,
    action,
    subject: printId("usr", user.id),
    data: { reason: cause.reason },
  });

/** Lets a person's connections be fetched again. */
export const resumeConnections = async (deps: Deps, { tenant, id, cause }: Change): Promise<number> => {
  const user = await findTenantUser(deps, tenant, id);
  return deps.storage.transaction(async (tx) => {
    const ids = await connectionPauses(tx).resumeOfUser(tenant.id, user.id);
    if (ids.length === 0) throw wrongState("no connection of this user is paused");
    await settleConnectionsById(deps, tx, { tenantId: tenant.id, ids, trigger: "resume" });
    await noteUser(tx, deps, { user, action: "connections.resumed", cause });
    return ids.length;
  });
};

/** The PIN's lock as the help desk reads it. */
export const describePinLock = (stored: unknown, now: Date) => {
  const lock: PinLock = readLock(stored);
  const inner = lock.at === "ADMIN_LOCKED" ? lock.before : lock;
  return {
    state: inner.at,
    failures: inner.at === "OPEN" ? inner.failures : null,
    level: inner.at === "TEMP" ? inner.level : null,
    secondsLeft: inner.at === "TEMP" ? secondsUntil(inner.until, now) : 0,
  };
};
